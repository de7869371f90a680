/** One account as tests have it, and its requests. */
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import * as Refund from "@switchyard/core/Refund"
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stripe from "../../src/Stripe.ts"

export const host = "https://api.stripe.com"

export const secretKey = "sk_test_kanareika"

export const options: Stripe.Options = {
  account: "acct_1",
  mode: "test",
  secretKey: Redacted.make(secretKey),
  publishableKey: "pk_test_1",
  webhookSecrets: [
    Redacted.make("whsec_switchyard_reference_secret_one"),
    Redacted.make("whsec_switchyard_reference_secret_old")
  ],
  currencies: ["USD", "EUR", "JPY", "KWD", "HUF", "ISK", "MGA"],
  methods: {
    card: { through: "intent", types: ["card"] },
    token: { through: "confirm", types: ["card", "link"] },
    page: { through: "checkout" }
  }
}

/** The account's providers, with some options changed, before it is known whose account it is. */
export const unconfirmed = (changes: Partial<Stripe.Options> = {}, instance?: string) =>
  Effect.orDie(Stripe.make({ ...options, ...changes }, instance))

/** The same once that is known: core asks for it before anything else. */
export const account = (changes: Partial<Stripe.Options> = {}, instance?: string) =>
  Effect.tap(unconfirmed(changes, instance), ({ payments }) => {
    const body = { id: changes.account ?? options.account, object: "account" }
    const transport = Transport.fromFetch(async () => Response.json(body))
    return Effect.orDie(Effect.provideService(payments.replay.confirm, Transport.Transport, transport))
  })

type Input = Readonly<Record<string, unknown>>

const withoutUndefined = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** A payment of 10.99 US dollars, with some members changed, or left out as undefined. */
export const paymentRequest = (changes: Input = {}) =>
  Effect.orDie(
    Payment.decodeRequest(
      withoutUndefined({
        reference: "order-1",
        amount: { value: "10.99", currency: "USD" },
        method: "card",
        ...changes
      })
    )
  )

/** A payout of 11 US dollars to the account's own bank. */
export const payoutRequest = (changes: Input = {}) =>
  Effect.orDie(
    Payout.decodeRequest(
      withoutUndefined({
        reference: "out-1",
        amount: { value: "11.00", currency: "USD" },
        destination: { type: "token", scheme: "bank_account", token: "ba_1Pgc79B7WZ01zgkWoU5vBiXt" },
        ...changes
      })
    )
  )

/** A refund of one US dollar. */
export const refundRequest = (changes: Input = {}) =>
  Effect.orDie(
    Refund.decodeRequest(
      withoutUndefined({
        reference: "back-1",
        amount: { value: "1.00", currency: "USD" },
        payment: { reference: "order-1", providerReference: "pi_1", ids: { intent: "pi_1" }, method: "card" },
        ...changes
      })
    )
  )
