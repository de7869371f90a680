/**
 * Payments as every provider sees them: what is asked for, what the payer must do next, what a provider reports, and
 * receipts by which a payer proves a transfer. What the payer paid, what is credited and what was asked are separate
 * amounts. The lifecycle of a stored payment belongs to whoever carries it to its end.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Anomaly from "./Anomaly.ts"
import { Failure } from "./Failure.ts"
import { decoder } from "./Input.ts"
import * as Request from "./internal/request.ts"
import { compare, isPositive, Money, PositiveMoney } from "./Money.ts"
import { NextAction } from "./NextAction.ts"
import { Note } from "./Note.ts"
import { OperationContext } from "./OperationContext.ts"
import * as Parts from "./PaymentParts.ts"
import { Reference } from "./Reference.ts"
import { RequiredField } from "./RequiredField.ts"
import { WaitingFor } from "./WaitingFor.ts"

/** How a payer's money is taken: at once, or held until a capture takes it. */
export const CaptureMethod = Schema.Literals(["automatic", "manual"])

/** How a payer's money is taken. */
export type CaptureMethod = typeof CaptureMethod.Type

/** A payment as a merchant requests it of a payer. `payerFields` are the extra fields that a quote named. */
export const PaymentRequest = Schema.Struct({
  reference: Reference,
  amount: PositiveMoney,
  /** The way to pay, such as `card` or `bank_transfer`, as the provider's configuration names it. */
  method: Request.Method,
  /** Automatic unless given. `manual` only where the route lists it in `captureMethods`. */
  captureMethod: Schema.optionalKey(CaptureMethod),
  payerEmail: Schema.optionalKey(Request.Email),
  description: Schema.optionalKey(Request.Description),
  successUrl: Schema.optionalKey(Request.Url),
  failedUrl: Schema.optionalKey(Request.Url),
  payerFields: Schema.optionalKey(Request.PayerFields),
  context: Schema.optionalKey(OperationContext),
  metadata: Schema.optionalKey(Request.Metadata),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
})

/** A payment as a merchant requests it of a payer. */
export type PaymentRequest = typeof PaymentRequest.Type

/**
 * Every personal value of what is asked for, for a redactor to look for: the payer's address and fields, and all texts in
 * the options, since only an adapter knows which of its own are personal.
 */
export const sensitive = (
  request: Pick<PaymentRequest, "payerEmail" | "payerFields" | "providerOptions">
): ReadonlyArray<string | Redacted.Redacted<string>> => [
  ...(request.payerEmail === undefined ? [] : [request.payerEmail]),
  ...Object.values(request.payerFields ?? {}),
  ...Request.optionTexts(request.providerOptions)
]

/** Decodes a payment request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PaymentRequest)

/**
 * The status that a provider reports for a payment. `uncommitted`: it exists, and cannot be paid by itself. `declined`: it was
 * declined, and can still be paid. Both settle nothing, and only providers with stages or an `abandon` say them. `approved`: its
 * payer has agreed, and nothing is taken or held before it is completed. `authorized`: it is held, and may have been captured in
 * part. `paid`, of what is captured by hand: nothing more will be captured, and `capturedAmount` says what was. `unrecognised` is a status its documents do not list: neither success nor
 * failure, so the holder keeps the state it had.
 */
export const Status = Schema.Literals([
  "uncommitted",
  "declined",
  "awaiting_payer",
  "approved",
  "processing",
  "authorized",
  "paid",
  "paid_other_amount",
  "failed",
  "expired",
  "canceled",
  "refunding",
  "refunded",
  "unrecognised"
])

/** The status that a provider reports for a payment. */
export type Status = typeof Status.Type

/** Where the payer's transfer receipt goes, as the provider stated it; checked against allowed hosts before use. */
export const ReceiptLinks = Schema.Struct({
  upload: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Schema.String),
  /** A ready-made page to send the payer to. */
  page: Schema.optionalKey(Schema.String)
})

/** Where the payer's transfer receipt goes. */
export type ReceiptLinks = typeof ReceiptLinks.Type

