/** The documents' own /withdraw/create example: the body that is expected, and the call that sends it. */
import * as Effect from "effect/Effect"
import { ended } from "./plain.ts"
import { payoutReference, payoutRequest, shop } from "./shop.ts"

/** The body of the example; its sign is the vector feennex-withdraw-create. */
export const createBody = {
  account: "4111111111111111",
  amount: 1,
  amount_type: "ps_amount",
  email: "payee@example.com",
  payway: "card_usd",
  shop_currency: 840,
  shop_id: 112,
  shop_payment_id: payoutReference,
  sign: "640ac10d4db7f528cf393d23df58cd968ec6d242445e8ad879c521f1047af123"
}

/** The members that every outcome of the call has. */
export const createCall = { provider: "feennex", operation: "payouts.create" }

/** Creates the example's payout, with some members of the request changed. */
export const create = (changes: Readonly<Record<string, unknown>> = {}) =>
  Effect.gen(function* () {
    const { payouts } = yield* shop()
    return yield* ended(payouts.create(yield* payoutRequest({ recipientEmail: "payee@example.com", ...changes })))
  })
