/** Requests into and out of the vault: the whole request is sealed, only what a resource shows is stored in the open. */
import { Destination, Money, Optional, Payout, Recipient, Refund } from "@switchyard/core"
import { Payments, Payouts } from "@switchyard/facade"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Asked } from "../lifecycle/Facts.ts"
import type { PlainRequest } from "../store/Row.ts"
import type * as Vault from "../vault.ts"

const amountOf = (money: Money.Money) => ({ value: Money.toText(money), currency: money.currency })

const payoutJson = Schema.fromJsonString(Payouts.StoredRequest)
const paymentJson = Schema.fromJsonString(Payments.PaymentRequest)

const refundJson = Schema.fromJsonString(Refund.RefundRequest)

const encodeRefund = Schema.encodeEffect(refundJson)
const decodeRefund = Schema.decodeEffect(refundJson)
const encodePayout = Schema.encodeEffect(payoutJson)
const encodePayment = Schema.encodeEffect(paymentJson)
const decodePayout = Schema.decodeEffect(payoutJson)
const decodePayment = Schema.decodeEffect(paymentJson)

// What was decoded or validated before can be encoded; anything else is a bug, and its message must not be shown.
const sealable = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  Effect.catch(effect, () => Effect.die(new Error("a request could not be written")))

/** Seals a payout request for the operation `id`. */
export const sealPayout = (vault: Vault.Service, id: string, request: Payouts.PayoutRequest) =>
  Effect.flatMap(sealable(encodePayout(request)), (text) => vault.seal(text, id))

/** Seals a payment request for the operation `id`. */
export const sealPayment = (vault: Vault.Service, id: string, request: Payments.PaymentRequest) =>
  Effect.flatMap(sealable(encodePayment(request)), (text) => vault.seal(text, id))

/** Opens a payout request. */
export const openPayout = (vault: Vault.Service, id: string, sealed: Uint8Array) =>
  Effect.flatMap(vault.open(sealed, id), decodePayout)

/** Seals a refund request for the operation `id`. */
export const sealRefund = (vault: Vault.Service, id: string, request: Refund.RefundRequest) =>
  Effect.flatMap(sealable(encodeRefund(request)), (text) => vault.seal(text, id))

/** Opens a refund request. */
export const openRefund = (vault: Vault.Service, id: string, sealed: Uint8Array) =>
  Effect.flatMap(vault.open(sealed, id), decodeRefund)

/** The part of a refund request that is stored in the open. */
export const plainRefund = ({
  amount,
  context,
  metadata = {},
  payment,
  reason
}: Refund.RefundRequest): PlainRequest => ({
  amount: amountOf(amount),
  method: payment.method,
  metadata,
  ...Optional.compact({ context, reason })
})

/** Opens a payment request. */
export const openPayment = (vault: Vault.Service, id: string, sealed: Uint8Array) =>
  Effect.flatMap(vault.open(sealed, id), decodePayment)

const askedFor = (request: Payouts.PayoutRequest): Asked => {
  const { amount, currency, debit } = Payout.asked(request)
  return amount === undefined ? { debit: amountOf(debit), currency } : { amount: amountOf(amount) }
}

// A context is one provider's, so with it belongs to whom it was given.
const contextOf = ({ context, provider }: Payouts.PayoutRequest | Payments.PaymentRequest) =>
  context === undefined ? {} : Optional.compact({ context, pinned: provider })

/** The part of a payout request that is stored in the open. */
export const plainPayout = (request: Payouts.PayoutRequest): PlainRequest => {
  const { destination, metadata = {}, offer, recipient, source } = request
  return {
    ...askedFor(request),
    method: destination.type,
    metadata,
    destination: { ...Destination.masked(destination) },
    ...Optional.compact({
      recipient: recipient && { ...Recipient.masked(recipient) },
      source,
      offer: offer && { id: offer.id, expiresAt: DateTime.formatIso(offer.expiresAt) }
    }),
    ...contextOf(request)
  }
}

/** The part of a payment request that is stored in the open. */
export const plainPayment = (request: Payments.PaymentRequest, followUpOf: string | undefined): PlainRequest => ({
  amount: amountOf(request.amount),
  method: request.method,
  metadata: request.metadata ?? {},
  ...Optional.compact({ followUpOf, captureMethod: request.captureMethod }),
  ...contextOf(request)
})
