/**
 * The memory provider's answers, as they stand on the wire. Minimal and liberal: members nobody reads are not here,
 * and amounts keep the text they were written with (a JSON number `12.50` is the text "12.50", never a float).
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"

// The envelope of every answer: `data` on success, `code` and `message` otherwise.
const Envelope = Schema.Struct({
  ok: Schema.Boolean,
  data: Schema.optionalKey(Json.Value),
  code: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String),
  /** The operation that exists, beside the code `exists`. */
  id: Schema.optionalKey(Schema.String)
})

/** The envelope of an answer. A success has no code, a refusal has one and an HTTP status to match: all else contradicts itself. */
export const read = Endpoint.envelope(Envelope, ({ code, data, id, message = "", ok }, { status }) => {
  if (ok && code === undefined) return Endpoint.success(data)
  return !ok && code !== undefined && status >= 400
    ? Endpoint.refusal(message, { code, providerReference: id })
    : undefined
})

const operation = {
  id: Schema.String,
  reference: Schema.String,
  account: Schema.String,
  status: Schema.String,
  /** When it was made, in milliseconds since 1970. */
  created: Schema.optionalKey(Json.DecimalText),
  amount: Json.DecimalText,
  currency: Schema.String,
  reason: Schema.optionalKey(Schema.String),
  /** Whom it waits for; it may go on standing there when it has ended. */
  waits_for: Schema.optionalKey(Schema.String),
  /** Why it did not succeed: the provider's code, and that of the clearing scheme. */
  failure: Schema.optionalKey(Schema.Struct({ why: Schema.String, scheme: Schema.optionalKey(Schema.String) }))
}

/** A payout. */
export const Payout = Schema.Struct({
  ...operation,
  fee: Schema.optionalKey(Json.DecimalText),
  /** The amount and the fee, which leave the balance. */
  total: Schema.optionalKey(Json.DecimalText),
  /** The recipient's account number: personal. */
  destination: Schema.String,
  /** Of a draft, with the nine below: by which way it goes to whom, out of what, at which price, in the words of its request. */
  method: Schema.optionalKey(Schema.String),
  holder: Schema.optionalKey(Schema.String),
  bank: Schema.optionalKey(Schema.String),
  bic: Schema.optionalKey(Schema.String),
  country: Schema.optionalKey(Schema.String),
  scheme: Schema.optionalKey(Schema.String),
  source: Schema.optionalKey(Schema.String),
  offer: Schema.optionalKey(Schema.String),
  email: Schema.optionalKey(Schema.String),
  recipient: Schema.optionalKey(Json.Value),
  /** Until when a draft can be committed, in milliseconds since 1970. */
  until: Schema.optionalKey(Json.Integer)
})

/** A payout. */
export type Payout = typeof Payout.Type

// A list names each by the provider's id alone.
const { reference: _, ...listed } = Payout.fields

/** The payouts since a moment and until another, the newest first, all of them. */
export const PayoutList = Schema.Struct({ payouts: Schema.Array(Schema.Struct(listed)) })

/** The payouts since a moment and until another. */
export type PayoutList = typeof PayoutList.Type

/** The parts of a payment's money; not `whole` where there may be more. `mark` is ours, of those that are. */
export const Parts = Schema.Struct({
  whole: Schema.Boolean,
  parts: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      status: Schema.String,
      amount: Json.DecimalText,
      created: Schema.optionalKey(Json.DecimalText),
      mark: Schema.optionalKey(Schema.String)
    })
  )
})

/** The parts of a payment's money. */
export type Parts = typeof Parts.Type

/** A payment; `paid` is what the payer has sent, where money came. */
export const Payment = Schema.Struct({
  ...operation,
  paid: Schema.optionalKey(Json.DecimalText),
  authorized: Schema.optionalKey(Json.DecimalText),
  capturable: Schema.optionalKey(Json.DecimalText),
  /** Until when it is held, in milliseconds since 1970. */
  held_until: Schema.optionalKey(Json.DecimalText),
  captured: Schema.optionalKey(Json.DecimalText),
  refunded: Schema.optionalKey(Json.DecimalText),
  captures: Schema.optionalKey(Parts),
  refunds: Schema.optionalKey(Parts),
  disputes: Schema.optionalKey(Parts),
  session: Schema.optionalKey(Schema.String),
  page: Schema.optionalKey(Schema.String),
  transfer: Schema.optionalKey(
    Schema.Struct({
      card: Schema.optionalKey(Schema.String),
      phone: Schema.optionalKey(Schema.String),
      holder: Schema.optionalKey(Schema.String),
      receipt_page: Schema.optionalKey(Schema.String)
    })
  ),
  /** Lets whoever has the secret pay. */
  sdk: Schema.optionalKey(Schema.Struct({ secret: Schema.String, key: Schema.optionalKey(Schema.String) })),
  voucher: Schema.optionalKey(
    Schema.Struct({
      number: Schema.String,
      entity: Schema.optionalKey(Schema.String),
      barcode: Schema.optionalKey(Schema.String),
      page: Schema.optionalKey(Schema.String)
    })
  ),
  /** Until when the payer may do it, in milliseconds since 1970. */
  payer_until: Schema.optionalKey(Json.Integer),
  receipts: Schema.optionalKey(Schema.Struct({ upload: Schema.String, status: Schema.String }))
})

