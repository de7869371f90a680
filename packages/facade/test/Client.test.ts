/** The Promise face: JSON in, a union out, nothing expected is thrown; letting go of a send is unknown. */

import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Transport from "@switchyard/core/Transport"
import { type CreateAnswer, reveal } from "@switchyard/facade/Answer"
import type { Client } from "@switchyard/facade/Client"
import { InvalidConfig } from "@switchyard/facade/Config"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { documented, documentedEnv, fake, pair, paymentInput, payoutInput } from "./support/config.ts"
import { accept, lose, notExecute, reject, type Script, world } from "./support/fake.ts"

const open = async (scripts: { readonly [instance: string]: Script } = {}, json: unknown = pair) => {
  const { load, sent } = world(scripts)
  return { client: await Switchyard.open(json, { load }), names: () => sent.map(({ instance }) => instance) }
}

/** A script that ends when the test says so, and tells when it was reached. */
const gated = (ending: Script) => {
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const script: Script = (sent) =>
    Effect.uninterruptible(
      Effect.andThen(
        Effect.promise(() => {
          reached.resolve()
          return gate.promise
        }),
        ending(sent)
      )
    )
  return { script, reached: reached.promise, release: () => gate.resolve() }
}

const comparable = ({ attempts, ...answer }: CreateAnswer<unknown>) => ({
  ...answer,
  attempts: attempts.map(({ instance, outcome }) => `${instance} ${outcome}`)
})

