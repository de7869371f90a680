/** Payouts at a provider that shows a list without our references: found by what was asked for, or not found out. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import type { PayoutRequest } from "@switchyard/core/Payout"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Memory } from "../src/index.ts"
import { example } from "../src/MemoryOptions.ts"

const card = "4276550018273642"
const to = (number: string) => ({ type: "card" as const, number: Redacted.make(number) })
const request = (reference: string, changes: Partial<PayoutRequest> = {}): PayoutRequest => ({
  ...{ reference, amount: Money.unsafe("1500.00", "RUB"), destination: to(card) },
  ...changes
})

const listed = Memory.make({ ...example, lookUp: "list" })

const at = (seconds: number) => DateTime.makeUnsafe(seconds * 1000)

const lookUp = (
  { payouts }: Memory.Memory,
  asked: PayoutRequest,
  options: Parameters<typeof payouts.get>[1] = { request: asked }
) =>
  Effect.map(Effect.result(payouts.get({ reference: asked.reference }, options)), (end) =>
    end._tag === "Success"
      ? `${end.success.providerReference} ${end.success.reference}`
      : `${end.failure._tag}: ${end.failure.message}`
  )

const several = "ReadFailed: several in the list fit the request: none is taken"

describe("a payout in a list that does not name its reference", () => {
  it.effect("is found by amount and destination, whatever else is there", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      const { payouts, simulator } = memory
      const po = request("po-1")
      yield* payouts.create(request("po-2", { destination: to("5469380041557710") }))
      yield* payouts.create(request("po-3", { amount: Money.unsafe("1500.01", "RUB") }))
      yield* payouts.create(request("po-4", { amount: Money.unsafe("1500", "USD") }))
      simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
      assert.strictEqual((yield* payouts.create(po))._tag, "OutcomeUnknown")
      yield* payouts.create(request("po-5", { context: { subAccount: "sub-1" } }))
      assert.strictEqual(yield* lookUp(memory, po), "payout-4 po-1")
      assert.deepStrictEqual(payouts.capabilities.lookUp.create?.by, "list")
    })
  )

  it.effect("is not there where nothing fits, and another is not taken for it", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      yield* memory.payouts.create(request("po-2", { destination: to("5469380041557710") }))
      assert.match(yield* lookUp(memory, request("po-1")), /^NotFound/)
    })
  )

  it.effect("is not found out where two are alike, and neither is taken", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      for (const reference of ["po-1", "po-2"]) yield* memory.payouts.create(request(reference))
      for (const reference of ["po-1", "po-2"]) {
        assert.strictEqual(yield* lookUp(memory, request(reference)), several)
      }
    })
  )

  it.effect("is none that was there before it was sent", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      yield* memory.payouts.create(request("po-0"))
      yield* TestClock.adjust("1 hour")
      const asked = request("po-1")
      const since = { request: asked, sentAfter: at(3600) }
      assert.match(yield* lookUp(memory, asked, since), /^NotFound/)
      yield* memory.payouts.create(asked)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* lookUp(memory, asked, since), "payout-2 po-1")
      yield* TestClock.adjust("1 minute")
      // Whoever does not know since when it may be there cannot tell it from the one before.
      assert.strictEqual(yield* lookUp(memory, asked), several)
    })
  )

  it.effect(
    "is found where it was made later than it was sent, and is none that was made after that can have been",
    () =>
      Effect.gen(function* () {
        // By a clock that is a minute ahead, where "not found" is believed a minute later.
        for (const [madeAt, found] of [
          ["150000 millis", /^payout-1 po-1/],
          ["150001 millis", /^NotFound/]
        ] as const) {
          const memory = yield* listed
          const { payouts, simulator } = memory
          const po = request("po-1")
          yield* TestClock.setTime(0)
          simulator.fault({ kind: "late" }, { path: "/payouts/create" })
          assert.strictEqual((yield* payouts.create(po))._tag, "OutcomeUnknown")
          yield* TestClock.adjust(madeAt)
          yield* simulator.arrive
          const asked = { request: po, sentAfter: at(0), sentUntil: at(30) }
          assert.match(yield* lookUp(memory, po, asked), found)
          const { request: listing } = simulator.received().at(-1) ?? {}
          assert.match(listing?.body ?? "", /"since":0,"until":150000/)
          yield* TestClock.adjust("1 minute")
          yield* payouts.create(request("po-2"))
          assert.match(yield* lookUp(memory, po, asked), found)
          yield* TestClock.adjust("1 minute")
          // Whoever does not know until when it was sent cannot tell it from the one after.
          assert.strictEqual(yield* lookUp(memory, po), several)
        }
      })
  )

  it.effect("is found by its debit, in the context of its request", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      const { amount: _, ...plain } = request("po-1", { context: { subAccount: "sub-1" } })
      const asked = { ...plain, debit: Money.unsafe("20.00", "USD") }
      yield* memory.payouts.create(asked)
      yield* memory.payouts.create({ ...asked, reference: "po-2", context: { subAccount: "sub-2" } })
      assert.strictEqual(yield* lookUp(memory, asked), "payout-1 po-1")
    })
  )

  it.effect("is not found out beside an entry that cannot be read, unless that is another one for sure", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      const entry = (changes: object) => ({
        ...{ id: "payout-9", account: example.account, status: "new", created: "1000" },
        ...{ amount: "1500.00", currency: "RUB", total: "1500.00", destination: card, ...changes }
      })
      const answered = (...entries: ReadonlyArray<object>) => {
        const body = JSON.stringify({ ok: true, data: { payouts: entries } })
        memory.simulator.fault({ kind: "answer", status: 200, body }, { path: "/payouts/list" })
        const po = request("po-1")
        return Effect.andThen(TestClock.adjust("1 minute"), lookUp(memory, po, { request: po, sentAfter: at(1) }))
      }
      const unread = "ReadFailed: an entry of the list that may fit the request cannot be read: none is taken"
      assert.strictEqual(yield* answered(entry({})), "payout-9 po-1")
      for (const changes of [{ amount: "1500.001" }, { currency: "RUR" }]) {
        assert.strictEqual(yield* answered(entry(changes)), unread)
        assert.strictEqual(yield* answered(entry({ id: "payout-8" }), entry(changes)), unread)
        const elsewhere = entry({ ...changes, destination: "5469380041557710" })
        assert.match(yield* answered(elsewhere), /^NotFound/)
        assert.strictEqual(yield* answered(entry({}), elsewhere), "payout-9 po-1")
        assert.match(yield* answered(entry({ ...changes, created: "999" })), /^NotFound/)
      }
    })
  )

  it.effect("is not looked for without its request, and nobody is asked", () =>
    Effect.gen(function* () {
      const memory = yield* listed
      assert.strictEqual(
        yield* lookUp(memory, request("po-1"), {}),
        "ReadFailed: request: is needed: this provider does not know the reference"
      )
      assert.lengthOf(memory.simulator.received(), 0)
    })
  )
})
