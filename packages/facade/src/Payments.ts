/**
 * Payments over all configured providers. `create` chooses the instance and fails over where that is safe; `createOn`
 * makes exactly one attempt on one instance, for platforms that keep their own records; everything about an operation
 * that exists is asked of the instance that holds it.
 */
import type * as Callback from "@switchyard/core/Callback"
import { decoder, validator } from "@switchyard/core/Input"
import type { CardForm } from "@switchyard/core/NextAction"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import * as Payment from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { ReadError, Unsupported } from "@switchyard/core/ProviderError"
import type { Query, ReadOptions } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Created, CreateFailed, NotRecorded } from "./Attempt.ts"
import type { Config } from "./Config.ts"
import * as Create from "./internal/create.ts"
import * as Directory from "./internal/directory.ts"
import * as Operations from "./internal/operations.ts"
import type { Loaded } from "./Plugins.ts"
import type { At, Candidate, From } from "./Routing.ts"

/** A payment request; `provider` pins it to one configured instance. */
export const PaymentRequest = Schema.Struct({
  ...Payment.PaymentRequest.fields,
  provider: Schema.optionalKey(Schema.String)
})

/** A payment request; `provider` pins it to one configured instance. */
export type PaymentRequest = typeof PaymentRequest.Type

/** Decodes a payment request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PaymentRequest)

/** Payments over all configured providers. */
export interface Payments {
  /** Every configured instance, whether it is tried for this request, and why; in the order they are tried. */
  readonly candidates: (request: PaymentRequest) => ReadonlyArray<Candidate>
  /** Exactly one attempt on exactly this instance; see `Payouts.createOn`. */
  readonly createOn: (
    instance: string,
    request: PaymentRequest,
    options?: Operations.CreateOnOptions
  ) => Send<Payment.Payment>
  /** Tries the candidates in order, as far as that is safe; see `Payouts.create`. */
  readonly create: <E = never, R = never>(
    request: PaymentRequest,
    options?: Create.CreateOptions<E, R>
  ) => Effect.Effect<Created<Payment.Payment>, CreateFailed | NotRecorded<E>, R>
  /** Reads a payment at the instance that holds it. */
  readonly get: (instance: string, query: Query, options?: ReadOptions) => Effect.Effect<Payment.Payment, ReadError>
  /** Calculates before a payment, at the first candidate that can, or at `instance`. */
  readonly quote: (request: Payment.QuoteRequest, at?: At) => Effect.Effect<Payment.Quote & From, ReadError>
  /** Reads what is needed to let the payer's browser post its card data to the provider. */
  readonly cardForm: (
    instance: string,
    session: Redacted.Redacted<string>,
    options?: ReadOptions
  ) => Effect.Effect<CardForm, ReadError>
  /** Hands a transfer receipt to the instance that holds the payment, once. */
  readonly uploadReceipt: (
    instance: string,
    upload: Payment.ReceiptUpload,
    options?: SendOptions
  ) => Send<Payment.Receipt>
  /** Reads what the provider thinks of the receipts of a payment. */
  readonly receipts: (
    instance: string,
    links: Payment.ReceiptLinks,
    options?: ReadOptions
  ) => Effect.Effect<ReadonlyArray<Payment.Receipt>, ReadError>
  /** Verifies and decodes a callback that came for an instance. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Effect.Effect<Callback.Event, Callback.CallbackRejected | Unsupported>
  /** One instance as core's own interface: its `create` is `createOn`. Undefined when it has no payments. */
  readonly provider: (instance: string) => PaymentProvider.Service | undefined
}

const validate = validator(PaymentRequest)

/** Builds payments over these instances. */
export const make = (config: Config, instances: ReadonlyArray<Loaded>): Payments => {
  const directory = Directory.make("payments", instances, ({ payments }) => payments)
  const operations = Operations.make({
    name: "payments",
    directory,
    validate,
    subject: ({ amount, metadata, method, provider }: PaymentRequest) => ({
      method,
      currency: amount.currency,
      amount,
      metadata,
      provider
    }),
    toCore: ({ provider: _, ...request }: PaymentRequest): Payment.PaymentRequest => request,
    rules: config.routes?.payments ?? [],
    limits: config.limits?.payments ?? {}
  })
  const { candidates, candidatesOf, createOn } = operations
  const { ask, entries, find, sendTo, unsupported } = directory

  return {
    candidates,
    create: Create.make(operations),
    createOn,
    get: (instance, query, options) => Effect.flatMap(find("get", instance), (service) => service.get(query, options)),
    quote: (request, at) => {
      const { amount, method } = request
      const subject = { method, currency: amount.currency, amount }
      return ask(
        "quote",
        at?.instance,
        () => candidatesOf(subject),
        (service) => service.quote(request)
      )
    },
    cardForm: (instance, session, options) =>
      Effect.flatMap(find("cardForm", instance), (service) => service.cardForm(session, options)),
    uploadReceipt: (instance, upload, options) =>
      sendTo("uploadReceipt", instance, (service) => service.uploadReceipt(upload, options)),
    receipts: (instance, links, options) =>
      Effect.flatMap(find("receipts", instance), (service) => service.receipts(links, options)),
    parseCallback: (instance, raw) =>
      Effect.flatMap(
        find("parseCallback", instance),
        ({ parseCallback }): ReturnType<Payments["parseCallback"]> =>
          parseCallback === undefined
            ? Effect.fail(unsupported("parseCallback", `${instance} sends no callbacks for payments`))
            : parseCallback(raw)
      ),
    provider: (instance) => {
      const service = entries.get(instance)?.service
      return (
        service && {
          ...service,
          create: (request, { deadline, ...known } = {}) =>
            createOn(instance, request, { sendUntil: deadline, ...known })
        }
      )
    }
  }
}
