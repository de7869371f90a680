/** Refunds and changes of a payment, on both faces: at the instance that holds the payment and at no other, one attempt each. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"

const instance = (account: string, options: object = {}) => ({
  use: "@switchyard/memory",
  options: { account, secretKey: "secret", changes: "replayed", ...options }
})

const config = {
  providers: { one: instance("1"), other: instance("2") },
  routes: { payments: [{ try: ["one", "other"] }] }
}

const rub = (value: string) => Money.unsafe(value, "RUB")

const asked = { reference: "pay-1", amount: rub("100"), method: "page", captureMethod: "manual" } as const

const refund = { reference: "re-1", payment: { reference: "pay-1", method: "page" }, amount: rub("10") } as const

describe("a refund over all instances", () => {
  it.effect("goes where it is told to and nowhere else, and is refused where its payment is not", () =>
    Effect.gen(function* () {
      const { instances, payments, refunds } = yield* Switchyard.make(config)
      yield* payments.create(asked)
      assert.notProperty(refunds, "create")
      assert.notProperty(refunds, "candidates")
      const elsewhere = yield* Effect.flip(refunds.createOn("other", refund))
      assert.deepStrictEqual([elsewhere._tag, elsewhere.reason], ["Rejected", "InvalidRequest"])
      const nowhere = yield* Effect.flip(refunds.createOn("third", refund))
      assert.deepStrictEqual([nowhere._tag, nowhere.reason], ["NotExecuted", "Unsupported"])
      // It was found, and nothing of it is captured yet.
      const early = yield* Effect.flip(refunds.createOn("one", refund))
      assert.deepStrictEqual([early._tag, early.reason], ["Rejected", "AmountOutOfRange"])
      assert.isTrue(instances[0]?.capabilities.refunds?.operations.includes("create"))
      assert.isTrue(refunds.provider("one")?.capabilities.operations.includes("getByReference"))
    })
  )
})

describe("a change of a payment over all instances", () => {
  it.effect("is one attempt at the instance that is named, and is replayed there by its own record", () =>
    Effect.gen(function* () {
      const { payments } = yield* Switchyard.make(config)
      yield* payments.create(asked)
      const cancel = { reference: "pay-1", number: 1 }
      const { cancel: replays } = payments.replays
      const key = yield* replays.hashOn("one", cancel)
      if (key === undefined) return assert.fail("a cancel can be replayed here")
      const now = yield* DateTime.now
      const record = { ...key, firstSentAt: now, lastSendUntil: DateTime.add(now, { seconds: 30 }) }
      assert.strictEqual((yield* payments.cancel("one", cancel, { replayKey: key }))._tag, "Accepted")
      yield* TestClock.adjust("10 minutes")
      const written: Array<object> = []
      const beforeReplay = (next: object) => Effect.sync(() => void written.push(next))
      const ended = yield* replays.replayOn("one", cancel, record, { beforeReplay, clocksApartMillis: 0 })
      assert.strictEqual(ended._tag, "Accepted")
      assert.lengthOf(written, 1)
      yield* TestClock.adjust("10 minutes")
      const changed = yield* Effect.flip(
        replays.replayOn("one", { ...cancel, number: 2 }, record, { beforeReplay, clocksApartMillis: 0 })
      )
      assert.strictEqual(changed._tag === "NotReplayed" && changed.why, "Changed")
      yield* TestClock.adjust("10 minutes")
      const failing = { beforeReplay: () => Effect.fail("full"), clocksApartMillis: 0 }
      const unwritten = yield* Effect.flip(replays.replayOn("one", cancel, record, failing))
      assert.strictEqual(unwritten._tag, "ReplayNotRecorded")
      assert.lengthOf(written, 1)
      const third = yield* Effect.flip(replays.replayOn("third", cancel, record, { beforeReplay }))
      assert.strictEqual(third._tag === "NotReplayed" && third.why, "Unsupported")
      assert.isUndefined(yield* replays.hashOn("third", cancel))
    })
  )

  it.effect("that an instance does not know is refused before anything is sent", () =>
    Effect.gen(function* () {
      const { payments } = yield* Switchyard.make(config)
      const refused = yield* Effect.flip(payments.complete("one", { reference: "pay-1", number: 1, amount: rub("1") }))
      assert.deepStrictEqual([refused._tag, refused.reason], ["NotExecuted", "Unsupported"])
    })
  )
})

describe("both through the Promise API", () => {
  it("take JSON and give JSON", async () => {
    await using client = await Switchyard.open(config)
    const amount = { value: "100", currency: "RUB" as const }
    const created = await client.payments.create({ ...asked, amount })
    assert.strictEqual(created._tag, "accepted")
    const early = await client.payments.capture("one", { reference: "pay-1", number: 1, amount })
    assert.deepInclude(early, { _tag: "rejected", reason: "InvalidRequest" })
    const broken = { reference: "pay-1", number: 1, amount: { value: "much", currency: "RUB" as const } }
    const invalid = await client.payments.capture("one", broken)
    assert.deepStrictEqual(invalid._tag === "invalid" && invalid.issues.map(({ path }) => path), ["amount.value"])
    const { payment, reference } = refund
    const refused = await client.refunds.createOn("one", { reference, payment, amount })
    assert.deepInclude(refused, { _tag: "rejected", reason: "AmountOutOfRange" })
    assert.strictEqual((await client.refunds.get("one", { reference }))._tag, "not_found")
  })
})