describe("create resolves to what happened", () => {
  it("accepted, with amounts as text and personal values that print as redacted", async () => {
    const { client } = await open()
    const answer = await client.payouts.create(payoutInput())
    assert.strictEqual(answer._tag, "accepted")
    if (answer._tag !== "accepted") return
    assert.strictEqual(answer.instance, "a")
    assert.strictEqual(answer.value.providerReference, "77")
    assert.match(answer.attempts[0]!.at, /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.notInclude(`${JSON.stringify(answer)}${inspect(answer, { depth: 9 })}`, "4111111111111111")
    assert.strictEqual(answer.value.account && reveal(answer.value.account), "4111111111111111")
  })

  it("unknown, with where to look it up; the second provider is not asked", async () => {
    const { client, names } = await open({ a: lose("ConnectionLost") })
    assert.deepEqual(comparable(await client.payouts.create(payoutInput())), {
      _tag: "unknown",
      instance: "a",
      reference: "order-1001",
      reason: "ConnectionLost",
      message: "because of ConnectionLost",
      attempts: ["a OutcomeUnknown"]
    })
    assert.deepEqual(names(), ["a"])
  })

  it("rejected, by the last that was asked", async () => {
    const { client } = await open({ a: notExecute(), b: reject("DestinationInvalid", "14") })
    assert.deepEqual(comparable(await client.payouts.create(payoutInput())), {
      _tag: "rejected",
      instance: "b",
      reason: "DestinationInvalid",
      providerCode: "14",
      message: "because of DestinationInvalid",
      attempts: ["a NotExecuted", "b Rejected"]
    })
  })

  it("not executed, when everybody was tried in vain or nobody could be", async () => {
    const { client } = await open({ a: reject("InsufficientFunds"), b: notExecute() })
    const answer = await client.payouts.create(payoutInput())
    assert.deepEqual([answer._tag, answer.attempts.length], ["not_executed", 2])
    const none = await client.payments.create(paymentInput())
    assert.deepEqual([none._tag, none._tag === "not_executed" && none.reason], ["not_executed", "MethodUnavailable"])
    assert.deepEqual(none._tag === "not_executed" && none.instances, [
      { instance: "a", reason: "no rule of routes.payments matches" },
      { instance: "b", reason: "no rule of routes.payments matches" }
    ])
  })

  it("invalid, with fields and reasons and no value", async () => {
    const { client, names } = await open()
    const input = payoutInput()
    const wrong = {
      ...input,
      amount: { value: "1.234", currency: "RUB" },
      destination: { type: "card", number: "4111-canary" }
    }
    // @ts-expect-error a card needs its number, an unknown member is refused
    const answers = [await client.payouts.create({ ...wrong, colour: 1 }), await client.payouts.create(null)]
    const [answer, nothing] = answers
    assert.deepEqual(answer?._tag === "invalid" && answer.issues.map(({ path }) => path).sort(), [
      "amount.value",
      "colour",
      "destination.number"
    ])
    assert.notInclude(JSON.stringify(answer), "canary")
    assert.strictEqual(nothing?._tag, "invalid")
    const pinned = await client.payouts.create({ ...input, provider: "nobody" })
    assert.deepEqual(pinned._tag === "invalid" && pinned.issues, [
      { path: "provider", reason: "is no configured provider" }
    ])
    const mistyped = { ...input, destination: { type: "card", number: "4111111111111112" } } as const
    const digit = [{ path: "destination.number", reason: "is not a card number: its check digit is wrong" }]
    const check = { amount: mistyped.amount!, destination: mistyped.destination }
    for (const refused of [
      await client.payouts.create(mistyped),
      await client.payouts.createOn("a", mistyped),
      await client.payouts.candidates(mistyped),
      await client.payouts.checkAccount(check)
    ]) {
      assert.deepEqual(refused._tag === "invalid" && refused.issues, digit)
      assert.notInclude(JSON.stringify(refused), "4111")
    }
    const when = await client.payouts.create(input, { deadline: "tomorrow" })
    assert.deepEqual(when._tag === "invalid" && when.issues[0]?.path, "deadline")
    assert.deepEqual(names(), [])
  })
})

describe("a request that lacks what every provider insists on", () => {
  it("is invalid, with the field and who insists on it", async () => {
    const a = fake({ payouts: { card: ["RUB"] }, needs: ["recipientEmail"] })
    const { client, names } = await open({}, { providers: { a }, routes: { payouts: [{ try: ["a"] }] } })
    assert.deepEqual(await client.payouts.create(payoutInput()), {
      _tag: "invalid",
      message: "no provider can be tried (a: recipientEmail: is required here)",
      issues: [{ path: "recipientEmail", reason: "is required here" }],
      instances: [{ instance: "a", reason: "recipientEmail: is required here" }],
      attempts: []
    })
    const given = { ...payoutInput(), recipientEmail: "a@b.example" }
    assert.strictEqual((await client.payouts.create(given))._tag, "accepted")
    assert.deepEqual(names(), ["a"])
  })
})

describe("beforeAttempt", () => {
  it("is awaited before anything is sent", async () => {
    const { client, names } = await open({ a: notExecute() })
    const calls: Array<unknown> = []
    const answer = await client.payouts.create(payoutInput(), {
      deadline: new Date("2999-01-01T00:00:00Z"),
      beforeAttempt: async (planned) => {
        await Promise.resolve()
        calls.push(planned, names())
      }
    })
    const sendUntil = "2999-01-01T00:00:00.000Z"
    assert.deepEqual(calls, [
      { instance: "a", fingerprint: "@fake/psp 1", attempt: 1, sendUntil },
      [],
      { instance: "b", fingerprint: "@fake/psp 2", attempt: 2, sendUntil },
      ["a"]
    ])
    assert.strictEqual(answer._tag, "accepted")
  })

  it("that rejects or throws sends nothing, and its own error is in the answer", async () => {
    const { client, names } = await open()
    const error = new Error("database down")
    const hooks = [
      () => Promise.reject(error),
      () => {
        throw error
      }
    ]
    for (const beforeAttempt of hooks) {
      const answer = await client.payouts.create(payoutInput(), { beforeAttempt })
      assert.deepEqual(comparable(answer), {
        _tag: "not_executed",
        instance: "a",
        reason: "NotRecorded",
        message: "beforeAttempt failed, so nothing was sent to a",
        error,
        attempts: []
      })
    }
    assert.deepEqual(names(), [])
  })
})

describe("a signal", () => {
  it("that has fired before is not executed", async () => {
    const { client, names } = await open()
    const signal = AbortSignal.abort()
    const answers = [
      await client.payouts.create(payoutInput(), { signal }),
      await client.payouts.createOn("a", payoutInput(), { signal })
    ]
    for (const answer of answers) {
      assert.deepEqual([answer._tag, answer._tag === "not_executed" && answer.reason], ["not_executed", "Aborted"])
    }
    assert.deepEqual(names(), [])
  })

  it("that fires while beforeAttempt runs is not executed, even if that resolves later", async () => {
    const { client, names } = await open()
    const controller = new AbortController()
    const hook = Promise.withResolvers<void>()
    const created = client.payouts.create(payoutInput(), {
      signal: controller.signal,
      beforeAttempt: () => hook.promise
    })
    controller.abort()
    assert.deepEqual([(await created)._tag], ["not_executed"])
    hook.resolve()
    await client.close()
    assert.deepEqual(names(), [])
  })

  it("that fires after something may have been sent is unknown at once, and nobody else is asked", async () => {
    const { script, reached, release } = gated(notExecute())
    const { client, names } = await open({ a: script })
    const controller = new AbortController()
    const created = client.payouts.create(payoutInput(), { signal: controller.signal })
    await reached
    controller.abort()
    assert.deepEqual(comparable(await created), {
      _tag: "unknown",
      instance: "a",
      reference: "order-1001",
      reason: "AnswerLost",
      message: "the caller stopped waiting after something may have been sent",
      attempts: ["a OutcomeUnknown"]
    })
    release()
    await client.close()
    assert.deepEqual(names(), ["a"])
  })

  it("that fires during createOn or a second attempt is unknown, with the attempts so far", async () => {
    const { script, reached, release } = gated(accept)
    const { client } = await open({ a: notExecute(), b: script })
    const controller = new AbortController()
    const created = client.payouts.create(payoutInput(), { signal: controller.signal })
    const on = client.payouts.createOn("b", payoutInput("order-2"), { signal: controller.signal })
    await reached
    controller.abort()
    assert.deepEqual(comparable(await created).attempts, ["a NotExecuted", "b OutcomeUnknown"])
    assert.strictEqual((await on)._tag, "unknown")
    release()
    await client.close()
  })

  it("that fires after the end changes nothing", async () => {
    const { client } = await open()
    const controller = new AbortController()
    const answer = await client.payouts.create(payoutInput(), { signal: controller.signal })
    controller.abort()
    assert.strictEqual(answer._tag, "accepted")
  })
})

describe("closing", () => {
  it("waits for what has begun, which still tells its outcome; afterwards nothing is sent", async () => {
    const { script, reached, release } = gated(accept)
    const { client, names } = await open({ a: script })
    const created = client.payouts.create(payoutInput())
    await reached
    let isClosed = false
    const closed = client.close().then(() => {
      isClosed = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert.isFalse(isClosed)
    release()
    assert.strictEqual((await created)._tag, "accepted")
    await closed
    const late = await client.payouts.create(payoutInput("order-2"))
    assert.strictEqual(late._tag === "not_executed" && late.reason, "Closed")
    const read = await client.payouts.get("a", { reference: "order-1001" })
    assert.strictEqual(read._tag === "failed" && read.reason, "Closed")
    assert.deepEqual(names(), ["a"])
  })

  it("begins no further attempt, and does not wait for a hook that never ends", async () => {
    const { script, reached, release } = gated(notExecute())
    const { client, names } = await open({ a: script })
    const sending = client.payouts.create(payoutInput())
    const hooked = client.payouts.create(payoutInput("order-2"), { beforeAttempt: () => new Promise(() => {}) })
    await reached
    const closed = client.close()
    release()
    await closed
    assert.deepEqual(comparable(await sending).attempts, ["a NotExecuted"])
    const answer = await hooked
    assert.strictEqual(answer._tag === "not_executed" && answer.reason, "Closed")
    assert.deepEqual(names(), ["a"])
  })

  it("is what `await using` does at the end of a block", async () => {
    let kept: Client
    {
      await using client = (await open()).client
      kept = client
      assert.strictEqual((await client.payouts.create(payoutInput()))._tag, "accepted")
    }
    assert.strictEqual((await kept.payouts.create(payoutInput("order-2")))._tag, "not_executed")
  })
})

describe("everything else", () => {
  it("a config that cannot be used rejects, with every problem", async () => {
    const error: unknown = await Switchyard.open({ providers: { a: {} } }).catch((reason: unknown) => reason)
    assert.instanceOf(error, InvalidConfig)
    assert.strictEqual(error instanceof InvalidConfig && error.problems.length, 2)
  })

  it("reads are found, not found, failed, unsupported or invalid", async () => {
    const json = { ...pair, providers: { ...pair.providers, b: fake({ payouts: { card: ["RUB"] }, quotes: true }) } }
    const { client } = await open({}, json)
    const query = { reference: "order-1001" }
    await client.payouts.createOn("a", payoutInput())
    assert.strictEqual((await client.payouts.get("a", query))._tag, "found")
    assert.deepEqual(await client.payouts.get("b", query), {
      _tag: "not_found",
      instance: "b",
      message: "no such payout"
    })
    assert.deepEqual(await client.payouts.get("b", query, { sensitive: ["payout"] }), {
      _tag: "not_found",
      instance: "b",
      message: "no such ***"
    })
    assert.strictEqual((await client.payouts.balance("a"))._tag, "unsupported")
    const { destination } = payoutInput()
    const checked = await client.payouts.checkAccount({ amount: { value: "1500.00", currency: "RUB" }, destination })
    assert.strictEqual(checked._tag === "found" && checked.value.instance, "b")
    assert.notInclude(JSON.stringify(checked), "Ivanov")
    const zero = await client.payouts.checkAccount({ amount: { value: "0.00", currency: "RUB" }, destination })
    assert.strictEqual(zero._tag, "invalid")
    const failed = await client.payouts.get("a", { reference: "not allowed!" })
    assert.strictEqual(failed._tag, "failed")
    const listed = await client.payouts.candidates(payoutInput())
    assert.deepEqual(listed._tag === "found" && listed.value.map((candidate) => candidate.in), [true, true])
  })

  it("cancel asks the instance that holds it, and callbacks are refused or unsupported in words", async () => {
    const { client } = await open(
      {},
      { ...pair, providers: { ...pair.providers, a: fake({ payouts: { card: ["RUB"] }, cancels: true }) } }
    )
    const canceled = await client.payouts.cancel("a", { reference: "order-1001" })
    assert.deepEqual(canceled, { _tag: "accepted", instance: "a", value: { asked: true } })
    assert.strictEqual((await client.payouts.cancel("b", { reference: "order-1001" }))._tag, "not_executed")
    const raw = { body: new Uint8Array(), headers: {}, path: "payouts" }
    assert.strictEqual((await client.parseCallback("a", raw))._tag, "unsupported")
  })

  it("a real provider is reached over the transport that is given, and no secret or person comes out", async () => {
    const lines: Array<string> = []
    const transport = Transport.fromFetch(async (request) => {
      lines.push(await request.text())
      throw new Error("canary")
    })
    const { feennex } = documented.providers
    await using client = await Switchyard.open(
      { providers: { feennex }, routes: { payouts: [{ try: ["feennex"] }] } },
      { env: documentedEnv, context: Context.make(Transport.Transport, transport) }
    )
    const answer = await client.payouts.create(payoutInput())
    assert.strictEqual(answer._tag, "unknown")
    assert.strictEqual(lines.length, 1)
    assert.include(lines[0], '"shop_payment_id":"order-1001"')
    assert.notMatch(JSON.stringify(answer), /canary|4111111111111111|Ivanov/)
  })

  it("a callback is all of its events, none, or cannot be verified now", async () => {
    const { client } = await open(
      {},
      { ...pair, providers: { ...pair.providers, a: fake({ payouts: { card: ["RUB"] }, calls: true }) } }
    )
    const parsed = (text: string) => {
      const raw = { body: new TextEncoder().encode(text), headers: {}, path: "any" }
      return client.parseCallback("a", { ...raw, receivedAt: new Date(1_000) })
    }
    const common = { trust: "verified" as const, reference: "order-1001", occurredAt: "1970-01-01T00:00:01.000Z" }
    assert.deepEqual(await parsed("order-1001"), {
      _tag: "events",
      events: [
        { ...common, kind: "payout", eventId: "1", providerStatus: "to ***" },
        { ...common, kind: "refund", eventId: "2", payment: { providerReference: "pi-1" } }
      ]
    })
    assert.deepEqual(await parsed("news"), { _tag: "events", events: [] })
    assert.deepEqual(await parsed("unverifiable"), {
      _tag: "unverifiable",
      message: "no key",
      retryAfterMillis: 2_000
    })
    const broken = await parsed("broken")
    assert.deepEqual([broken._tag, JSON.stringify(broken).includes("canary")], ["refused", false])
    assert.strictEqual(
      (await client.parseCallback("b", { body: new Uint8Array(), headers: {}, path: "" }))._tag,
      "unsupported"
    )
  })

  it("a callback that is forged is refused", async () => {
    const { feennex } = documented.providers
    await using client = await Switchyard.open({ providers: { feennex } }, { env: documentedEnv })
    const raw = { body: new TextEncoder().encode("{}"), headers: {}, path: "payments/success" }
    assert.strictEqual((await client.parseCallback("feennex", raw))._tag, "refused")
    const odd = await client.parseCallback("feennex", { ...raw, receivedAt: "yesterday" })
    assert.deepEqual(odd, {
      _tag: "refused",
      reason: "InvalidRequest",
      message: "receivedAt: must be a Date or an instant in ISO 8601"
    })
  })
})
