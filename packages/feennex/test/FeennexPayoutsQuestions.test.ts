/** Questions around a payout, which create nothing: quote, account check, balance. */
import { assert, describe, it } from "@effect/vitest"
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { outcomeOf } from "./support/plain.ts"
import { shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

guardNetwork()

describe("quote", () => {
  const tryBody = {
    amount: 1,
    amount_type: "ps_amount",
    payway: "card_usd",
    shop_currency: 840,
    shop_id: 112,
    sign: "3957cf2af6b8142ff379d287a8da966241e485083e80e04b7f2e8a0449ec700e"
  }
  const inexact = "the quote's amounts cannot be read exactly"
  const undocumented = "success without the documented data"
  const oneDollar = { value: "1", currency: "USD" }

  const quote = (input: Readonly<Record<string, unknown>>) =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const request = yield* Effect.orDie(Payout.decodeQuoteRequest({ destinationType: "card", ...input }))
      return yield* outcomeOf(payouts.quote(request))
    })

  // The account of account_info_config is the destination's own, and no field to fill in.
  const quoted = {
    receive: "1.00 USD",
    debit: "1.02 USD",
    requiredFields: []
  }

  it.effect.each(["withdraw-try-ok", "withdraw-try-write-off-amount"])("reads the debit of %s", (name) =>
    Effect.gen(function* () {
      expectPost("/withdraw/try", tryBody, { body: fixture(name) })
      assert.deepStrictEqual(yield* quote({ amount: oneDollar }), quoted)
    })
  )

  it.effect("names the fields to fill in: those that the destination fills by its own members, the account never", () =>
    Effect.gen(function* () {
      const account_info_config = {
        account: { regex: "\\d{9,15}$", title: "79123456789" },
        bank_name: { title: "Bank" },
        contract: { regex: "^C\\d+$", title: "Contract" }
      }
      answerPost("/withdraw/try", { body: fixtureWith("withdraw-try-ok", { account_info_config, ps_currency: 643 }) })
      const found = yield* quote({ amount: { value: "1", currency: "RUB" }, destinationType: "sbp" })
      assert.deepNestedInclude(found, {
        // The expression is the provider's: it is passed on as text and never run.
        requiredFields: [
          { name: "destination.bank", title: "Bank" },
          { name: "contract", title: "Contract", pattern: "^C\\d+$" }
        ]
      })
    })
  )

  it.effect("asks by what leaves the balance", () =>
    Effect.gen(function* () {
      const sign = signature("1", "shop_amount", "card_eur", "840", "112")
      const body = { ...tryBody, amount_type: "shop_amount", payway: "card_eur", sign }
      expectPost("/withdraw/try", body, { body: fixture("withdraw-try-ok") })
      assert.deepStrictEqual(yield* quote({ debit: oneDollar, currency: "EUR" }), quoted)
    })
  )

  it.effect.each([
    ["error 4", fixture("error-too-small"), "AmountOutOfRange", "Payer price amount is too small, min: 1.0", "4"],
    ["error 7, which here proves nothing", refusal(7, "not found"), "UnrecognisedAnswer", "not found", "7"],
    ["an unknown currency", fixtureWith("withdraw-try-ok", { ps_currency: 999 }), "UnreadableAnswer", inexact],
    ["too many digits", fixtureWith("withdraw-try-ok", { payee_receive: "1.001" }), "UnreadableAnswer", inexact],
    ["no debit", fixtureWith("withdraw-try-ok", { shop_write_off: undefined }), "UnreadableAnswer", inexact],
    ["no amount", fixtureWith("withdraw-try-ok", { payee_receive: null }), "UnreadableAnswer", undocumented]
  ] as const)("fails after %s", ([_, body, reason, message, providerCode]) =>
    Effect.gen(function* () {
      answerPost("/withdraw/try", { body })
      assert.deepStrictEqual(yield* quote({ amount: oneDollar }), {
        _tag: "ReadFailed",
        provider: "feennex",
        operation: "payouts.quote",
        reason,
        message,
        ...(providerCode === undefined ? {} : { providerCode })
      })
    })
  )
})

