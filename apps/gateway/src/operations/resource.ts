/** A stored operation as the public interface shows it. What the payer must do is opened only while there is a payer. */
import { Money } from "@switchyard/core"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Failure } from "../lifecycle/Facts.ts"
import { isHeld, isWithoutMoney, type Kind, tellsWhy } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import { type AnyResource, PaymentResource, PayoutResource, RefundResource } from "../model/Resource.ts"
import { moneyOf, providerAmountsOf, shown } from "../model/StoredAmount.ts"
import type { Row } from "../store/Row.ts"
import type * as Vault from "../vault.ts"
import * as Held from "./heldPart.ts"
import { nextAt, payerPart } from "./payerPart.ts"

// Of one that an earlier version has stored nobody knows more than its reason.
const toView = ({ again = "never", by = null, message, providerCode, reason, scheme = null }: Failure) => ({
  ...{ reason, by, again, message, providerCode, scheme }
})

// Of what waits for its payer, why the latest try was declined.
const failureOf = ({ facts, status }: Row) =>
  (tellsWhy(status) || status === "awaiting_payer") && facts.failure !== null ? toView(facts.failure) : null

// The state says it already of a payment that waits for its payer, unless its provider says better.
const waitingForOf = ({ results, status }: Row): unknown =>
  isHeld(status) ? (results.waitingFor ?? (status === "awaiting_payer" ? "payer" : null)) : null

const shared = (row: Row) => ({
  id: row.id,
  reference: row.reference,
  status: row.status,
  amount: row.request.amount,
  settled: row.results.settled ?? null,
  fee: row.results.fee ?? null,
  provider: row.provider,
  providerReference: row.providerReference,
  attempts: row.attempts,
  receipts: row.results.receipts ?? [],
  failure: failureOf(row),
  waitingFor: waitingForOf(row),
  metadata: row.request.metadata,
  context: row.request.context ?? null,
  createdBy: row.createdBy,
  createdAt: new Date(row.createdAt).toISOString(),
  updatedAt: new Date(row.updatedAt).toISOString(),
  version: row.version
})

// What the merchant still lacks after the payer has paid too little: a fee of the payer's covers nothing of it.
const shortfall = ({ request, results, status }: Row): unknown => {
  const [asked, received] = [moneyOf(request.amount), moneyOf(results.received)]
  if (status !== "paid_other_amount" || asked === undefined || received?.currency !== asked.currency) return null
  const rest = { value: BigDecimal.subtract(asked.value, received.value), currency: asked.currency }
  return BigDecimal.isPositive(rest.value) ? { value: Money.toText(rest), currency: rest.currency } : null
}

const worthOf = ({ worth }: Row, name: "captured" | "disputed") => {
  const value = worth?.[name] ?? null
  return worth === null || value === null ? null : shown(value, worth.currency)
}

// Everything in a row was written by us; a row that does not fit is a bug and is not shown.
const showPayout = Schema.decodeUnknownEffect(PayoutResource)
const showRefund = Schema.decodeUnknownEffect(RefundResource)
const showPayment = Schema.decodeUnknownEffect(PaymentResource)

/** A payout as the API shows it. */
export const payoutOf = (row: Row): Effect.Effect<PayoutResource> => {
  const providerAmounts = providerAmountsOf(row.results.providerAmounts)
  return Effect.orDie(
    showPayout({
      ...shared(row),
      object: "payout",
      amount: row.request.amount ?? null,
      debit: row.request.debit ?? null,
      // Nothing has left the balance for what failed: what was set aside for it was given back.
      debited: isWithoutMoney(row.status) ? null : (row.results.debited ?? null),
      providerAmounts: providerAmounts.length === 0 ? null : providerAmounts,
      destination: row.request.destination,
      recipient: row.request.recipient ?? null,
      source: row.request.source ?? null,
      offer: row.request.offer ?? null
    })
  )
}

const payerNext = (vault: Vault.Service, row: Row) => Effect.zipWith(payerPart(vault, row), Instant.now, nextAt)

/** A payment as the API shows it. */
export const paymentOf = (vault: Vault.Service, row: Row): Effect.Effect<PaymentResource> =>
  Effect.flatMap(row.status === "awaiting_payer" ? payerNext(vault, row) : Effect.succeed(null), (next) =>
    Effect.orDie(
      showPayment({
        ...shared(row),
        object: "payment",
        method: row.request.method,
        payerPaid: row.results.payerPaid ?? null,
        credited: row.results.credited ?? null,
        shortfall: shortfall(row),
        captureMethod: row.request.captureMethod ?? "automatic",
        ...Held.shownOf(row),
        capturedAmount: worthOf(row, "captured"),
        refundedAmount: row.results.refundedAmount ?? null,
        disputed: worthOf(row, "disputed"),
        followUpOf: row.request.followUpOf ?? null,
        next
      })
    )
  )

/** A refund as the API shows it. */
export const refundOf = (row: Row): Effect.Effect<RefundResource> =>
  Effect.orDie(
    showRefund({
      ...shared(row),
      object: "refund",
      payment: row.parent,
      debited: isWithoutMoney(row.status) ? null : (row.results.debited ?? null),
      reason: row.request.reason ?? null
    })
  )

/** An operation as the API shows it. */
export const resourceOf = (vault: Vault.Service, row: Row): Effect.Effect<AnyResource> =>
  renderers[row.kind](vault, row)

const renderers: Readonly<Record<Kind, (vault: Vault.Service, row: Row) => Effect.Effect<AnyResource>>> = {
  payment: paymentOf,
  payout: (_, row) => payoutOf(row),
  refund: (_, row) => refundOf(row)
}

/** An operation as it was answered first: before anything had happened to it. */
export const asCreated = (row: Row): Row => ({
  ...row,
  status: "created",
  version: 1,
  attempts: 0,
  // Where a refund goes is known when it is made.
  provider: row.parent === null ? null : row.provider,
  providerReference: null,
  results: {},
  worth: null,
  nextAction: null,
  updatedAt: row.createdAt
})
