/**
 * The payment interface. A provider writes an `Spi`, one short function per operation; `make` turns it into the public
 * `Service`, with everything that is the same for all providers around it (see `PayoutProvider`).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Parse } from "./Callback.ts"
import * as Capabilities from "./Capabilities.ts"
import { validator } from "./Input.ts"
import * as Guard from "./internal/guard.ts"
import * as Hiding from "./internal/hiding.ts"
import type { CardForm } from "./NextAction.ts"
import type { Deadline, Send, SendOptions } from "./Outcome.ts"
import * as Payment from "./Payment.ts"
import type { FieldIssue, NotFound, ReadError, ReadFailed } from "./ProviderError.ts"
import { isUsable, type Query, type ReadOptions } from "./Reference.ts"

/** What a provider implements. Optional members are optional operations; which are present is its capability list. */
export interface Spi {
  /** The configured instance, as it appears in errors and spans. */
  readonly provider: string
  /** What no code can show: routes, limits, duplicates, how often a status may be read. */
  readonly manifest: Capabilities.Manifest
  /** Asks for a payment, once; the reference is the merchant's. What it ends with must be proven: in doubt, unknown. */
  readonly create: (request: Payment.PaymentRequest, options: Deadline) => Send<Payment.Payment>
  /**
   * What `create` refuses a request for before it sends anything, as far as core and the manifest cannot know it: a field
   * that this account insists on, a length, an option. It depends on the request alone and asks nobody, so that a request
   * is refused while it is taken and not after. Left out: `create` refuses nothing of its own.
   */
  readonly issues?: (request: Payment.PaymentRequest) => ReadonlyArray<FieldIssue>
  /** Reads a payment by the merchant's reference. `NotFound` only where the provider says so. */
  readonly getByReference?: (reference: string) => Effect.Effect<Payment.Payment, ReadFailed | NotFound>
  /** Reads a payment by the provider's id; an answer about another reference is not taken. */
  readonly getByProviderReference?: (
    providerReference: string,
    reference: string
  ) => Effect.Effect<Payment.Payment, ReadFailed | NotFound>
  /**
   * Whether `getByProviderReference` can ask by an id that an answer of this provider stated. Where it cannot, the read goes
   * by the merchant's reference; left out, it can ask by every id.
   */
  readonly canAskBy?: (providerReference: string) => boolean
  /** The provider's calculation, with the fields it requires; creates nothing. */
  readonly quote?: (request: Payment.QuoteRequest) => Effect.Effect<Payment.Quote, ReadFailed>
  /** The form by which the payer's browser gives its card, for the session that a payment's next action names. */
  readonly cardForm?: (session: Redacted.Redacted<string>) => Effect.Effect<CardForm, ReadFailed>
  /** Uploads the proof of a transfer, only to a host that the configuration allows. */
  readonly uploadReceipt?: (upload: Payment.ReceiptUpload, options: Deadline) => Send<Payment.Receipt>
  /** The receipts of a payment and what the provider thinks of them. */
  readonly receipts?: (links: Payment.ReceiptLinks) => Effect.Effect<ReadonlyArray<Payment.Receipt>, ReadFailed>
  /** Verifies a callback, then decodes it; fails with `CallbackRejected`. */
  readonly parseCallback?: Parse
}

const operationNames = [
  "create",
  "getByReference",
  "getByProviderReference",
  "quote",
  "cardForm",
  "uploadReceipt",
  "receipts",
  "parseCallback"
] as const

/** The operations a payment provider may have. */
export type Operation = (typeof operationNames)[number]

