/** Payments have the same guard as payouts: here is what is theirs alone, and that the guard is there at all. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import type * as Payment from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import { ReadFailed } from "@switchyard/core/ProviderError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { payment, paymentRequest, payments, rub, untyped } from "../support/stubs.ts"

const session = Redacted.make("session-1")
const upload: Payment.ReceiptUpload = { reference: "pay-1", links: {}, file: new Uint8Array([1]) }

/** Every optional operation; `asked` lists the inputs that came through. */
const complete = () => {
  const asked: Array<unknown> = []
  const note = <A>(input: unknown, answer: A) => Effect.sync(() => void asked.push(input)).pipe(Effect.as(answer))
  const spi = {
    getByReference: (reference) => note(reference, payment(reference)),
    quote: (request) => note(request, { payerPays: rub("100"), requiredFields: [], anomalies: [] }),
    cardForm: (of) => note(of, { type: "card_form", formToken: of.session, url: "https://cards.example" }),
    uploadReceipt: (request) => note(request, accepted({ status: "pending" })),
    receipts: (links) => note(links, [])
  } satisfies Partial<PaymentProvider.Spi>
  return { asked, ...payments(spi) }
}

describe("creating a payment", () => {
  it.effect.each<[string, Partial<Payment.PaymentRequest>, string]>([
    ["a method with a space", { method: "bank transfer" }, "method"],
    ["a page that is no URL", { successUrl: "javascript:alert(1)" }, "successUrl"],
    ["a payer's field named as no field is", { payerFields: { "a b": Redacted.make("x") } }, "payerFields.*"],
    ["an empty payer's field", { payerFields: { phone: Redacted.make("") } }, "payerFields.phone"],
    ["an e-mail without @", { payerEmail: Redacted.make("ivan") }, "payerEmail"],
    ["nothing to pay", { amount: Money.zero("RUB") }, "amount"]
  ])("with %s is NotExecuted and names the field", ([, part, path]) =>
    Effect.gen(function* () {
      const { provider, calls } = payments()
      const error = yield* Effect.flip(provider.create({ ...paymentRequest, ...part }))
      assert.strictEqual(error._tag, "NotExecuted")
      assert.strictEqual(error.reason, "InvalidRequest")
      assert.deepStrictEqual(error._tag === "NotExecuted" && error.issues?.map((issue) => issue.path), [path])
      assert.lengthOf(calls, 0)
    })
  )

  it.effect("by a method without a route, beyond a limit or after the deadline is NotExecuted", () =>
    Effect.gen(function* () {
      const { provider, calls } = payments()
      const options = { deadline: DateTime.makeUnsafe(0) }
      const errors = [
        yield* Effect.flip(provider.create({ ...paymentRequest, method: "constructor" })),
        yield* Effect.flip(provider.create({ ...paymentRequest, amount: rub("1000.01") })),
        yield* Effect.flip(provider.create(paymentRequest, options))
      ]
      const reasons = ["MethodUnavailable", "AmountOutOfRange", "TimedOut"]
      assert.deepStrictEqual(
        errors.map(({ reason }) => reason),
        reasons
      )
      assert.isTrue(errors.every(({ _tag }) => _tag === "NotExecuted"))
      assert.lengthOf(calls, 0)
      assert.strictEqual((yield* provider.create(paymentRequest))._tag, "Accepted")
      assert.deepStrictEqual(calls, [{ operation: "create", reference: "pay-1", deadline: 30_000 }])
    })
  )
})

describe("the operations of a payment provider", () => {
  it.effect("are asked with what was checked", () =>
    Effect.gen(function* () {
      const { asked, provider } = complete()
      const { reference, amount, method } = paymentRequest
      const quote = { reference, amount, method }
      yield* provider.get({ reference: "pay-1", providerReference: "77" })
      yield* provider.quote(quote)
      yield* provider.cardForm({ session })
      assert.strictEqual((yield* provider.uploadReceipt(upload))._tag, "Accepted")
      yield* provider.receipts({ links: { status: "https://receipts.example" } })
      assert.strictEqual(asked[0], "pay-1")
      assert.deepStrictEqual(asked[1], quote)
      assert.strictEqual(Redacted.value(untyped<Payment.CardFormRequest>(asked[2]).session), "session-1")
      assert.deepStrictEqual(asked.slice(3), [upload, { links: { status: "https://receipts.example" } }])
    })
  )

  it.effect("are not asked with anything else", () =>
    Effect.gen(function* () {
      const { asked, provider } = complete()
      const reads = [
        provider.get(untyped({ reference: 1 })),
        provider.quote({ ...paymentRequest, method: "" }),
        provider.quote(untyped({ ...paymentRequest, successUrl: "https://shop.example" })),
        provider.cardForm(untyped({ session: "session-1" })),
        provider.cardForm({ session: Redacted.make("") }),
        provider.cardForm({ session, context: { noSuchMember: "x" } }),
        provider.receipts(untyped({ links: { status: 5 } })),
        provider.receipts({ links: {}, context: { noSuchMember: "x" } })
      ]
      for (const read of reads) {
        const error = yield* Effect.flip<unknown, unknown, never>(read)
        assert.instanceOf(error, ReadFailed)
        assert.include(["InvalidRequest", "Unsupported"], error.reason)
        assert.isTrue(error.neverSent)
      }
      for (const junk of [{ ...upload, file: "JPEG" }, { ...upload, reference: "" }, null]) {
        const error = yield* Effect.flip(provider.uploadReceipt(untyped(junk)))
        assert.strictEqual(error._tag, "NotExecuted")
        assert.strictEqual(error.reason, "InvalidRequest")
      }
      assert.lengthOf(asked, 0)
    })
  )

  it.effect("that it lacks are Unsupported, and it lists those it has", () =>
    Effect.gen(function* () {
      const { provider, calls } = payments()
      const reads = [
        provider.get({ reference: "pay-1" }),
        provider.quote(paymentRequest),
        provider.cardForm({ session }),
        provider.receipts({ links: {} })
      ]
      for (const read of reads) {
        const error = yield* Effect.flip<unknown, { _tag: string }, never>(read)
        assert.strictEqual(error._tag, "Unsupported")
      }
      const error = yield* Effect.flip(provider.uploadReceipt(upload))
      assert.deepStrictEqual([error._tag, error.reason], ["NotExecuted", "Unsupported"])
      assert.lengthOf(calls, 0)
      assert.deepStrictEqual(provider.capabilities.operations, ["create"])
      assert.deepStrictEqual(complete().provider.capabilities.operations, [
        "create",
        "getByReference",
        "quote",
        "cardForm",
        "uploadReceipt",
        "receipts"
      ])
    })
  )

  it.effect("an upload that fails inside the adapter is unknown: a second one may count as another receipt", () =>
    Effect.gen(function* () {
      const { provider } = payments({ uploadReceipt: () => Effect.die("x") })
      const outcome = yield* provider.uploadReceipt(upload)
      assert.strictEqual(outcome._tag === "OutcomeUnknown" && outcome.operation, "payments.uploadReceipt")
    })
  )
})
