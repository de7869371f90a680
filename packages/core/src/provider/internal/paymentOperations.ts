/** The payment operations of an adapter, from their definition to what `PaymentProvider.make` wants. */
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import type { CardForm } from "../../domain/NextAction.ts"
import * as Payment from "../../domain/Payment.ts"
import type { Sending } from "../../wire/Endpoint.ts"
import type { Manifest } from "../Capabilities.ts"
import type * as Op from "../Op.ts"
import type * as PaymentProvider from "../PaymentProvider.ts"
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
  Listed
> {
  /** The schema of `providerOptions.<instance>` of a request; an unknown option is refused. */
  readonly options: S
  readonly manifest: Manifest
  /** One request, or `{ staged }`: several that prepare, then the commit. */
  readonly create: Creating.CreateBy<Payment.PaymentRequest, S["Type"], Plan, State, Created, Payment.Payment>
  /** Ends what a create has left at the provider and could still be paid: a draft, or what was declined. */
  readonly abandon?: Creating.AbandonBy<State["Type"], Dropped> | undefined
  readonly get?: Operations.GetBy<Payment.PaymentRequest, Found, Payment.Payment>
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
    Listed
  >(
    defined: Payments<S, Plan, State, Created, Dropped, Found, Quoted, Form, Uploaded, Listed>
  ): Build<PaymentProvider.Spi> =>
  (tools) => {
    const { another, ask, get, send, ...planning } = Operations.make(tools, defined.options, "payments", "payment")
    const { optionsOf } = planning
    const { cardForm, quote, receipts, uploadReceipt } = defined
    const plain = { chosen: () => Exit.void, unread: "the answer cannot be read" }
    return {
      provider: tools.instance,
      manifest: defined.manifest,
      ...Creating.make(tools, "payments", planning)(defined.create, defined.abandon, Payment.sensitive, another),
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
