/**
 * Payments and payouts as the gateway shows them: the JSON of its public interface, as schemas. Destinations and transfer
 * instructions are masked or for the payer's eyes; nothing here is read back into the durable core.
 */
import { Reason, WaitingFor } from "@switchyard/core"
import * as Schema from "effect/Schema"
import { changeStatuses } from "./changeStatuses.ts"
import { paymentStatuses, payoutStatuses, refundStatuses } from "./statuses.ts"

const Amount = Schema.Struct({ value: Schema.String, currency: Schema.String })
const Instant = Schema.String
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** The states of a payout that the gateway carries (money rules, section 4). */
export const PayoutStatus = Schema.Literals(payoutStatuses)

/** A state of a payout. */
export type PayoutStatus = typeof PayoutStatus.Type

/** The states of a payment that the gateway carries (money rules, section 4). */
export const PaymentStatus = Schema.Literals(paymentStatuses)

/** A state of a payment. */
export type PaymentStatus = typeof PaymentStatus.Type

/** The states of a refund that the gateway carries (decision 0030). */
export const RefundStatus = Schema.Literals(refundStatuses)

/** A state of a refund. */
export type RefundStatus = typeof RefundStatus.Type

/** Why an operation did not succeed. */
export const Failure = Schema.Struct({
  reason: Schema.String.annotate({
    description:
      "One reason of the closed list of docs/errors.md, or `Resolved` (an operator decided). `UnrecognisedAnswer`: its provider gave a code that no document lists, or none. One that an earlier version has ended may say `Rejected`"
  }),
  by: Schema.NullOr(Reason.By).annotate({
    description: "Who decided it; null where nobody at a provider did, or where it was not recorded"
  }),
  again: Reason.Again.annotate({
    description:
      "Where asking for the same anew makes sense, as an operation of its own under a new reference. It is an advice by the provider's documents; where they say nothing it is `never`"
  }),
  message: Schema.String,
  providerCode: Schema.NullOr(Schema.String).annotate({
    description: "The provider's own code, or its status where that says why"
  }),
  scheme: Schema.NullOr(Schema.String).annotate({
    description: "The code of the clearing scheme or the card network, as it came and not interpreted"
  })
})

const shared = {
  reference: Schema.String,
  amount: Amount,
  settled: Schema.NullOr(Amount),
  fee: Schema.NullOr(Amount),
  provider: Schema.NullOr(Schema.String),
  providerReference: Schema.NullOr(Schema.String),
  attempts: Count,
  receipts: Schema.Array(Schema.String),
  failure: Schema.NullOr(Failure).annotate({
    description:
      "Why it did not succeed. Of a payment that is `awaiting_payer`: why its payer's latest try was declined, where its provider says so; the payer may try again"
  }),
  waitingFor: Schema.NullOr(WaitingFor.WaitingFor).annotate({
    description:
      "Whom it waits for while its provider has it, as that says: `recipient` (to claim the money, or to complete its data), `payer`, `provider`, `compliance` (an examination under the law) or `merchant` (to do something at the provider, such as to top up the balance). It decides nothing, and never means that no money moves. Null where nothing is said, and for what is not with a provider or has ended"
  }),
  metadata: Schema.Record(Schema.String, Schema.String),
  context: Schema.NullOr(Schema.Record(Schema.String, Schema.String)).annotate({
    description: "In whose name it is carried out within the provider's account, where that was given"
  }),
  createdBy: Schema.NullOr(Schema.String).annotate({
    description: "The name of the API key that created it; null where it was created before that was recorded"
  }),
  createdAt: Instant,
  updatedAt: Instant,
  version: Count
}

const ProviderAmount = Schema.Struct({
  label: Schema.String.annotate({ description: "The name in the provider's documents; each stands once" }),
  value: Schema.String.annotate({ description: "An exact decimal, with the digits that the provider stated" }),
  unit: Schema.String.annotate({
    description: "A currency, or two for a rate: 100.2472 in `RUB/USDT` is roubles for one USDT"
  })
})

/** A payout resource; `destination` and `recipient` are masked. */
export const PayoutResource = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("payout"),
  ...shared,
  status: PayoutStatus.annotate({
    description:
      "`paid` may become `returning` (it has bounced, and its provider may send it again) and `returned`, weeks later, each with its `failure`; `returning` may become `paid` again, which is told as `payout.updated`"
  }),
  amount: Schema.NullOr(Amount).annotate({
    description: "What the recipient was to get; null where `debit` was asked for instead"
  }),
  debit: Schema.NullOr(Amount).annotate({
    description: "What was to leave the balance, where that was asked for instead of an amount"
  }),
  debited: Schema.NullOr(Amount).annotate({
    description:
      "What the payout costs: what leaves the balance for it, fee included, as its provider states it. Null until that is stated, and where the payout failed or was canceled"
  }),
  providerAmounts: Schema.NullOr(Schema.Array(ProviderAmount)).annotate({
    description:
      "What its provider states of it in units of its own, and its rates; null until something of the kind is stated. None is computed from another"
  }),
  destination: Schema.Struct({
    type: Schema.String,
    account: Schema.String,
    holder: Schema.optionalKey(Schema.String),
    bank: Schema.optionalKey(Schema.String),
    /** Of a bank account that is named by the scheme of its country. */
    country: Schema.optionalKey(Schema.String),
    scheme: Schema.optionalKey(Schema.String)
  }),
  recipient: Schema.NullOr(
    Schema.Struct({
      type: Schema.String,
      name: Schema.optionalKey(Schema.String),
      country: Schema.optionalKey(Schema.String),
      email: Schema.optionalKey(Schema.String),
      phone: Schema.optionalKey(Schema.String)
    })
  ).annotate({ description: "Who gets it, masked; null where no recipient was given" }),
  source: Schema.NullOr(Schema.String).annotate({
    description: "The currency of the balance that was chosen to be debited; null where none was"
  }),
  offer: Schema.NullOr(Schema.Struct({ id: Schema.String, expiresAt: Instant })).annotate({
    description:
      "The offer of a quote that it is carried out under: nothing is sent for the first time after `expiresAt`"
  })
})

