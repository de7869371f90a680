/** The memory provider as a platform uses it. What every adapter must do is in the contract suite. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Memory, plugin } from "../src/index.ts"
import { example, type Options } from "../src/MemoryOptions.ts"
import type * as Simulator from "../src/Simulator.ts"

const rub = (text: string) => Money.unsafe(text, "RUB")
const printed = (money: Money.Money | undefined) => money && `${Money.toText(money)} ${money.currency}`
const card = (number = "4276550018273642") => ({ type: "card" as const, number: Redacted.make(number) })
const payout = (reference: string) => ({ reference, amount: rub("1500.00"), destination: card() })
const payment = (reference: string, method = "page") => ({ reference, amount: rub("700.50"), method })

describe("for payouts,", () => {
  it.effect("a payout whose answer was lost is found, and paid once", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make()
      simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
      const outcome = yield* payouts.create(payout("po-1"))
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      assert.strictEqual((yield* payouts.get({ reference: "po-1" })).status, "processing")
      simulator.settle("payout", "po-1", "done")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* payouts.get({ reference: "po-1" })).status, "paid")
      const paid = simulator.ledger("payout")
      assert.strictEqual(paid.length, 1)
      assert.isTrue(Money.equals(paid[0]!.amount, rub("1500.00")))
    })
  )

  it.effect("a provider that falls silent ends the call at its deadline, under the test clock", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make()
      simulator.fault({ kind: "stallAfterActing" })
      const call = yield* Effect.forkChild(payouts.create(payout("po-1")))
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(call))._tag, "OutcomeUnknown")
    })
  )

  it.effect("a balance loses what payouts take", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make()
      const [before] = yield* payouts.balance()
      yield* payouts.create(payout("po-1"))
      const [after] = yield* payouts.balance()
      assert.strictEqual(Money.toText(before!.available), "1000000000000000000000.00")
      assert.strictEqual(Money.toText(after!.available), "999999999999999998500.00")
    })
  )

  it.effect("a payout by debit takes just that from the balance, and the recipient gets it without the fee", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make({ ...example, payoutFee: rub("1.50") })
      const debit = rub("100.00")
      const quote = yield* payouts.quote({ debit, destinationType: "card" })
      assert.deepEqual([quote.receive, quote.debit, quote.fee].map(printed), ["98.50 RUB", "100.00 RUB", "1.50 RUB"])
      const outcome = yield* payouts.create({ reference: "po-1", debit, destination: card() })
      const value = outcome._tag === "Accepted" ? outcome.value : undefined
      assert.deepEqual([value?.amount, value?.debited, value?.fee].map(printed), [
        "98.50 RUB",
        "100.00 RUB",
        "1.50 RUB"
      ])
      assert.deepEqual(value?.anomalies, [])
      simulator.settle("payout", "po-1", "done")
      assert.deepEqual(
        simulator.ledger("payout").map(({ amount }) => printed(amount)),
        ["98.50 RUB"]
      )
      const [balance] = yield* payouts.balance()
      assert.strictEqual(Money.toText(balance!.available), "999999999999999999900.00")
      yield* payouts.create(payout("po-2"))
      const [after] = yield* payouts.balance()
      assert.strictEqual(Money.toText(after!.available), "999999999999999998398.50")
    })
  )

  it.effect("a debit that the fee eats up is refused, and one of which more is taken is noticed", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make({ ...example, payoutFee: rub("1.50") })
      const request = { reference: "po-1", debit: rub("1.50"), destination: card() }
      assert.deepInclude(yield* Effect.flip(payouts.create(request)), { _tag: "Rejected", reason: "AmountOutOfRange" })
      const data = { id: "payout-1", reference: "po-2", account: example.account, status: "new", destination: "1" }
      const body = JSON.stringify({ ok: true, data: { ...data, amount: "1", currency: "RUB", total: "151.00" } })
      simulator.fault({ kind: "answer", status: 200, body })
      const outcome = yield* payouts.create({ ...request, reference: "po-2", debit: rub("150.00") })
      assert.deepEqual(outcome._tag === "Accepted" && outcome.value.anomalies.map(({ kind }) => kind), [
        "AmountDiffers"
      ])
    })
  )

  it.effect("every member of a destination reaches the provider", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make()
      const holder = Redacted.make("Ivan Petrov")
      const account = { type: "account" as const, number: Redacted.make("40817810099910004312") }
      const destination = { ...account, bank: "Bank", bic: "044525225", holder }
      yield* payouts.create({ reference: "po-1", amount: rub("1.00"), destination })
      yield* payouts.create({ reference: "po-2", amount: rub("1.00"), destination: card("4276550018273642") })
      assert.deepEqual(
        simulator.operations("payout").map(({ payee }) => payee),
        [
          {
            account: "40817810099910004312",
            bank: "Bank",
            bic: "044525225",
            holder: "Ivan Petrov",
            country: undefined,
            scheme: undefined
          },
          {
            account: "4276550018273642",
            bank: undefined,
            bic: undefined,
            holder: undefined,
            country: undefined,
            scheme: undefined
          }
        ]
      )
    })
  )

  it.effect("an account check answers yes, no, or that it does not know", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make()
      const check = (number: string) =>
        Effect.map(payouts.checkAccount({ amount: rub("10"), destination: card(number) }), ({ result }) => result)
      assert.strictEqual(yield* check("4276550018273642"), "payable")
      assert.strictEqual(yield* check("4276550018030000"), "not_payable")
      assert.strictEqual(yield* check("4276550018079999"), "unknown")
    })
  )

  it.effect("a canceled payout is reported as canceled when it is read", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make()
      yield* payouts.create(payout("po-1"))
      yield* payouts.cancel({ reference: "po-1" })
      assert.strictEqual((yield* payouts.get({ reference: "po-1" })).status, "canceled")
    })
  )

  it.effect("a fault is played as often as it was asked for, on its path alone", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make()
      simulator.fault({ kind: "refused" }, { path: "/payouts/create", times: 2 })
      yield* payouts.balance()
      for (const _ of [1, 2]) {
        assert.strictEqual((yield* Effect.flip(payouts.create(payout("po-1"))))._tag, "NotExecuted")
      }
      assert.strictEqual((yield* payouts.create(payout("po-1")))._tag, "Accepted")
    })
  )
})

describe("for payments,", () => {
  it.effect("each method has its own next step", () =>
    Effect.gen(function* () {
      const { payments } = yield* Memory.make()
      const page = yield* payments.create(payment("pay-1"))
      assert.strictEqual(page._tag === "Accepted" && page.value.next?.type, "redirect")
      const byCard = yield* payments.create(payment("pay-2", "card"))
      assert.isDefined(byCard._tag === "Accepted" ? byCard.value.session : undefined)
      const fields = { payerFields: { payer_name: Redacted.make("Ivan Ivanov") } }
      const transfer = yield* payments.create({ ...payment("pay-3", "bank_transfer"), ...fields })
      assert.strictEqual(transfer._tag === "Accepted" && transfer.value.next?.type, "transfer")
    })
  )

  it.effect("a field that the quote names must be there", () =>
    Effect.gen(function* () {
      const { payments } = yield* Memory.make()
      const { requiredFields } = yield* payments.quote(payment("pay-1", "bank_transfer"))
      const kinds = [
        { value: "person", title: "A person" },
        { value: "business", title: "A business" }
      ]
      const kind = { name: "payer_kind", title: "Kind of the payer", choices: kinds }
      assert.deepStrictEqual(requiredFields, [
        { name: "payer_name", title: "Name of the payer", minLength: 2, maxLength: 128 },
        { ...kind, isOptional: true, changesOthers: true }
      ])
      const refused = yield* Effect.flip(payments.create(payment("pay-1", "bank_transfer")))
      assert.strictEqual(refused._tag, "Rejected")
    })
  )

  it.effect("a payer is given what the options say, for the time that they say", () =>
    Effect.gen(function* () {
      const nextOf = (options: Partial<Options>) =>
        Effect.gen(function* () {
          const { payments } = yield* Memory.make({ ...example, ...options })
          const created = yield* payments.create(payment("pay-1"))
          return created._tag === "Accepted" ? created.value.next : undefined
        })
      const sdk = yield* nextOf({ payer: "sdk", payerHasMillis: 60_000 })
      assert.strictEqual(sdk?.type, "sdk")
      assert.strictEqual(sdk?.type === "sdk" && Redacted.value(sdk.clientSecret), "secret-of-payment-1")
      assert.strictEqual(sdk?.expiresAt?.epochMilliseconds, (yield* Clock.currentTimeMillis) + 60_000)
      assert.notInclude(JSON.stringify(sdk) + String(sdk), "secret-of")
      const voucher = yield* nextOf({ payer: "voucher" })
      assert.strictEqual(voucher?.type === "voucher" && Redacted.value(voucher.number), "34191-payment-1")
      assert.isUndefined(yield* nextOf({ payer: "nothing" }))
      const { payments } = yield* Memory.make({ ...example, payer: "nothing" })
      const silent = payments.capabilities.routes.filter(({ payerIsAsked }) => payerIsAsked === false)
      assert.deepStrictEqual([...new Set(silent.map(({ method }) => method))], ["page"])
    })
  )

  it.effect("money that came is reported apart from what was asked", () =>
    Effect.gen(function* () {
      const { payments, simulator } = yield* Memory.make()
      yield* payments.create(payment("pay-1"))
      simulator.settle("payment", "pay-1", "received_other")
      const found = yield* payments.get({ reference: "pay-1" })
      assert.strictEqual(found.status, "paid_other_amount")
      assert.strictEqual(found.amount && Money.toText(found.amount), "700.50")
      assert.strictEqual(found.payerPaid && Money.toText(found.payerPaid), "701.50")
    })
  )

  it.effect("a callback says of which sub-account it is, and of none where it is the account's", () =>
    Effect.gen(function* () {
      const { parseCallback, payments, simulator } = yield* Memory.make()
      yield* payments.create(payment("pay-1"))
      yield* payments.create({ ...payment("pay-2"), context: { subAccount: "sub-1" } })
      const contexts = yield* Effect.forEach(["pay-1", "pay-2"], (reference) =>
        Effect.map(parseCallback!(simulator.callback("payment", reference)), ([event]) => event?.context)
      )
      assert.deepStrictEqual(contexts, [undefined, { subAccount: "sub-1" }])
    })
  )

  it.effect("a callback leads to its payment", () =>
    Effect.gen(function* () {
      const { parseCallback, payments, simulator } = yield* Memory.make()
      yield* payments.create(payment("pay-1"))
      const [event] = yield* parseCallback!(simulator.callback("payment", "pay-1"))
      assert.deepInclude(event, { kind: "payment", trust: "verified", reference: "pay-1", providerStatus: "waiting" })
      const forged = parseCallback!(simulator.callback("payment", "pay-1", { isForged: true }))
      assert.deepInclude(yield* Effect.flip(forged), { _tag: "CallbackRejected", reason: "SignatureInvalid" })
    })
  )

  it.effect("a callback may hold several events, news that are not ours, and what is about a refund", () =>
    Effect.gen(function* () {
      const { parseCallback, payments, simulator } = yield* Memory.make()
      for (const reference of ["pay-1", "pay-2"]) yield* payments.create(payment(reference))
      const parsed = (changes: Simulator.CallbackChanges) =>
        parseCallback!(simulator.callback("payment", "pay-1", changes))
      const several = yield* parsed({ beside: ["pay-2"] })
      assert.deepStrictEqual(
        several.map(({ reference }) => reference),
        ["pay-1", "pay-2"]
      )
      assert.deepStrictEqual(yield* parseCallback!(simulator.news()), [])
      const beside = yield* parsed({ hasNews: true })
      assert.deepStrictEqual(
        beside.map(({ reference }) => reference),
        ["pay-1"]
      )
      const amount = Money.unsafe("1.50", "RUB")
      const [refund] = yield* parsed({ about: { kind: "refund", amount } })
      assert.deepInclude(refund, { kind: "refund", reference: "refund-of-pay-1", amount })
      assert.strictEqual(refund?.payment?.reference, "pay-1")
    })
  )

  it.effect("a signature is old by when its callback came, whenever it is read", () =>
    Effect.gen(function* () {
      const options = { ...example, callbackToleranceMillis: 300_000 }
      const { parseCallback, payments, simulator } = yield* Memory.make(options)
      yield* payments.create(payment("pay-1"))
      const raw = simulator.callback("payment", "pay-1", { at: DateTime.makeUnsafe(1_000_000) })
      const after = (millis: number) => ({ ...raw, receivedAt: DateTime.makeUnsafe(1_000_000 + millis) })
      yield* TestClock.adjust("1 day")
      assert.lengthOf(yield* parseCallback!(after(300_000)), 1)
      for (const millis of [300_001, -300_001]) {
        const message = "the signature was old when it came"
        assert.deepInclude(yield* Effect.flip(parseCallback!(after(millis))), { reason: "SignatureInvalid", message })
      }
    })
  )

  it.effect("a callback whose key cannot be had is verified when it can", () =>
    Effect.gen(function* () {
      const { parseCallback, payments, simulator } = yield* Memory.make({ ...example, callbackKeys: "published" })
      yield* payments.create(payment("pay-1"))
      const raw = simulator.callback("payment", "pay-1")
      simulator.publish(false)
      for (let minute = 0; minute < 3; minute++) {
        assert.strictEqual((yield* Effect.flip(parseCallback!(raw)))._tag, "Unverifiable")
        yield* TestClock.adjust("1 minute")
      }
      simulator.publish(true)
      assert.strictEqual((yield* Effect.flip(parseCallback!(raw)))._tag, "Unverifiable")
      yield* Effect.yieldNow
      assert.lengthOf(yield* parseCallback!(raw), 1)
    })
  )
})

describe("on construction,", () => {
  const both = Effect.gen(function* () {
    return [(yield* PaymentProvider).provider, (yield* PayoutProvider).provider]
  })

  it.effect("a layer gives both providers", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.provide(both, Memory.layer(undefined, "double")), ["double", "double"])
    })
  )

  it.effect("the layer can be made of configuration values", () =>
    Effect.gen(function* () {
      const layer = Memory.layerConfig({ account: Config.String("ACCOUNT"), secretKey: Config.Redacted("SECRET_KEY") })
      const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ ACCOUNT: "a-1", SECRET_KEY: "s" }))
      assert.deepStrictEqual(yield* Effect.provide(both, layer).pipe(Effect.provide(config)), ["memory", "memory"])
    })
  )

  it.effect("the plugin builds an instance, and its fingerprint holds no secret", () =>
    Effect.gen(function* () {
      const options = { account: "a-1", secretKey: Redacted.make("hush") }
      assert.strictEqual(plugin.fingerprint(options), "@switchyard/memory a-1")
      const providers = yield* plugin.make(options, { name: "double" })
      assert.strictEqual(providers.payouts?.provider, "double")
      assert.strictEqual(providers.payments?.capabilities.callbacks, "hint")
    })
  )

  it.effect("compares the holder of an account, and says where it cannot", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make()
      const amount = Money.unsafe("5", "RUB")
      const check = (holder: string | undefined) =>
        payouts.checkAccount({
          amount,
          destination: {
            type: "account",
            number: Redacted.make("40817810099910004312"),
            ...(holder === undefined ? {} : { holder: Redacted.make(holder) })
          }
        })
      for (const [holder, expected] of [
        ["Ivan Petrov", "match"],
        ["I. Petrov", "close_match"],
        ["Olga Sidorova", "no_match"],
        [undefined, "not_possible"]
      ] as const) {
        assert.strictEqual((yield* check(holder)).holder, expected)
      }
    })
  )
})