/** A payment as its provider reports it. */
export const Payment = Schema.Struct({
  reference: Schema.String,
  providerReference: Schema.optionalKey(Schema.String),
  /** Further ids that the provider has given it, by its own names: kept, because what is asked about it later needs them. */
  ids: Schema.optionalKey(Parts.Ids),
  status: Status,
  /** The provider's own status, as text. */
  providerStatus: Schema.String,
  /** Whom it waits for while it is open, where the provider says so. */
  waitingFor: Schema.optionalKey(WaitingFor),
  /** When the provider has made it, as it states it. */
  createdAt: Schema.optionalKey(Schema.DateTimeUtc),
  /** The requested amount, as the provider states it. */
  amount: Schema.optionalKey(Money),
  /**
   * What of the asked amount has come, in the same currency as `amount`: what is missing is the difference of the two. A
   * payer's fee is not part of it, so it is neither what the payer paid nor what is credited. Only present once the
   * provider says that money came.
   */
  received: Schema.optionalKey(Money),
  /** The amount that the payer has paid, fees included; only present once the provider says that money came. */
  payerPaid: Schema.optionalKey(Money),
  /** The amount credited to the merchant, as the provider states it. */
  credited: Schema.optionalKey(Money),
  fee: Schema.optionalKey(Money),
  /** What its payer agreed to have held, in all: what was captured of it since is not taken off. */
  authorizedAmount: Schema.optionalKey(Money),
  /** What is still held and can be captured. */
  capturableAmount: Schema.optionalKey(Money),
  /** What was captured and has not failed since. What is paid back of it is not taken off. */
  capturedAmount: Schema.optionalKey(Money),
  /** What was paid back of it in all, by anybody. Of this, as of all amounts: what is not stated is not zero. */
  refundedAmount: Schema.optionalKey(Money),
  /** When what is held is let go. */
  captureBefore: Schema.optionalKey(Schema.DateTimeUtc),
  ...Parts.fields,
  /** The next step of the payer. */
  next: Schema.optionalKey(NextAction),
  /** The session by which `cardForm` can be asked, where the provider gave one. */
  session: Schema.optionalKey(Schema.Redacted(Schema.String)),
  receiptLinks: Schema.optionalKey(ReceiptLinks),
  /**
   * Whether the provider holds no other payment under this reference, where it says so. If it does, this answer may speak of
   * another than ours: it is ours if `providerReference` is the id that was stored, and a person decides where none was.
   */
  isUnique: Schema.optionalKey(Schema.Boolean),
  failure: Schema.optionalKey(Failure),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note)),
  anomalies: Schema.Array(Anomaly.Anomaly)
})

/** A payment as its provider reports it. */
export type Payment = typeof Payment.Type

const unpaid: ReadonlySet<Status> = new Set(["failed", "expired", "canceled"])

const hasCaptured = ({ capturedAmount, captures }: Payment): boolean =>
  (capturedAmount !== undefined && isPositive(capturedAmount)) ||
  captures?.parts.some(({ status }) => status === "succeeded") === true

// What is not stated is not zero, and two currencies say nothing of each other.
const isPaidBack = ({ capturedAmount, refundedAmount }: Payment): boolean =>
  capturedAmount !== undefined &&
  isPositive(capturedAmount) &&
  refundedAmount?.currency === capturedAmount.currency &&
  compare(refundedAmount, capturedAmount) !== -1

/**
 * The payment, with no end without money beside money that was captured: whoever would read that would charge its payer anew. It
 * is `paid_other_amount` then, or `refunded` where all of that was paid back, with an anomaly.
 */
export const consistent = (payment: Payment): Payment =>
  unpaid.has(payment.status) && hasCaptured(payment)
    ? {
        ...payment,
        status: isPaidBack(payment) ? "refunded" : "paid_other_amount",
        anomalies: [
          ...payment.anomalies,
          Anomaly.make("MoneyContradicts", `the provider calls it ${payment.status} and states money that was captured`)
        ]
      }
    : payment

/** The request of a payment quote. */
export const QuoteRequest = Schema.Struct({
  reference: Reference,
  amount: PositiveMoney,
  method: Request.Method,
  description: Schema.optionalKey(Request.Description),
  context: Schema.optionalKey(OperationContext),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
})

/** The request of a payment quote. */
export type QuoteRequest = typeof QuoteRequest.Type

/** Decodes a payment quote request from JSON-like input. */
export const decodeQuoteRequest = decoder(QuoteRequest)

/** A provider's calculation before a payment, with the fields the payer must fill in. */
export const Quote = Schema.Struct({
  payerPays: Money,
  fee: Schema.optionalKey(Money),
  requiredFields: Schema.Array(RequiredField),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note)),
  anomalies: Schema.Array(Anomaly.Anomaly)
})

/** A provider's calculation before a payment. */
export type Quote = typeof Quote.Type

/** The session by which a card form is asked for, as a payment states it. */
export const CardFormRequest = Schema.Struct({
  session: Schema.Redacted(Schema.NonEmptyString),
  /** That of the payment, where it has one. */
  context: Schema.optionalKey(OperationContext)
})

/** The session by which a card form is asked for. */
export type CardFormRequest = typeof CardFormRequest.Type

/** The receipts that are asked for. `links` come from the payment's `receiptLinks`. */
export const ReceiptsRequest = Schema.Struct({
  links: ReceiptLinks,
  /** That of the payment, where it has one: in another account there are other receipts, or none. */
  context: Schema.optionalKey(OperationContext)
})

/** The receipts that are asked for. */
export type ReceiptsRequest = typeof ReceiptsRequest.Type

/** A file by which the payer proves a transfer. `links` come from the payment's `receiptLinks`. */
export const ReceiptUpload = Schema.Struct({
  reference: Reference,
  links: ReceiptLinks,
  /** That of the payment, where it has one. */
  context: Schema.optionalKey(OperationContext),
  /** The file itself; its type is recognised by its content, never from its name. */
  file: Schema.Uint8Array
})

/** A file by which the payer proves a transfer. */
export type ReceiptUpload = typeof ReceiptUpload.Type

/** A receipt and what the provider thinks of it. `succeeded` means the receipt was accepted, not that money came. */
export const Receipt = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  status: Schema.Literals(["pending", "succeeded", "rejected", "unrecognised"]),
  comment: Schema.optionalKey(Schema.String)
})

/** A receipt and what the provider thinks of it. */
export type Receipt = typeof Receipt.Type
