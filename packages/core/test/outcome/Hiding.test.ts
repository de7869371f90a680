/** The personal values of an operation in a provider's words, on every path of a provider, and what is left as it is. */
import { assert, describe, it } from "@effect/vitest"
import * as Anomaly from "@switchyard/core/Anomaly"
import * as Callback from "@switchyard/core/Callback"
import * as NextAction from "@switchyard/core/NextAction"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import { NotExecuted, NotFound, ReadFailed, Rejected } from "@switchyard/core/ProviderError"
import type { Refund } from "@switchyard/core/Refund"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { manifest, payment, payments, payout, payouts, rub } from "../support/stubs.ts"

const words = "no: 4111.1111/1111-1111 of KANAREEV IVAN, ivan%40birds.example, customer-77-8-1"
const hidden = "no: *** of ***, ***, ***"

const payoutJson = {
  reference: "po-1",
  amount: { value: "100.00", currency: "RUB" },
  destination: { type: "card", number: "4111111111111111", holder: "Ivan Kanareev" },
  recipient: { type: "person", givenName: "Petr", familyName: "Sinitsyn", address: { city: "Vorobjinsk" } },
  recipientEmail: "ivan@birds.example",
  providerOptions: { stub: { customer: "customer-7781", nested: { code: ["tajnyi-kod"] }, minutes: 30 } }
}

const paymentJson = {
  reference: "pay-1",
  amount: { value: "100.00", currency: "RUB" },
  method: "card",
  payerEmail: "ivan@birds.example",
  payerFields: { name: "Ivan Kanareev", card: "4111111111111111" },
  providerOptions: { stub: { customer: "customer-7781" } }
}

const request = Payout.decodeRequest(payoutJson)
const sensitive = Effect.map(request, Payout.sensitive)

const about = { provider: "stub", operation: "payouts.get", reason: "UnrecognisedAnswer" } as const
const failure = { ...about, message: words, providerCode: "code of Kanareev" }
const clean = { ...about, message: hidden, providerCode: "code of ***" }

const declined = { reason: "Declined", by: "issuer", again: "never" } as const

const reported = (reference: string): Payout.Payout => ({
  ...payout(reference),
  status: "failed",
  providerStatus: `failed: ${words}`,
  failure: { ...declined, message: words, providerCode: "code of Kanareev", scheme: "AC04 Kanareev" },
  notes: [{ name: "bank", value: `bank of ${words}` }],
  anomalies: [Anomaly.make("UnknownStatus", words)]
})

const expected = {
  providerStatus: `failed: ${hidden}`,
  failure: { ...declined, message: hidden, providerCode: "code of ***", scheme: "AC04 ***" },
  notes: [{ name: "bank", value: `bank of ${hidden}` }],
  anomalies: [Anomaly.make("UnknownStatus", hidden)]
}

const leftOut = (what: string) => Anomaly.make("UnreadableField", `${what} repeats a personal value and is left out`)

describe("the personal values of a request", () => {
  it.effect("are listed, all texts of its options among them", () =>
    Effect.gen(function* () {
      const plain = (values: ReturnType<typeof Payout.sensitive>) =>
        values.map((value) => (Redacted.isRedacted(value) ? Redacted.value(value) : value))
      assert.deepStrictEqual(plain(yield* sensitive), [
        "4111111111111111",
        "Ivan Kanareev",
        "Petr",
        "Sinitsyn",
        "Vorobjinsk",
        "ivan@birds.example",
        "customer-7781",
        "tajnyi-kod"
      ])
      const payer = Payment.sensitive(yield* Payment.decodeRequest(paymentJson))
      assert.deepStrictEqual(plain(payer), ["ivan@birds.example", "Ivan Kanareev", "4111111111111111", "customer-7781"])
      const { recipient: _, recipientEmail: __, providerOptions: ___, ...least } = yield* request
      assert.lengthOf(Payout.sensitive(least), 2)
      assert.lengthOf(Payout.sensitive({}), 0)
      assert.lengthOf(Payment.sensitive({}), 0)
    })
  )
})

