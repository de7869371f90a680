/** One shop as the documents' examples have it (112, US dollars), and the requests that those examples answer. */
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Feennex from "../../src/Feennex.ts"

export const core = "https://core.feennex.com"

/** The secret of every computed vector. */
export const secret = "test_secret"

/** The payout of the documents' examples. */
export const payoutReference = "63288d86-241c-418e-94b8-db4bbf5026f"

export const options: Feennex.Options = {
  baseUrl: core,
  shopId: 112,
  shopCurrency: "USD",
  secretKey: Redacted.make(secret),
  payways: {
    payouts: {
      card: { USD: ["card_usd", "card_vip"], EUR: "card_eur", JPY: "card_jpy", BHD: "card_bhd", USDT: "card_usdt" },
      sbp: { RUB: "sbp_rub" },
      account: { USD: "account_usd" },
      iban: { EUR: "iban_eur" },
      wallet: { USD: "wallet_usd" }
    },
    payments: {
      card: { USD: ["card_usd", "card_core[mock,one]"], USDT: "card_usdt" },
      bank_transfer: { USD: "bank_usd" }
    }
  },
  accountDetails: {
    sbp_rub: { bank: "bank_name", bic: "bik", holder: "full_name" },
    card_vip: { holder: "card_holder" }
  }
}

/** The shop's providers, with some options changed. */
export const shop = (changes: Partial<Feennex.Options> = {}, instance?: string) =>
  Effect.orDie(Feennex.make({ ...options, ...changes }, instance))

type Input = Readonly<Record<string, unknown>>

const withoutUndefined = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** The payout of the documents' /withdraw/create example, with some members changed, or left out as undefined. */
export const payoutRequest = (changes: Input = {}) =>
  Effect.orDie(
    Payout.decodeRequest(
      withoutUndefined({
        reference: payoutReference,
        amount: { value: "1", currency: "USD" },
        destination: { type: "card", number: "4111111111111111" },
        ...changes
      })
    )
  )

/** The payment of the documents' /invoice/create example, with some members changed, or left out as undefined. */
export const paymentRequest = (changes: Input = {}) =>
  Effect.orDie(
    Payment.decodeRequest(
      withoutUndefined({
        reference: "4129",
        amount: { value: "12.34", currency: "USD" },
        method: "card",
        ...changes
      })
    )
  )
