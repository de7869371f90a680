/** The payment operations of an adapter, from their definition to what `PaymentProvider.make` wants. */
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import type { CardForm } from "../../domain/NextAction.ts"
import * as Payment from "../../domain/Payment.ts"
import type { CancelRequest, CaptureRequest, CompletionRequest } from "../../domain/PaymentChange.ts"
import { compact } from "../../outcome/Optional.ts"
import type { Sending } from "../../wire/Endpoint.ts"
import type { Manifest } from "../Capabilities.ts"
import type * as Op from "../Op.ts"
import type * as PaymentProvider from "../PaymentProvider.ts"
import * as Changing from "./changing.ts"
import * as Creating from "./creating.ts"
import * as Operations from "./operations.ts"
import type { Build } from "./payoutOperations.ts"

/**
 * The payments of one instance, by two mappings for each operation: from the request to what is sent, and from the answer to
 * the domain. An operation that is left out is one the provider lacks.
 */
export interface Payments<
  S extends Schema.Constraint,
  Plan,
  State extends Op.Codec,
  Created,
  Dropped,
  Found,
  Quoted,
  Form,
  Uploaded,
  Listed,
  Captured,
  Canceled,
  Completed
> {
  /** The schema of `providerOptions.<instance>` of a request; an unknown option is refused. */
  readonly options: S
  readonly manifest: Manifest
  /** One request, or `{ staged }`: several that prepare, then the commit. */
  readonly create: Creating.CreateBy<Payment.PaymentRequest, S["Type"], Plan, State, Created, Payment.Payment>
  /** Ends what a create has left at the provider and could still be paid: a draft, or what was declined. */
  readonly abandon?: Creating.AbandonBy<State["Type"], Dropped> | undefined
  readonly get?: Operations.GetBy<Payment.PaymentRequest, Found, Payment.Payment>
  /** Takes what is held, exactly the amount that is said, as the last or not. */
  readonly capture?: Changing.ChangeBy<CaptureRequest, Captured> | undefined
  /** Lets go of what is held, or ends what is unpaid. */
  readonly cancel?: Changing.ChangeBy<CancelRequest, Canceled> | undefined
  /** Takes, or holds, what the payer has approved. */
  readonly complete?: Changing.ChangeBy<CompletionRequest, Completed> | undefined
  readonly quote?: Operations.AskBy<Payment.QuoteRequest, S["Type"], Quoted, Payment.Quote>
  readonly cardForm?: Operations.AskBy<Payment.CardFormRequest, unknown, Form, CardForm> | undefined
  readonly uploadReceipt?:
    | {
        readonly send: (upload: Payment.ReceiptUpload) => Operations.Planned<Sending<Uploaded>>
        readonly answer: (data: Uploaded) => Payment.Receipt
      }
    | undefined
  readonly receipts?:
    | Operations.AskBy<Payment.ReceiptsRequest, unknown, Listed, ReadonlyArray<Payment.Receipt>>
    | undefined
}

/** Prepares the payments of one instance. */
export const payments =
  <
    S extends Schema.ConstraintDecoder<unknown>,
    Plan,
    State extends Op.Codec,
    Created,
    Dropped,
    Found,
    Quoted,
    Form,
    Uploaded,
    Listed,
    Captured,
    Canceled,
    Completed
  >(
    defined: Payments<
      S,
      Plan,
      State,
      Created,
      Dropped,
      Found,
      Quoted,
      Form,
      Uploaded,
      Listed,
      Captured,
      Canceled,
      Completed
    >
  ): Build<PaymentProvider.Spi> =>
  (tools) => {
    const { another, ask, get, send, ...planning } = Operations.make(tools, defined.options, "payments", "payment")
    const { optionsOf } = planning
    const { cardForm, quote, receipts, uploadReceipt } = defined
    const { repeating, ...creating } = Creating.make(tools, "payments", { ...planning, manifest: defined.manifest })(
      defined.create,
      defined.abandon,
      Payment.sensitive,
      another
    )
    const change = Changing.make(tools)
    const capture = defined.capture && change("capture", defined.capture)
    const cancel = defined.cancel && change("cancel", defined.cancel)
    const complete = defined.complete && change("complete", defined.complete)
    const plain = { chosen: () => Exit.void, unread: "the answer cannot be read" }
    return {
      provider: tools.instance,
      manifest: defined.manifest,
      ...creating,
      ...(repeating && { repeating: { ...repeating, changes: compact({ capture, cancel, complete }) } }),
      ...(capture && { capture: capture.run }),
      ...(cancel && { cancel: cancel.run }),
      ...(complete && { complete: complete.run }),
      ...(defined.get && get(defined.get, Payment.sensitive)),
      ...(quote && {
        quote: ask("quote", quote, {
          chosen: optionsOf,
          reference: ({ reference }) => reference,
          unread: "the quote's amount cannot be read exactly"
        })
      }),
      ...(cardForm && {
        cardForm: ask("cardForm", cardForm, { ...plain, personal: ({ session }) => [session] })
      }),
      ...(uploadReceipt && { uploadReceipt: send("uploadReceipt", uploadReceipt.send, uploadReceipt.answer) }),
      ...(receipts && { receipts: ask("receipts", receipts, plain) })
    }
  }
