/**
 * Stripe's answers as they stand on the wire, named after its documents, and nothing else: every answer names its kind in `object`. What
 * is not needed to decide may be missing or odd; the mapping reads it with care. Amounts keep the text they were written with.
 */
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"

const Loose = Schema.optionalKey(Json.Value)

const stated = <const Name extends string>(object: Name) => ({
  id: Schema.NonEmptyString,
  object: Schema.Literal(object),
  metadata: Loose,
  created: Loose
})

// Which of the account's two sides it is of: what does not say so is nothing.
const sided = { livemode: Schema.Boolean }

const money = { amount: Json.DecimalText, currency: Schema.String }

/** A PaymentIntent; `latest_charge` is an id, or the charge where that was asked for. */
export const Intent = Schema.Struct({
  ...stated("payment_intent"),
  ...sided,
  ...money,
  status: Schema.String,
  amount_capturable: Loose,
  amount_received: Loose,
  cancellation_reason: Loose,
  capture_method: Loose,
  client_secret: Loose,
  last_payment_error: Loose,
  latest_charge: Loose,
  next_action: Loose
})

/** A PaymentIntent. */
export type Intent = typeof Intent.Type

/** A Checkout Session; `payment_intent` is an id or the intent, and null before its payer has confirmed. */
export const Session = Schema.Struct({
  ...stated("checkout.session"),
  ...sided,
  amount_total: Json.DecimalText,
  currency: Schema.String,
  status: Schema.String,
  payment_status: Schema.String,
  payment_intent: Loose,
  expires_at: Loose,
  url: Loose
})

/** A Checkout Session. */
export type Session = typeof Session.Type

/** A refund. Its status may be null. */
export const Refund = Schema.Struct({
  ...stated("refund"),
  ...money,
  status: Loose,
  balance_transaction: Loose,
  payment_intent: Loose,
  failure_balance_transaction: Loose,
  failure_reason: Loose,
  pending_reason: Loose
})

/** A refund. */
export type Refund = typeof Refund.Type

/** A dispute. */
export const Dispute = Schema.Struct({ ...stated("dispute"), ...money, status: Schema.String })

/** A dispute. */
export type Dispute = typeof Dispute.Type

/** A payout. */
export const Payout = Schema.Struct({
  ...stated("payout"),
  ...sided,
  ...money,
  status: Schema.String,
  destination: Loose,
  failure_balance_transaction: Loose,
  failure_code: Loose,
  failure_message: Loose
})

/** A payout. */
export type Payout = typeof Payout.Type

/** One entry of a list that is looked through, whatever else it is; what has metadata of no form could be ours. */
export const Listed = Schema.Struct({
  id: Schema.NonEmptyString,
  metadata: Schema.NullOr(Json.Fields),
  status: Loose
})

/** One page of a list, or of a search, of these. */
export const listOf = <S extends Schema.Constraint>(entry: S) =>
  Schema.Struct({
    object: Schema.Literals(["list", "search_result"]),
    data: Schema.Array(entry),
    has_more: Schema.Boolean
  })

/** The account that a key leads to. */
export const Account = Schema.Struct({ id: Schema.NonEmptyString, object: Schema.Literal("account") })

const Funds = Schema.Array(Schema.Struct({ ...money }))

/** The merchant's money. */
export const Balance = Schema.Struct({
  object: Schema.Literal("balance"),
  available: Funds,
  pending: Funds,
  connect_reserved: Schema.optionalKey(Funds)
})

/** The merchant's money. */
export type Balance = typeof Balance.Type

/** One row of the balance. Its source is the object that has moved it, or null. */
export const Transaction = Schema.Struct({
  id: Schema.NonEmptyString,
  amount: Loose,
  created: Loose,
  currency: Loose,
  fee: Loose,
  net: Loose,
  reporting_category: Loose,
  source: Loose,
  type: Loose
})

/** One row of the balance. */
export type Transaction = typeof Transaction.Type