describe("checkAccount", () => {
  const checkBody = {
    account: "4111111111111111",
    account_details: { contract: "C1234" },
    amount: 10.5,
    payway: "card_eur",
    shop_id: 1,
    sign: "504bc092e2784f1cdfb754c49bb3fbe609cc69e4eb06e7c5ed70d12b6eddcb1e"
  }

  const check = Effect.gen(function* () {
    const { payouts } = yield* shop({ shopId: 1 })
    const request = yield* Effect.orDie(
      Payout.decodeAccountCheckRequest({
        amount: { value: "10.5", currency: "EUR" },
        destination: { type: "card", number: "4111111111111111" },
        providerOptions: { feennex: { accountDetails: { contract: "C1234" } } }
      })
    )
    return yield* outcomeOf(payouts.checkAccount(request))
  })

  it.effect("sends the documented body, details unsigned, and hides what it learns of the account", () =>
    Effect.gen(function* () {
      expectPost("/check_account", checkBody, { body: fixture("check-account-ok") })
      assert.deepStrictEqual(yield* check, { result: "payable", details: { hidden: '{"verified":"true"}' } })
    })
  )

  it.effect("sends the details of the destination as a payout would", () =>
    Effect.gen(function* () {
      const sign = signature("79161234567", "10.5", "sbp_rub", "112")
      const account_details = { contract: "C1234", bank_name: "Bank", bik: "044525225", full_name: "Ivan Petrov" }
      const body = { ...checkBody, account: "79161234567", payway: "sbp_rub", shop_id: 112, account_details, sign }
      expectPost("/check_account", body, { body: fixture("check-account-ok") })
      const { payouts } = yield* shop()
      const request = yield* Effect.orDie(
        Payout.decodeAccountCheckRequest({
          amount: { value: "10.5", currency: "RUB" },
          destination: { type: "sbp", phone: "79161234567", bank: "Bank", bic: "044525225", holder: "Ivan Petrov" },
          providerOptions: { feennex: { accountDetails: { contract: "C1234" } } }
        })
      )
      assert.deepNestedInclude(yield* outcomeOf(payouts.checkAccount(request)), { result: "payable" })
    })
  )

  it.effect.each([
    [1, true, "payable"],
    [1, false, "not_payable"],
    [2, false, "unknown"],
    [2, true, "unknown"],
    [3, false, "unknown"],
    [3, true, "unknown"],
    [4, false, "unknown"],
    [1, "True", "payable"],
    [1, "false", "not_payable"],
    // Nothing was found out, and so nothing is reported.
    [2, null, "unknown"],
    [2, undefined, "unknown"],
    [3, null, "unknown"],
    [3, undefined, "unknown"],
    [3, {}, "unknown"],
    // A verdict that is missing is no no.
    [1, null, "unknown"],
    [1, undefined, "unknown"],
    [1, "maybe", "unknown"]
  ] as const)("with provider status %i and result %j is %s", ([provider_status, result, word]) =>
    Effect.gen(function* () {
      answerPost("/check_account", { body: fixtureWith("check-account-ok", { provider_status, result }) })
      assert.deepNestedInclude(yield* check, { result: word })
    })
  )

  it.effect("that is refused is a failed read, which proves nothing about the account", () =>
    Effect.gen(function* () {
      answerPost("/check_account", { body: refusal(13, "Account 4111111111111111 (C1234) not found") })
      assert.deepStrictEqual(yield* check, {
        _tag: "ReadFailed",
        provider: "feennex",
        operation: "payouts.checkAccount",
        reason: "DestinationInvalid",
        providerCode: "13",
        message: "Account *** (***) not found"
      })
    })
  )
})

describe("balance", () => {
  const balance = Effect.gen(function* () {
    yield* TestClock.setTime(Date.parse("2024-04-12T06:18:34.719Z"))
    const { payouts } = yield* shop({ nowFormat: "YYYY-MM-DDTHH:mm:ss.fffZ" })
    return yield* outcomeOf(payouts.balance())
  })
  const rest = { frozen: "0.00", hold: "0.00", reserve: "0.00" }
  const inCurrency = (currency: string) =>
    Object.fromEntries(Object.entries(rest).map(([name, amount]) => [name, `${amount} ${currency}`]))

  it.effect("is read one currency at a time", () =>
    Effect.gen(function* () {
      const sign = "e7049c476561245208aef005364ba7f001055a8cea0b1cbc53c7b8b538aae26d"
      const body = { now: "2024-04-12T06:18:34.719Z", shop_id: 112, sign }
      expectPost("/shop_balance", body, { body: fixture("shop-balance-ok") })
      assert.deepStrictEqual(yield* balance, [
        { available: "100.00 EUR", ...inCurrency("EUR") },
        { available: "200.00 USD", ...inCurrency("USD") }
      ])
    })
  )

  it.effect("leaves out what it cannot read exactly", () =>
    Effect.gen(function* () {
      const balances = [
        { available: 1, currency: 999 },
        { available: 1.005, currency: 840 },
        { available: "7", currency: "978", hold: {} }
      ]
      answerPost("/shop_balance", { body: fixtureWith("shop-balance-ok", { balances }) })
      assert.deepStrictEqual(yield* balance, [{ available: "7.00 EUR" }])
    })
  )

  it.effect("fails when the shop is refused", () =>
    Effect.gen(function* () {
      answerPost("/shop_balance", { body: fixture("error-ip") })
      assert.deepNestedInclude(yield* balance, { _tag: "ReadFailed", reason: "AuthenticationFailed" })
    })
  )
})
