/**
 * The payout interface. A provider writes an `Spi`, one short function per operation; `make` turns it into the public
 * `Service`: input checked before anything is sent, spans, the deadline, polite spacing of status reads, a uniform
 * answer where an operation does not exist, and no defect after sending. Nothing of that is written twice.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Balance } from "./Balance.ts"
import type { Parse } from "./Callback.ts"
import * as Capabilities from "./Capabilities.ts"
import { validator } from "./Input.ts"
import * as Guard from "./internal/guard.ts"
import * as Hiding from "./internal/hiding.ts"
import type { Deadline, Send, SendOptions } from "./Outcome.ts"
import * as Payout from "./Payout.ts"
import type { FieldIssue, NotFound, ReadError, ReadFailed } from "./ProviderError.ts"
import { isUsable, Query, type ReadOptions } from "./Reference.ts"

/** What a provider implements. Optional members are optional operations; which are present is its capability list. */
export interface Spi {
  /** The configured instance, as it appears in errors and spans. */
  readonly provider: string
  /** What no code can show: routes, limits, duplicates, how often a status may be read. */
  readonly manifest: Capabilities.Manifest
  /** Asks for a payout, once; the reference is the merchant's. What it ends with must be proven: in doubt, unknown. */
  readonly create: (request: Payout.PayoutRequest, options: Deadline) => Send<Payout.Payout>
  /**
   * What `create` refuses a request for before it sends anything, as far as core and the manifest cannot know it: a field
   * that this account insists on, a length, an option. It depends on the request alone and asks nobody, so that a request
   * is refused while it is taken and not after. Left out: `create` refuses nothing of its own.
   */
  readonly issues?: (request: Payout.PayoutRequest) => ReadonlyArray<FieldIssue>
  /** Reads a payout by the merchant's reference. `NotFound` only where the provider says so. */
  readonly getByReference?: (reference: string) => Effect.Effect<Payout.Payout, ReadFailed | NotFound>
  /** Reads a payout by the provider's id; an answer about another reference is not taken. */
  readonly getByProviderReference?: (
    providerReference: string,
    reference: string
  ) => Effect.Effect<Payout.Payout, ReadFailed | NotFound>
  /**
   * Whether `getByProviderReference` can ask by an id that an answer of this provider stated. Where it cannot, the read goes
   * by the merchant's reference; left out, it can ask by every id.
   */
  readonly canAskBy?: (providerReference: string) => boolean
  /** Asks to cancel. Accepted means asked: a later status says whether it is canceled. */
  readonly cancel?: (query: Query, options: Deadline) => Send<{ readonly asked: true }>
  /** The provider's calculation, with the fields it requires; creates nothing. */
  readonly quote?: (request: Payout.QuoteRequest) => Effect.Effect<Payout.Quote, ReadFailed>
  /** Whether an account can be paid; creates nothing. */
  readonly checkAccount?: (request: Payout.AccountCheckRequest) => Effect.Effect<Payout.AccountCheck, ReadFailed>
  /** The merchant's money at the provider, one balance for each currency. */
  readonly balance?: () => Effect.Effect<ReadonlyArray<Balance>, ReadFailed>
  /** Verifies a callback, then decodes it; fails with `CallbackRejected`. */
  readonly parseCallback?: Parse
}

const operationNames = [
  "create",
  "getByReference",
  "getByProviderReference",
  "cancel",
  "quote",
  "checkAccount",
  "balance",
  "parseCallback"
] as const

/** The operations a payout provider may have. */
export type Operation = (typeof operationNames)[number]

/** Payouts at one provider. Every operation is always there; one the provider lacks answers `Unsupported`. */
export interface Service {
  readonly provider: string
  readonly capabilities: Capabilities.Capabilities<Operation>
  /** Asks for a payout, once. See `Outcome` for what each ending allows. */
  readonly create: (request: Payout.PayoutRequest, options?: SendOptions) => Send<Payout.Payout>
  /**
   * What `create` would refuse a checked request for before it sends anything: the route and its limits, and what this
   * provider insists on. Asks nobody; none means that it would be sent.
   */
  readonly issues: (request: Payout.PayoutRequest) => ReadonlyArray<FieldIssue>
  /**
   * Reads a payout, by the provider's id where it is known and usable, else by ours. Too early after the last read of
   * the same payout it fails with `ReadFailed` and `retryAfterMillis`, and nothing is sent.
   */
  readonly get: (query: Query, options?: ReadOptions) => Effect.Effect<Payout.Payout, ReadError>
  /** Asks the provider to cancel. Accepted means asked: only a later status says whether it is canceled. */
  readonly cancel: (query: Query, options?: SendOptions) => Send<{ readonly asked: true }>
  /** Calculates before a payout; nothing is created. */
  readonly quote: (request: Payout.QuoteRequest) => Effect.Effect<Payout.Quote, ReadError>
  /** Asks whether an account can be paid; nothing is created. */
  readonly checkAccount: (request: Payout.AccountCheckRequest) => Effect.Effect<Payout.AccountCheck, ReadError>
  /** Reads the merchant's balances. */
  readonly balance: () => Effect.Effect<ReadonlyArray<Balance>, ReadError>
  /** Verifies and decodes a callback; `undefined` where the provider sends none for payouts. */
  readonly parseCallback: Parse | undefined
}

/** The payout provider in the environment. */
export class PayoutProvider extends Context.Service<PayoutProvider, Service>()("@switchyard/core/PayoutProvider") {}

const validRequest = validator(Payout.PayoutRequest)
const validQuote = validator(Payout.QuoteRequest)
const validCheck = validator(Payout.AccountCheckRequest)
const validQuery = validator(Query, "ignore")

/** Builds the public service from a provider's Spi. */
export const make = (spi: Spi): Service => {
  const guard = Guard.make("payouts", spi.provider, spi.manifest)
  const check = (request: Payout.PayoutRequest) =>
    guard.route(request.destination.type, Payout.asked(request), "destination.type")
  const balance = guard.read("balance", { validate: Effect.succeed<undefined>, run: spi.balance?.bind(spi) })

  return {
    provider: spi.provider,
    capabilities: { ...spi.manifest, operations: Capabilities.operations(spi, operationNames) },
    create: guard.send("create", {
      reference: (request: Payout.PayoutRequest) => request.reference,
      validate: validRequest,
      check,
      sensitive: Payout.sensitive,
      shown: Hiding.payout,
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
    }, Hiding.payout),
    cancel: guard.send("cancel", {
      reference: (query: Query) => query.reference,
      validate: validQuery,
      check: () => undefined,
      sensitive: () => [],
      shown: (_, asked) => asked,
      run: spi.cancel?.bind(spi)
    }),
    quote: guard.read("quote", {
      validate: validQuote,
      run: spi.quote?.bind(spi),
      check: (request: Payout.QuoteRequest) => guard.debit(request.destinationType, Payout.asked(request))
    }),
    checkAccount: guard.read("checkAccount", {
      validate: validCheck,
      run: spi.checkAccount?.bind(spi),
      sensitive: Payout.sensitive
    }),
    balance: () => balance(undefined),
    parseCallback: guard.callback(spi.parseCallback?.bind(spi))
  }
}
