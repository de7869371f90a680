/**
 * The payment interface: every operation of a payment provider, once, in `Operations`. A provider writes an `Spi`, one short
 * function per operation; `make` turns it into the public `Service`, with everything that is the same for all providers
 * around it. Both are derived, and so is every other face that has an operation for each of these (see `Kind`).
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { CardForm } from "../domain/NextAction.ts"
import * as Payment from "../domain/Payment.ts"
import * as PaymentChange from "../domain/PaymentChange.ts"
import { describe } from "../outcome/internal/issues.ts"
import * as Capabilities from "./Capabilities.ts"
import * as Hiding from "./internal/hiding.ts"
import * as Kind from "./Kind.ts"
import * as Members from "./Members.ts"
import * as Op from "./Op.ts"
import type * as Stages from "./Stages.ts"

/** The operations of payments. */
export interface Operations<S extends Op.Shape = Op.Itself> {
  /** Asks for a payment, once; the reference is the merchant's. See `Outcome` for what each ending allows: in doubt, unknown. */
  readonly create: Op.In<S, Op.Send<typeof Payment.PaymentRequest, typeof Payment.Payment>>
  /**
   * Reads a payment, by the provider's id where it is known and usable, else by the reference. Too early after the last read of
   * the same payment it fails with `ReadFailed` and `retryAfterMillis`, and nothing is sent.
   */
  readonly get: Op.In<S, Op.Lookup<typeof Payment.PaymentRequest, typeof Payment.Payment>>
  /**
   * Takes what is held of a payment, or a part of it: exactly the amount that is said. Accepted means asked: how much was captured
   * shows when the payment is read.
   */
  readonly capture: Op.In<S, Op.Modify<typeof PaymentChange.CaptureRequest, typeof PaymentChange.Change>>
  /** Asks the provider to let go of what is held, or to end what is unpaid. Accepted means asked: only a later status says that it is canceled. */
  readonly cancel: Op.In<S, Op.Modify<typeof PaymentChange.CancelRequest, typeof PaymentChange.Change>>
  /** Takes, or holds, what the payer has approved, once for each approval. Accepted means asked. */
  readonly complete: Op.In<S, Op.Modify<typeof PaymentChange.CompletionRequest, typeof PaymentChange.Change>>
  /** Calculates before a payment, and names the fields the payer must fill in; nothing is created. */
  readonly quote: Op.In<S, Op.Ask<typeof Payment.QuoteRequest, typeof Payment.Quote, "candidate">>
  /** Reads the form by which the payer's browser gives its card, for the session of a payment; card data never passes through us. */
  readonly cardForm: Op.In<S, Op.Ask<typeof Payment.CardFormRequest, typeof CardForm>>
  /** Hands the proof of a transfer to the provider, once (a second may count as another receipt), only to a host that is configured. */
  readonly uploadReceipt: Op.In<S, Op.Modify<typeof Payment.ReceiptUpload, typeof Payment.Receipt>>
  /** Reads the receipts of a payment and what the provider thinks of them. */
  readonly receipts: Op.In<S, Op.Ask<typeof Payment.ReceiptsRequest, typeof Receipts>>
}

/** The receipts of a payment. */
export const Receipts: Schema.$Array<typeof Payment.Receipt> = Schema.Array(Payment.Receipt)

const asked = ({ amount, context, method }: Payment.QuoteRequest | Payment.PaymentRequest): Op.Subject => ({
  method,
  context,
  currency: amount.currency,
  amount,
  debit: undefined
})

const create = Op.send({
  input: Payment.PaymentRequest,
  output: Payment.Payment,
  subject: (request) => ({ ...asked(request), captureMethod: request.captureMethod }),
  methodIn: "method",
  sensitive: Payment.sensitive,
  hide: Hiding.payment
})

/** Payments as a kind of operations: what each is about, what of it is personal, and what is refused by the manifest. */
export const kind: Kind.Kind<Operations> = Kind.make<Operations>("payments", {
  create,
  get: Op.lookup({ of: create, output: Payment.Payment, hide: Hiding.payment }),
  capture: Op.modify({
    input: PaymentChange.CaptureRequest,
    output: PaymentChange.Change,
    hide: Hiding.change,
    refuses: (request, manifest) =>
      PaymentChange.isFinal(request) || Capabilities.capturesOf(manifest).several
        ? []
        : [{ path: "final", reason: "the provider keeps nothing held after a capture" }]
  }),
  cancel: Op.modify({ input: PaymentChange.CancelRequest, output: PaymentChange.Change, hide: Hiding.change }),
  complete: Op.modify({ input: PaymentChange.CompletionRequest, output: PaymentChange.Change, hide: Hiding.change }),
  quote: Op.askAny({ input: Payment.QuoteRequest, output: Payment.Quote, subject: asked }),
  cardForm: Op.ask({ input: Payment.CardFormRequest, output: CardForm, sensitive: ({ session }) => [session] }),
  uploadReceipt: Op.modify({ input: Payment.ReceiptUpload, output: Payment.Receipt, hide: Hiding.receipt }),
  receipts: Op.ask({
    input: Payment.ReceiptsRequest,
    output: Receipts,
    hide: (hide, receipts) => receipts.map((receipt) => Hiding.receipt(hide, receipt))
  })
})

type Implemented = Operations<Kind.Implementing>

/** The interface that a payment provider implements. Optional members are optional operations; which are present is its capability list. */
export interface Spi
  extends Kind.Provider,
    Kind.Creating<Payment.PaymentRequest>,
    Kind.Repeating<Payment.PaymentRequest, Payment.Payment>,
    Stages.Staging<Payment.PaymentRequest>,
    Kind.Reading<Payment.PaymentRequest, Payment.Payment> {
  /** Asks for a payment, once; the reference is the merchant's. What it ends with must be proven: in doubt, unknown. Where there are stages, it is the commit of what was prepared. */
  readonly create: Implemented["create"]
  /** Takes what is held, exactly the amount that is said. Accepted means asked. */
  readonly capture?: Implemented["capture"]
  /** Asks to let go of what is held, or to end what is unpaid. Accepted means asked: a later status says whether it is canceled. */
  readonly cancel?: Implemented["cancel"]
  /** Takes, or holds, what the payer has approved. Accepted means asked. */
  readonly complete?: Implemented["complete"]
  /** The provider's calculation, with the fields it requires; creates nothing. */
  readonly quote?: Implemented["quote"]
  /** The form by which the payer's browser gives its card, for the session that a payment's next action names. */
  readonly cardForm?: Implemented["cardForm"]
  /** Uploads the proof of a transfer, only to a host that the configuration allows. */
  readonly uploadReceipt?: Implemented["uploadReceipt"]
  /** The receipts of a payment and what the provider thinks of them. */
  readonly receipts?: Implemented["receipts"]
}

/** Payments at one provider. Every operation is always there; one the provider lacks answers `Unsupported`. */
export interface Service extends Operations<Kind.Offering>, Kind.Serving<Operations> {}

/** The operations a payment provider may have, as its capabilities name them. */
export type Operation = Kind.OperationName<Operations>

/** The payment provider in the environment. */
export class PaymentProvider extends Context.Service<PaymentProvider, Service>()("@switchyard/core/PaymentProvider") {}

/** Builds the public service from a provider's Spi. Throws where its manifest says what none of payments may say (`Members.issuesOfPayments`). */
export const make = (spi: Spi): Service => {
  const issues = Members.issuesOfPayments(spi.manifest)
  if (issues.length > 0) throw new TypeError(`the manifest of ${spi.provider}: ${describe(issues)}`)
  return kind.service(spi)
}