describe("a look-up that is told them", () => {
  it.effect("hides them in every word that a provider says of a payout", () =>
    Effect.gen(function* () {
      const { provider } = payouts({ getByReference: (reference) => Effect.succeed(reported(reference)) })
      const found = yield* provider.get({ reference: "po-1" }, { sensitive: yield* sensitive })
      assert.deepInclude(found, expected)
      // Nobody told it of whom the words could speak.
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* provider.get({ reference: "po-1" }), reported("po-1"))
    })
  )

  it.effect("hides them in every word that a provider says of a payment, but not what its payer must do", () =>
    Effect.gen(function* () {
      const next = {
        type: "transfer" as const,
        card: Redacted.make("5469380041557712"),
        holder: Redacted.make("Snegir Krasnyi"),
        qrCaption: words
      }
      const { status: _, ...said } = reported("pay-1")
      const failure = { ...declined, message: `${words}; 5469 3800 4155 7712, snegir` }
      const answer: Payment.Payment = { ...payment("pay-1"), ...said, failure, next, receiptLinks: { upload: words } }
      const { provider } = payments({ getByReference: () => Effect.succeed(answer) })
      const values = Payment.sensitive(yield* Payment.decodeRequest(paymentJson))
      const found = yield* provider.get({ reference: "pay-1" }, { sensitive: values })
      assert.deepInclude(found, { ...expected, failure: { ...declined, message: `${hidden}; ***, ***` } })
      assert.deepStrictEqual([found.next, found.receiptLinks], [next, { upload: words }])
    })
  )

  it.effect.each([
    ["sdk", { type: "sdk", clientSecret: Redacted.make("pi_1_secret_canary77"), publishableKey: "pk_1" }],
    [
      "voucher",
      { type: "voucher", number: Redacted.make("34191 79001 canary77"), barcode: Redacted.make("8367canary77") }
    ],
    ["card form", { type: "card_form", formToken: Redacted.make("form-canary77"), url: "https://pay.example" }]
  ] as const)(
    "hides what lets somebody act as the payer by a %s, and leaves it as it is where it is used",
    ([, next]) =>
      Effect.gen(function* () {
        const secrets = NextAction.sensitive(next).map((secret) => Redacted.value(secret))
        const answer: Payment.Payment = { ...payment("pay-1"), providerStatus: `open: ${secrets.join(", ")}`, next }
        const { provider } = payments({ getByReference: () => Effect.succeed(answer) })
        const found = yield* provider.get({ reference: "pay-1" })
        assert.strictEqual(found.providerStatus, `open: ${secrets.map(() => "***").join(", ")}`)
        assert.strictEqual(found.next, next)
      })
  )

  it.effect("hides the account that an answer states itself, told or not", () =>
    Effect.gen(function* () {
      const account = Redacted.make("40817810099910004312")
      const answer = { ...payout("po-1"), providerStatus: "paid to 40817 810 0.9991.0004312", account }
      const { provider } = payouts({ getByReference: () => Effect.succeed(answer) })
      const found = yield* provider.get({ reference: "po-1" })
      assert.strictEqual(found.providerStatus, "paid to ***")
      assert.strictEqual(found.account, account)
    })
  )

  it.effect.each([
    ["ReadFailed", new ReadFailed({ ...failure, retryAfterMillis: 5, issues: [{ path: "a", reason: words }] })],
    ["NotFound", new NotFound({ provider: "stub", operation: "payouts.get", reference: "po-1", message: words })]
  ] as const)("hides them in %s, and leaves the rest of it as it is", ([, error]) =>
    Effect.gen(function* () {
      const { provider } = payouts({ getByReference: () => Effect.fail(error) })
      const values = yield* sensitive
      const failed = yield* Effect.flip(provider.get({ reference: "po-1" }, { sensitive: values }))
      assert.deepStrictEqual(
        { ...failed },
        error._tag === "ReadFailed"
          ? { ...new ReadFailed({ ...clean, retryAfterMillis: 5, issues: [{ path: "a", reason: hidden }] }) }
          : { ...new NotFound({ provider: "stub", operation: "payouts.get", reference: "po-1", message: hidden }) }
      )
      assert.strictEqual(failed.message, hidden)
      assert.notInclude(`${failed.stack} ${JSON.stringify(failed)}`, "KANAREEV")
      const { provider: told } = payouts({ getByReference: () => Effect.fail(error) })
      const byRequest = told.get({ reference: "po-1" }, { request: yield* request })
      assert.strictEqual((yield* Effect.flip(byRequest)).message, hidden)
    })
  )

  it.effect("leaves out an id and an address that repeat one, and says so", () =>
    Effect.gen(function* () {
      const receipts = ["https://a.example/1.pdf", "https://a.example/4111%201111%201111%201111.pdf"]
      const answer = { ...payout("po-1"), providerReference: "wd_4111111111111111", receipts }
      const { provider } = payouts({ getByReference: () => Effect.succeed(answer) })
      const found = yield* provider.get({ reference: "po-1" }, { sensitive: yield* sensitive })
      assert.deepStrictEqual(found, {
        ...payout("po-1"),
        receipts: ["https://a.example/1.pdf"],
        anomalies: [leftOut("the provider's id"), leftOut("the address of a receipt")]
      })
    })
  )

  it.effect(
    "leaves such an id out wherever it stands: of a part, of a refund's payment, of what a change has made",
    () =>
      Effect.gen(function* () {
        const person = "id-4111111111111111"
        const told = { sensitive: yield* sensitive }
        const part = { id: "c-1", providerStatus: "done", status: "succeeded" } as const
        const kinds = (anomalies: ReadonlyArray<Anomaly.Anomaly>) =>
          anomalies.map(({ message }) => message.split(" rep")[0])
        const held = payments({
          getByReference: (reference) =>
            Effect.succeed({
              ...payment(reference),
              ids: { intent: "pi-1", payer: person },
              captures: { isWhole: true, parts: [part, { ...part, id: person }] },
              refunds: { isWhole: true, parts: [{ ...part, id: "r-1", reference: person, capture: person }] },
              disputes: { isWhole: true, parts: [{ ...part, id: "d-1", status: "open", refund: person }] }
            }),
          capture: () =>
            Effect.succeed(
              accepted({ anomalies: [], reference: person, ids: { a: person }, capture: { ...part, id: person } })
            )
        }).provider
        const read = yield* held.get({ reference: "pay-1" }, told)
        assert.deepStrictEqual(
          [read.ids, read.captures, read.refunds, read.disputes],
          [
            { intent: "pi-1" },
            { isWhole: false, parts: [part] },
            { isWhole: true, parts: [{ ...part, id: "r-1" }] },
            { isWhole: true, parts: [{ ...part, id: "d-1", status: "open" }] }
          ]
        )
        assert.deepStrictEqual(kinds(read.anomalies), [
          "another id",
          "a capture",
          "the reference of a refund",
          "the capture of a refund",
          "the refund of a dispute"
        ])
        const taken = yield* held.capture({ reference: "pay-1", number: 1, amount: rub("1") }, told)
        assert.deepStrictEqual(
          taken,
          accepted({
            ids: {},
            anomalies: ["the reference of the payment", "another id", "the capture"].map(leftOut)
          })
        )
        const refunds = RefundProvider.make({
          provider: "stub",
          manifest: { ...manifest, routes: [{ method: "card", currencies: ["RUB"] }] },
          create: () => Effect.succeed(accepted(refund)),
          getByReference: () => Effect.succeed(refund)
        })
        const refund: Refund = {
          reference: "re-1",
          status: "processing",
          providerStatus: "new",
          payment: {
            reference: person,
            providerReference: person,
            ids: { intent: "pi-1", payer: person },
            capture: person
          },
          anomalies: []
        }
        const paidBack = yield* refunds.get({ reference: "re-1" }, told)
        assert.deepStrictEqual(paidBack.payment, { ids: { intent: "pi-1" } })
        assert.deepStrictEqual(
          paidBack.anomalies,
          ["the reference of the payment", "the id of the payment", "another id", "the capture"].map(leftOut)
        )
      })
  )

  it.effect("keeps an id that has a short value in it by coincidence", () =>
    Effect.gen(function* () {
      const answer = { ...payout("po-1"), providerReference: "77Ivan-1234567" }
      const { provider } = payouts({ getByReference: () => Effect.succeed(answer) })
      const found = yield* provider.get({ reference: "po-1" }, { sensitive: ["Ivan", "1234567"] })
      assert.deepStrictEqual(found, answer)
    })
  )
})