/** Payments at one provider. Every operation is always there; one the provider lacks answers `Unsupported`. */
export interface Service {
  readonly provider: string
  readonly capabilities: Capabilities.Capabilities<Operation>
  /** Asks for a payment, once. See `Outcome` for what each ending allows. */
  readonly create: (request: Payment.PaymentRequest, options?: SendOptions) => Send<Payment.Payment>
  /**
   * What `create` would refuse a checked request for before it sends anything: the route and its limits, and what this
   * provider insists on. Asks nobody; none means that it would be sent.
   */
  readonly issues: (request: Payment.PaymentRequest) => ReadonlyArray<FieldIssue>
  /**
   * Reads a payment, by the provider's id where it is known and usable, else by ours. Too early after the last read of
   * the same payment it fails with `ReadFailed` and `retryAfterMillis`, and nothing is sent.
   */
  readonly get: (query: Query, options?: ReadOptions) => Effect.Effect<Payment.Payment, ReadError>
  /** Calculates before a payment and names the fields the payer must fill in; nothing is created. */
  readonly quote: (request: Payment.QuoteRequest) => Effect.Effect<Payment.Quote, ReadError>
  /** Reads what is needed to let the payer's browser post its card data to the provider. */
  readonly cardForm: (session: Redacted.Redacted<string>, options?: ReadOptions) => Effect.Effect<CardForm, ReadError>
  /** Hands a transfer receipt to the provider, once: a second upload may count as another receipt. */
  readonly uploadReceipt: (upload: Payment.ReceiptUpload, options?: SendOptions) => Send<Payment.Receipt>
  /** Reads what the provider thinks of the receipts of a payment. */
  readonly receipts: (
    links: Payment.ReceiptLinks,
    options?: ReadOptions
  ) => Effect.Effect<ReadonlyArray<Payment.Receipt>, ReadError>
  /** Verifies and decodes a callback; `undefined` where the provider sends none for payments. */
  readonly parseCallback: Parse | undefined
}

/** The payment provider in the environment. */
export class PaymentProvider extends Context.Service<PaymentProvider, Service>()("@switchyard/core/PaymentProvider") {}

const validRequest = validator(Payment.PaymentRequest)
const validQuote = validator(Payment.QuoteRequest)
const validSession = validator(Schema.Redacted(Schema.NonEmptyString))
const validUpload = validator(Payment.ReceiptUpload)
const validLinks = validator(Payment.ReceiptLinks)

/** Builds the public service from a provider's Spi. */
export const make = (spi: Spi): Service => {
  const guard = Guard.make("payments", spi.provider, spi.manifest)
  const check = ({ amount, method }: Payment.PaymentRequest) =>
    guard.route(method, { amount, currency: amount.currency, debit: undefined }, "method")
  return {
    provider: spi.provider,
    capabilities: { ...spi.manifest, operations: Capabilities.operations(spi, operationNames) },
    create: guard.send("create", {
      reference: (request: Payment.PaymentRequest) => request.reference,
      validate: validRequest,
      check,
      sensitive: Payment.sensitive,
      shown: Hiding.payment,
      run: spi.create.bind(spi)
    }),
    issues: guard.issues(check, spi.issues?.bind(spi)),
    get: guard.get(({ providerReference, reference }) => {
      const { getByProviderReference: byTheirs, getByReference: byOurs } = spi
      const isAskable = (id: string) => isUsable(id) && (spi.canAskBy?.(id) ?? true)
      if (providerReference !== undefined && byTheirs !== undefined && isAskable(providerReference)) {
        return () => byTheirs.call(spi, providerReference, reference)
      }
      return byOurs && (() => byOurs.call(spi, reference))
    }, Hiding.payment),
    quote: guard.read("quote", { validate: validQuote, run: spi.quote?.bind(spi) }),
    cardForm: guard.read("cardForm", {
      validate: validSession,
      run: spi.cardForm?.bind(spi),
      sensitive: (session) => [session]
    }),
    uploadReceipt: guard.send("uploadReceipt", {
      reference: (upload: Payment.ReceiptUpload) => upload.reference,
      validate: validUpload,
      check: () => undefined,
      sensitive: () => [],
      shown: Hiding.receipt,
      run: spi.uploadReceipt?.bind(spi)
    }),
    receipts: guard.read("receipts", {
      validate: validLinks,
      run: spi.receipts?.bind(spi),
      shown: (hide, receipts) => receipts.map((receipt) => Hiding.receipt(hide, receipt))
    }),
    parseCallback: guard.callback(spi.parseCallback?.bind(spi))
  }
}
