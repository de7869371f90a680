/**
 * From what a provider reports to what the state machine looks at, what the resource shows, and what only the payer may
 * see. Whatever is personal ends here: it is compared or sealed, never passed on.
 */
import {
  Anomaly,
  Destination,
  type Failure,
  Money,
  NextAction,
  type Payment,
  type PaymentParts,
  type Payout,
  type Refund
} from "@switchyard/core"
import type { Payments, Payouts } from "@switchyard/facade"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { Stated } from "../lifecycle/Money.ts"
import type { Observation } from "../lifecycle/Operation.ts"
import { hasArrived, isDead } from "../lifecycle/Status.ts"
import type { Results } from "../store/Row.ts"
import * as Notes from "./notes.ts"
import type { PayerPart } from "./payerPart.ts"

/** A provider's answer, taken apart. */
export interface Answer {
  readonly observation: Observation
  readonly results: Results
  /** The part that must be sealed: what the payer must do, and how receipts go. */
  readonly next: PayerPart | null
}

const amount = (money: Money.Money | undefined) =>
  money === undefined ? undefined : { value: Money.toText(money), currency: money.currency }

// What an answer leaves out must not erase what an earlier one said.
const given = (fields: { readonly [name: string]: unknown }): Results =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

// Out of another balance than the one that was chosen it is not what was asked for, however much arrives.
const ofAnotherBalance = (
  { source }: Payouts.PayoutRequest,
  { debited }: Payout.Payout
): ReadonlyArray<Anomaly.Anomaly> =>
  source === undefined || debited === undefined || debited.currency === source
    ? []
    : [Anomaly.make("CurrencyDiffers", `chosen was a balance in ${source}, the provider states ${debited.currency}`)]

const millisOf = (at: DateTime.Utc | undefined): number | null => (at === undefined ? null : DateTime.toEpochMillis(at))

const failureOf = (failure: Failure.Failure | undefined): Observation["failure"] =>
  failure === undefined
    ? null
    : { ...failure, providerCode: failure.providerCode ?? null, scheme: failure.scheme ?? null }

/** The content of a payout's answer. */
export const ofPayout = (request: Payouts.PayoutRequest, payout: Payout.Payout): Answer => ({
  observation: {
    status: payout.status,
    providerStatus: payout.providerStatus,
    reference: payout.reference,
    providerReference: payout.providerReference ?? null,
    createdAt: millisOf(payout.createdAt),
    amount: payout.amount ?? null,
    sameAccount: payout.account === undefined ? null : Destination.isStatedAs(request.destination, payout.account),
    hasNext: false,
    failure: failureOf(payout.failure),
    debited: payout.debited ?? null,
    isOneOfSeveral: false,
    anomalies: [...payout.anomalies, ...ofAnotherBalance(request, payout)]
  },
  results: given({
    // The latest answer alone says it.
    waitingFor: payout.waitingFor ?? null,
    settled: hasArrived(payout.status) ? amount(payout.amount) : undefined,
    debited: amount(payout.debited),
    fee: amount(payout.fee),
    providerAmounts: payout.providerAmounts,
    notes: Notes.bounded(payout.notes),
    receipts: payout.receipts.length === 0 ? undefined : payout.receipts
  }),
  next: null
})

const toView = (next: typeof NextAction.NextAction.Type): { readonly [name: string]: unknown } => {
  const expiresAt = next.expiresAt && DateTime.formatIso(next.expiresAt)
  switch (next.type) {
    case "redirect":
      return given({ ...next, expiresAt })
    case "card_form":
      return given({ ...next, expiresAt, formToken: Redacted.value(next.formToken) })
    case "sdk":
      return given({ ...next, expiresAt, clientSecret: Redacted.value(next.clientSecret) })
    case "voucher":
      return given({
        ...next,
        expiresAt,
        number: Redacted.value(next.number),
        barcode: next.barcode && Redacted.value(next.barcode)
      })
    case "transfer":
      return given({
        ...next,
        expiresAt,
        card: next.card && Redacted.value(next.card),
        phone: next.phone && Redacted.value(next.phone),
        holder: next.holder && Redacted.value(next.holder),
        amount: amount(next.amount),
        suggestedAmount: amount(next.suggestedAmount)
      })
  }
}