/** A payout resource. */
export type PayoutResource = typeof PayoutResource.Type

/** A payment resource; `next` is what the payer must do. */
export const PaymentResource = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("payment"),
  ...shared,
  status: PaymentStatus,
  method: Schema.String,
  payerPaid: Schema.NullOr(Amount),
  credited: Schema.NullOr(Amount),
  shortfall: Schema.NullOr(Amount),
  captureMethod: Schema.Literals(["automatic", "manual"]).annotate({
    description: "`manual`: what its payer agrees to is held (`authorized`) until a capture takes it"
  }),
  authorizedAmount: Schema.NullOr(Amount).annotate({
    description:
      "What its payer has agreed to have held, in all: what was captured since is not taken off. Null while that is not known"
  }),
  capturableAmount: Schema.NullOr(Amount).annotate({
    description: "What can still be captured, by the latest read; null where nothing is held, or that is not known"
  }),
  captureBefore: Schema.NullOr(Instant).annotate({
    description:
      "When its provider lets go of what is held, where it says so. A day before that, or as soon as it is known, it is told as `payment.updated`"
  }),
  change: Schema.NullOr(
    Schema.Struct({
      number: Count,
      type: Schema.Literals(["capture", "cancel", "complete"]).annotate({
        description: "`complete`: the gateway has taken or held what the payer had approved"
      }),
      amount: Schema.NullOr(Amount),
      status: Schema.Literals(changeStatuses).annotate({
        description:
          "`requested`: nothing of it has left. `processing`: it is being sent, or its provider has taken it and a read will show what became of it. `unknown`: it may have been carried out; it is asked for, and never sent again where that could do it twice"
      }),
      reason: Schema.NullOr(Schema.String)
    })
  ).annotate({
    description: "The latest change of it, and what became of that; every one stands in its timeline"
  }),
  capturedAmount: Schema.NullOr(Amount).annotate({
    description: "What was taken from the payer, as its latest read states it; null while that is not known"
  }),
  refundedAmount: Schema.NullOr(Amount).annotate({
    description:
      "What was paid back of it, by refunds here and by others at the provider; null while that is not known. Refunds that are under way are not in it"
  }),
  disputed: Schema.NullOr(Amount).annotate({
    description: "What the payer wants back by disputes that are not refused for good; null while that is not known"
  }),
  followUpOf: Schema.NullOr(Schema.String),
  next: Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown)).annotate({
    description:
      "What the payer must do, as long as it can be done: nothing of it is shown after `expiresAt`, nor outside `awaiting_payer`. By `type`: `redirect` (`method`, `url`, `fields`), `transfer` (`bank`, `card`, `phone`, `holder`, `qr`, `qrCaption`, `currency`, `amount`, `suggestedAmount`, `receiptPage`), `card_form` (`formToken`, `url`), `sdk` (`clientSecret`, `publishableKey`, `fields`: for the provider's own software on the payer's device) and `voucher` (`number`, `entity`, `barcode`, `page`). `page` beside another type is a page where the payer can go instead. `clientSecret` and `formToken` let their holder act as the payer: they stand only in answers about this one payment, and neither in lists nor in webhooks. A key without the role merchant sees only `type` and `expiresAt`"
  })
})

/** A payment resource. */
export type PaymentResource = typeof PaymentResource.Type

/** A refund resource. */
export const RefundResource = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("refund"),
  ...shared,
  payment: Schema.String.annotate({ description: "The id of the payment that it pays back, in whole or in part" }),
  status: RefundStatus.annotate({
    description:
      "`succeeded` may become `processing`, `failed` or `canceled` again: a bank sends back what was paid to it"
  }),
  debited: Schema.NullOr(Amount).annotate({
    description: "What leaves the balance for it, as its provider states it"
  }),
  reason: Schema.NullOr(Schema.String)
})

/** A refund resource. */
export type RefundResource = typeof RefundResource.Type

/** One entry of an operation's timeline: what a person needs to explain it. */
export const TimelineEntry = Schema.Struct({
  at: Instant,
  kind: Schema.Literals(["transition", "attempt", "callback", "read", "anomaly", "operator", "webhook"]),
  summary: Schema.String,
  details: Schema.Record(Schema.String, Schema.Unknown)
})

/** One entry of an operation's timeline. */
export type TimelineEntry = typeof TimelineEntry.Type

/** Any operation as the API shows it. */
export type AnyResource = PaymentResource | PayoutResource | RefundResource
