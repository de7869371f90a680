/** Known personal values go through every operation, and every output is searched for them. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { decoder } from "@switchyard/core/Input"
import { accepted } from "@switchyard/core/Outcome"
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import { notExecuted, payments, payouts, readFailed, rejected, unknown, untyped } from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

const canaries = [
  "4111111111111111",
  "IVAN CANARY",
  "canary@example.com",
  "79161234567",
  "session-canary",
  "Kanareika",
  "Pevchaya",
  "1987-06-05",
  "Nest Lane",
  "Birdington",
  "recipient@canary.example",
  "447700900123"
]

const clean = (...outputs: ReadonlyArray<unknown>) => {
  for (const output of outputs) {
    const texts = [String(output), JSON.stringify(output) ?? "", inspect(output, { depth: 20, showHidden: true })]
    if (output instanceof Error) texts.push(output.stack ?? "", inspect(output.cause), Cause.pretty(Cause.fail(output)))
    for (const text of texts) for (const canary of canaries) assert.notInclude(text, canary)
  }
}

const payoutJson = {
  reference: "po-1",
  amount: { value: "100.00", currency: "RUB" },
  destination: { type: "card", number: "4111111111111111", holder: "IVAN CANARY" },
  recipient: {
    type: "person",
    givenName: "Kanareika",
    familyName: "Pevchaya",
    birthDate: "1987-06-05",
    address: { line1: "7 Nest Lane", city: "Birdington" },
    email: "canary@example.com",
    phone: "447700900123"
  },
  recipientEmail: "canary@example.com"
}

const paymentJson = {
  reference: "pay-1",
  amount: { value: "100.00", currency: "RUB" },
  method: "card",
  payerEmail: "canary@example.com",
  payerFields: { phone: "79161234567", name: "IVAN CANARY" }
}

const attributes = (span: Tracer.NativeSpan | undefined) => Object.fromEntries(span?.attributes ?? [])

describe("a decoded request", () => {
  it.effect("prints without its personal values, and comes back from its own JSON", () =>
    Effect.gen(function* () {
      const payout = yield* Payout.decodeRequest(payoutJson)
      const payment = yield* Payment.decodeRequest(paymentJson)
      clean(payout, payment, { nested: [payout, payment] }, Exit.succeed(payout), Exit.fail(payment))
      assert.deepEqual(yield* Schema.encodeEffect(Payout.PayoutRequest)(payout), untyped(payoutJson))
      assert.deepEqual(yield* Schema.encodeEffect(Payment.PaymentRequest)(payment), untyped(paymentJson))
    })
  )

  it.effect("that is refused shows none of them either, wherever they were put", () =>
    Effect.gen(function* () {
      const twisted = [
        { ...payoutJson, amount: "4111111111111111" },
        { ...payoutJson, reference: "IVAN CANARY" },
        { ...payoutJson, "4111111111111111": "IVAN CANARY" },
        { ...payoutJson, destination: { type: "IVAN CANARY", number: "4111111111111111" } },
        { ...payoutJson, destination: { type: "card", number: "79161234567", holder: " canary@example.com" } },
        { ...payoutJson, destination: { type: "sbp", number: "4111111111111111", phone: "IVAN CANARY" } },
        { ...payoutJson, recipientEmail: "canary@example.com 79161234567" },
        { ...payoutJson, recipientEmail: "recipient@canary.example" },
        { ...payoutJson, recipient: { ...payoutJson.recipient, type: "Kanareika" } },
        { ...payoutJson, recipient: { ...payoutJson.recipient, birthDate: "1987-06-05 7 Nest Lane" } },
        { ...payoutJson, recipient: { ...payoutJson.recipient, name: "Kanareika Pevchaya" } },
        { ...payoutJson, recipient: { ...payoutJson.recipient, address: "7 Nest Lane, Birdington" } },
        { ...payoutJson, recipient: { ...payoutJson.recipient, country: "Birdington", phone: "447700900123x" } },
        { ...payoutJson, metadata: { "canary@example.com": 5, a: { b: "IVAN CANARY" } } },
        { ...payoutJson, providerOptions: "session-canary" },
        ["4111111111111111"],
        "IVAN CANARY"
      ]
      for (const input of twisted) {
        const error = yield* Effect.flip(Payout.decodeRequest(input))
        clean(error, Exit.fail(error), error.issues)
        const { provider, calls } = payouts()
        const refused = yield* Effect.flip(provider.create(untyped(input)))
        assert.strictEqual(refused.reason, "InvalidRequest")
        clean(refused)
        assert.lengthOf(calls, 0)
      }
      clean(yield* Effect.flip(decoder(Payment.PaymentRequest)({ ...paymentJson, payerFields: { "IVAN CANARY": 1 } })))
    })
  )
})

describe("spans and logs", () => {
  it.effect("name the operation, the provider, the reference and the outcome, and no personal value", () =>
    Effect.gen(function* () {
      const { record, spans, text } = recorder()
      const payout = yield* Payout.decodeRequest(payoutJson)
      const payment = yield* Payment.decodeRequest(paymentJson)
      const answers = [
        Effect.succeed(unknown("po-1")),
        Effect.fail(notExecuted("ProviderUnavailable")),
        Effect.fail(rejected("InsufficientFunds")),
        Effect.die(new Error(canaries.join()))
      ]
      const { provider } = payouts({
        create: () => answers.shift() ?? Effect.never,
        getByReference: () => Effect.fail(readFailed("ConnectionLost"))
      })
      const create = record(Effect.exit(provider.create(payout)))
      const endings: Array<unknown> = [yield* create, yield* create, yield* create, yield* create]
      endings.push(yield* record(Effect.exit(payments().provider.create(payment))))
      const outcomes = ["OutcomeUnknown", "NotExecuted", "Rejected", "OutcomeUnknown", "Accepted"]
      assert.deepStrictEqual(
        spans.map((span) => span.attributes.get("switchyard.outcome")),
        outcomes
      )
      assert.strictEqual(spans[0]?.name, "payouts.create")
      assert.strictEqual(spans[0]?.kind, "client")
      assert.deepStrictEqual(attributes(spans[0]), {
        "switchyard.provider": "stub",
        "switchyard.reference": "po-1",
        "switchyard.outcome": "OutcomeUnknown"
      })
      assert.strictEqual(spans[4]?.name, "payments.create")
      clean(text(), ...endings)
    })
  )

  it.effect("of reads say how they ended; a reference that was refused is not told", () =>
    Effect.gen(function* () {
      const { record, spans } = recorder()
      const { provider } = payouts()
      yield* record(provider.get({ reference: "po-1" }))
      yield* record(Effect.exit(provider.get({ reference: "po-1" })))
      yield* record(Effect.exit(provider.get({ reference: "IVAN CANARY" })))
      yield* record(Effect.exit(provider.balance()))
      const common = { "switchyard.provider": "stub" }
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["payouts.get", "payouts.get", "payouts.get", "payouts.balance"]
      )
      assert.deepStrictEqual(spans.map(attributes), [
        { ...common, "switchyard.reference": "po-1", "switchyard.outcome": "Read" },
        { ...common, "switchyard.reference": "po-1", "switchyard.outcome": "ReadFailed" },
        { ...common, "switchyard.outcome": "ReadFailed" },
        { ...common, "switchyard.outcome": "Unsupported" }
      ])
    })
  )

  it.effect(
    "of an interrupted send say so, and of one that ran on in an uninterruptible region what it ended with",
    () =>
      Effect.gen(function* () {
        const { record, spans } = recorder()
        const payout = yield* Payout.decodeRequest(payoutJson)
        const late = Effect.uninterruptible(
          Effect.delay(Effect.succeed(accepted({ asked: true as const })), "20 seconds")
        )
        const { provider } = payouts({ create: () => Effect.never, cancel: () => late })
        const create = yield* Effect.forkChild(record(provider.create(payout)))
        const cancel = yield* Effect.forkChild(record(provider.cancel(payout)))
        const held = yield* Effect.forkChild(Effect.uninterruptible(record(provider.cancel(payout))))
        yield* TestClock.adjust("1 second")
        for (const fiber of [create, cancel, held]) fiber.interruptUnsafe()
        yield* TestClock.adjust("20 seconds")
        assert.deepStrictEqual(
          spans.map((span) => [span.name, span.attributes.get("switchyard.outcome")]),
          [
            ["payouts.create", "Interrupted"],
            ["payouts.cancel", "Interrupted"],
            ["payouts.cancel", "Accepted"]
          ]
        )
      })
  )
})