// What is approved waits for its completion, and so does its payer. What was not asked to be held is no state of ours while it
// is: that which there was stays.
const followed = (
  { captureMethod }: Payments.PaymentRequest,
  { status }: Payment.Payment
): Pick<Observation, "status" | "isApproved"> => {
  if (status === "approved") return { status: "awaiting_payer", isApproved: true }
  return { status: status === "authorized" && captureMethod !== "manual" ? "unrecognised" : status }
}

// A part without an amount, or a sum that was left out, is not zero: it is not known.
const statedOf = (payment: Payment.Payment): Stated => {
  const { authorizedAmount, capturableAmount, capturedAmount, captures, disputes, received, refundedAmount, refunds } =
    payment
  const partOf = ({ amount, id, reference }: PaymentParts.Capture | PaymentParts.Refund | PaymentParts.Dispute) => ({
    id,
    reference: reference ?? null,
    amount: amount ?? null
  })
  return {
    captured: capturedAmount ?? null,
    received: received ?? null,
    refunded: refundedAmount ?? null,
    authorized: authorizedAmount ?? null,
    capturable: capturableAmount ?? null,
    captureBefore: millisOf(payment.captureBefore),
    captures:
      captures === undefined
        ? null
        : {
            isWhole: captures.isWhole,
            parts: captures.parts.map((part) => ({ ...partOf(part), status: part.status }))
          },
    refunds:
      refunds === undefined
        ? null
        : {
            isWhole: refunds.isWhole,
            parts: refunds.parts.map((part) => ({ ...partOf(part), isDead: isDead(part.status) }))
          },
    disputes:
      disputes === undefined
        ? null
        : {
            isWhole: disputes.isWhole,
            parts: disputes.parts.map((part) => ({
              ...partOf(part),
              isRefused: part.status === "won" && part.isFinal === true,
              refund: part.refund ?? null
            }))
          }
  }
}

/** The content of a refund's answer. */
export const ofRefund = (_: Refund.RefundRequest, refund: Refund.Refund): Answer => ({
  observation: {
    status: refund.status,
    providerStatus: refund.providerStatus,
    reference: refund.reference,
    providerReference: refund.providerReference ?? null,
    createdAt: millisOf(refund.createdAt),
    amount: refund.amount ?? null,
    sameAccount: null,
    hasNext: false,
    failure: failureOf(refund.failure),
    // It is another amount than what is paid back: nothing was asked for by it.
    debited: null,
    isOneOfSeveral: false,
    anomalies: refund.anomalies
  },
  results: given({
    settled: hasArrived(refund.status) ? amount(refund.amount) : undefined,
    debited: amount(refund.debited),
    fee: amount(refund.fee),
    waitingFor: refund.waitingFor ?? null,
    notes: Notes.bounded(refund.notes)
  }),
  next: null
})

/** The content of a payment's answer. */
export const ofPayment = (request: Payments.PaymentRequest, payment: Payment.Payment): Answer => {
  const { next, receiptLinks, session } = payment
  const hasPart = next !== undefined || receiptLinks !== undefined || session !== undefined
  return {
    observation: {
      ...followed(request, payment),
      providerStatus: payment.providerStatus,
      reference: payment.reference,
      providerReference: payment.providerReference ?? null,
      createdAt: millisOf(payment.createdAt),
      amount: payment.amount ?? null,
      sameAccount: null,
      hasNext: next !== undefined && NextAction.tellsWhereToPay(next),
      failure: failureOf(payment.failure),
      debited: null,
      isOneOfSeveral: payment.isUnique === false,
      money: statedOf(payment),
      anomalies: payment.anomalies
    },
    results: given({
      waitingFor: payment.waitingFor ?? null,
      payerPaid: amount(payment.payerPaid),
      received: amount(payment.received),
      credited: amount(payment.credited),
      settled: amount(payment.credited),
      fee: amount(payment.fee),
      ids: payment.ids,
      notes: Notes.bounded(payment.notes)
    }),
    next: hasPart
      ? {
          next: next === undefined ? null : toView(next),
          session: session === undefined ? null : Redacted.value(session),
          receiptLinks: receiptLinks ?? null
        }
      : null
  }
}