/** A payment. */
export type Payment = typeof Payment.Type

/** A refund, and the payment that it is of. */
export const Refund = Schema.Struct({
  ...operation,
  payment: Schema.optionalKey(Schema.String),
  payment_reference: Schema.optionalKey(Schema.String),
  /** The capture of the payment that is paid back, where one was named. */
  capture: Schema.optionalKey(Schema.String)
})

/** A refund. */
export type Refund = typeof Refund.Type

/** What a change of a payment is answered with. */
export const Changed = Schema.Struct({
  id: Schema.String,
  reference: Schema.String,
  capture: Schema.optionalKey(Schema.Struct({ id: Schema.String, status: Schema.String, amount: Json.DecimalText }))
})

/** What a change of a payment is answered with. */
export type Changed = typeof Changed.Type

/** That the cancellation was asked for. */
export const Canceled = Schema.Struct({ asked: Schema.Literal(true) })

/** That the end of what is left was asked for. */
export const Abandoned = Schema.Struct({ asked: Schema.Literal(true), id: Schema.String })

/** A calculation before a payout or a payment. */
export const Quote = Schema.Struct({
  currency: Schema.String,
  amount: Json.DecimalText,
  total: Json.DecimalText,
  fee: Json.DecimalText,
  /** Binding until the moment that it names, in ISO 8601; `rate` is what one unit of the total's currency gives. */
  offer: Schema.optionalKey(
    Schema.Struct({ id: Schema.String, expires_at: Schema.String, rate: Schema.optionalKey(Json.DecimalText) })
  ),
  fields: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      title: Schema.String,
      min: Schema.optionalKey(Json.Integer),
      max: Schema.optionalKey(Json.Integer),
      choices: Schema.optionalKey(Schema.Array(Schema.Struct({ value: Schema.String, title: Schema.String }))),
      optional: Schema.optionalKey(Schema.Boolean),
      /** Which fields there are depends on it. */
      refresh: Schema.optionalKey(Schema.Boolean)
    })
  )
})

/** A calculation before a payout or a payment. */
export type Quote = typeof Quote.Type

/** The result of an account check. */
export const AccountCheck = Schema.Struct({
  payable: Schema.NullOr(Schema.Boolean),
  details: Schema.String,
  holder: Schema.optionalKey(Schema.String)
})

/** The merchant's money. */
export const Balances = Schema.Struct({
  balances: Schema.Array(Schema.Struct({ currency: Schema.String, available: Json.DecimalText }))
})

/** The data that a payer's browser needs to post card data. */
export const CardForm = Schema.Struct({ token: Schema.String, url: Schema.String })

/** One receipt. */
export const Receipt = Schema.Struct({ id: Schema.String, state: Schema.String })

/** The receipts of a payment. */
export const Receipts = Schema.Struct({ receipts: Schema.Array(Receipt) })

/** One page of the statement. */
export const Statement = Schema.Struct({
  rows: Schema.Array(
    Schema.Struct({
      id: Schema.NonEmptyString,
      kind: Schema.String,
      operation: Schema.optionalKey(Schema.String),
      reference: Schema.optionalKey(Schema.String),
      payment: Schema.optionalKey(Schema.String),
      payment_reference: Schema.optionalKey(Schema.String),
      /** In ISO 8601, in UTC. */
      at: Schema.String,
      status: Schema.String,
      currency: Schema.String,
      amount: Schema.optionalKey(Json.DecimalText),
      net: Json.DecimalText,
      fee: Schema.optionalKey(Json.DecimalText)
    })
  ),
  /** The number of the next page, where there is one. */
  next: Schema.optionalKey(Schema.String),
  /** How many rows there are on all pages, each counted once. */
  total: Json.Integer,
  /** Up to when the rows are there. */
  as_of: Schema.String
})

/** One page of the statement. */
export type Statement = typeof Statement.Type

const kinds = ["payment", "payout", "refund", "dispute"] as const

/** One event of a callback that is about an operation. */
export const Event = Schema.Struct({
  event: Schema.String,
  kind: Schema.Literals(kinds),
  id: Schema.String,
  /** The payment that a refund or a dispute is about. */
  of: Schema.optionalKey(Schema.Struct({ id: Schema.String, reference: Schema.String })),
  reference: Schema.String,
  account: Schema.String,
  /** The sub-account that it belongs to; left out: the account itself. */
  sub_account: Schema.optionalKey(Schema.String),
  status: Schema.String,
  amount: Json.DecimalText,
  currency: Schema.String
})

const AnyEvent = Json.Fields.check(
  Schema.makeFilter((event: { readonly [name: string]: Json.Json }) => typeof event.kind === "string")
)

/** A callback of several events, of whatever kind; one event stands for itself. */
export const Callback = Schema.Struct({ events: Schema.Array(AnyEvent) })

/** One event, of whatever kind. */
export const Single = AnyEvent

/** Whether an event is of a kind that is about operations. */
export const isAboutUs = ({ kind }: { readonly [name: string]: Json.Json }): boolean =>
  kinds.some((ours) => ours === kind)