describe("a call that has the request", () => {
  it.effect.each([
    ["an acceptance", Effect.succeed(accepted(reported("po-1")))],
    [
      "an unknown outcome",
      Effect.succeed(new OutcomeUnknown({ ...failure, reference: "po-1", providerReference: "id 4111 1111 1111 1111" }))
    ],
    ["a rejection", Effect.fail(new Rejected({ ...failure, retryAfterMillis: 7 }))],
    ["a request that was not executed", Effect.fail(new NotExecuted({ ...failure, retryAfterMillis: 7 }))]
  ] as const)("hides its values in %s", ([, ending]) =>
    Effect.gen(function* () {
      const { provider } = payouts({ create: () => ending })
      const ended = yield* Effect.result(provider.create(yield* request))
      const value = ended._tag === "Success" ? ended.success : ended.failure
      switch (value._tag) {
        case "Accepted":
          return assert.deepInclude(value.value, expected)
        case "OutcomeUnknown":
          return assert.deepStrictEqual(
            value,
            new OutcomeUnknown({ ...clean, operation: "payouts.create", reference: "po-1" })
          )
        default:
          return assert.deepInclude({ ...value, message: value.message }, { ...clean, retryAfterMillis: 7 })
      }
    })
  )

  it.effect("hides them in an account check and the session in a card form", () =>
    Effect.gen(function* () {
      const { provider } = payouts({ checkAccount: () => Effect.fail(new ReadFailed(failure)) })
      const { destination, providerOptions = {} } = yield* request
      const asked = { amount: rub("100"), destination, providerOptions }
      const failed = yield* Effect.flip(provider.checkAccount(asked))
      assert.strictEqual(failed.message, hidden.replace("***, ***, ***", "***, ***%40birds.example, ***"))
      const form = payments({
        cardForm: () => Effect.fail(new ReadFailed({ ...failure, message: "no SESSION 77-81" }))
      })
      const session = Redacted.make("session7781")
      assert.strictEqual((yield* Effect.flip(form.provider.cardForm({ session }))).message, "no ***")
    })
  )

  it.effect("hides what it is told when it cancels, uploads a receipt and lists receipts", () =>
    Effect.gen(function* () {
      const values = yield* sensitive
      const { provider } = payouts({ cancel: () => Effect.fail(new Rejected(failure)) })
      const refused = yield* Effect.flip(provider.cancel({ reference: "po-1" }, { sensitive: values }))
      assert.strictEqual(refused.message, hidden)
      const receipt = { id: "r 4111111111111111", status: "rejected" as const, comment: words }
      const proofs = payments({
        uploadReceipt: () => Effect.succeed(accepted(receipt)),
        receipts: () => Effect.succeed([receipt, { status: "pending" }])
      }).provider
      const upload = { reference: "pay-1", links: {}, file: new Uint8Array() }
      const uploaded = yield* proofs.uploadReceipt(upload, { sensitive: values })
      assert.deepStrictEqual(uploaded, accepted({ status: "rejected", comment: hidden }))
      assert.deepStrictEqual(yield* proofs.receipts({ links: {} }, { sensitive: values }), [
        { status: "rejected", comment: hidden },
        { status: "pending" }
      ])
    })
  )

  it.effect("that is told something that is no list sends nothing", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts({ cancel: () => Effect.succeed(accepted({ asked: true as const })) })
      const odd: ReadonlyArray<string> = JSON.parse("5")
      const failed = yield* Effect.flip(provider.cancel({ reference: "po-1" }, { sensitive: odd }))
      assert.strictEqual(failed._tag, "NotExecuted")
      assert.strictEqual(
        (yield* Effect.flip(provider.get({ reference: "po-1" }, { sensitive: odd })))._tag,
        "ReadFailed"
      )
      assert.lengthOf(calls, 0)
    })
  )
})

describe("the status of a callback", () => {
  it.effect(
    "is short and shows nothing that looks like an account or an address, before anybody knows whose it is",
    () =>
      Effect.gen(function* () {
        const event = { kind: "payout" as const, trust: "hint" as const, eventId: "e1" }
        const parse = Callback.guarded("stub", () =>
          Effect.succeed([event, { ...event, providerStatus: `4111.1111.1111.1111 a@b.example ${"x".repeat(99)}` }])
        )
        const parsed = yield* parse({
          body: new Uint8Array(),
          headers: {},
          path: "",
          receivedAt: DateTime.makeUnsafe(0)
        })
        assert.deepStrictEqual(
          parsed.map(({ providerStatus }) => providerStatus),
          [undefined, `*** *** ${"x".repeat(55)}…`]
        )
      })
  )
})
