/**
 * Payouts over all configured providers. `create` chooses the instance and fails over where that is safe; `createOn`
 * makes exactly one attempt on one instance, for platforms that keep their own records; everything about an operation
 * that exists is asked of the instance that holds it.
 */
import type { Balance } from "@switchyard/core/Balance"
import type * as Callback from "@switchyard/core/Callback"
import { Stored } from "@switchyard/core/Destination"
import { decoder, validator } from "@switchyard/core/Input"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { ReadError, Unsupported } from "@switchyard/core/ProviderError"
import type { Query, ReadOptions } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Created, CreateFailed, NotRecorded } from "./Attempt.ts"
import type { Config } from "./Config.ts"
import * as Create from "./internal/create.ts"
import * as Directory from "./internal/directory.ts"
import * as Operations from "./internal/operations.ts"
import type { Loaded } from "./Plugins.ts"
import type { At, Candidate, From } from "./Routing.ts"

/** A payout request; `provider` pins it to one configured instance. */
export const PayoutRequest = Schema.Struct({
  ...Payout.PayoutRequest.fields,
  provider: Schema.optionalKey(Schema.String)
}).check(Payout.measuredOnce)

/** A payout request; `provider` pins it to one configured instance. */
export type PayoutRequest = typeof PayoutRequest.Type

/**
 * A payout request as it was written down when it was accepted, to be read back by whoever keeps records: what is checked
 * only of what comes in, the check digit of a card, is not checked again.
 */
export const StoredRequest = Schema.Struct({ ...PayoutRequest.fields, destination: Stored }).check(Payout.measuredOnce)

/** Decodes a payout request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PayoutRequest)

/** Payouts over all configured providers. */
export interface Payouts {
  /** Every configured instance, whether it is tried for this request, and why; in the order they are tried. */
  readonly candidates: (request: PayoutRequest) => ReadonlyArray<Candidate>
  /**
   * Exactly one attempt on exactly this instance. Write the attempt down, with `sendUntil`, before: nothing leaves
   * after it, and when it has passed the answer is `NotExecuted` with reason `TimedOut` and nothing was sent.
   */
  readonly createOn: (
    instance: string,
    request: PayoutRequest,
    options?: Operations.CreateOnOptions
  ) => Send<Payout.Payout>
  /**
   * Tries the candidates in order and goes on to the next only after `NotExecuted`, or `Rejected` with a reason that
   * another provider could answer differently. An unknown outcome is a value and ends it.
   *
   * **Gotchas**
   *
   * An interrupt or outer timeout while an attempt runs must be read as unknown: no further attempt begins, and the one
   * that has begun may have been carried out. In the same process a second create under its reference sends nothing and
   * is unknown, with reason `DuplicateReference`; across processes only your own records can tell.
   */
  readonly create: <E = never, R = never>(
    request: PayoutRequest,
    options?: Create.CreateOptions<E, R>
  ) => Effect.Effect<Created<Payout.Payout>, CreateFailed | NotRecorded<E>, R>
  /** Reads a payout at the instance that holds it. */
  readonly get: (instance: string, query: Query, options?: ReadOptions) => Effect.Effect<Payout.Payout, ReadError>
  /** Asks the instance that holds it to cancel; only a later status says whether it is canceled. */
  readonly cancel: (instance: string, query: Query, options?: SendOptions) => Send<{ readonly asked: true }>
  /** Calculates before a payout, at the first candidate that can, or at `instance`. */
  readonly quote: (request: Payout.QuoteRequest, at?: At) => Effect.Effect<Payout.Quote & From, ReadError>
  /** Asks whether an account can be paid, the first candidate that can tell, or `instance`. */
  readonly checkAccount: (
    request: Payout.AccountCheckRequest,
    at?: At
  ) => Effect.Effect<Payout.AccountCheck & From, ReadError>
  /** Reads the balances of an instance. */
  readonly balance: (instance: string) => Effect.Effect<ReadonlyArray<Balance>, ReadError>
  /** Verifies and decodes a callback that came for an instance. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Effect.Effect<Callback.Event, Callback.CallbackRejected | Unsupported>
  /** One instance as core's own interface: its `create` is `createOn`. Undefined when it has no payouts. */
  readonly provider: (instance: string) => PayoutProvider.Service | undefined
}

const validate = validator(PayoutRequest)

/** Builds payouts over these instances. */
export const make = (config: Config, instances: ReadonlyArray<Loaded>): Payouts => {
  const directory = Directory.make("payouts", instances, ({ payouts }) => payouts)
  const operations = Operations.make({
    name: "payouts",
    directory,
    validate,
    subject: (request: PayoutRequest) => {
      const { destination, metadata, provider } = request
      return { method: destination.type, ...Payout.asked(request), metadata, provider }
    },
    toCore: ({ provider: _, ...request }: PayoutRequest): Payout.PayoutRequest => request,
    rules: config.routes?.payouts ?? [],
    limits: config.limits?.payouts ?? {}
  })
  const { candidates, candidatesOf, createOn } = operations
  const { ask, entries, find, sendTo, unsupported } = directory

  return {
    candidates,
    create: Create.make(operations),
    createOn,
    get: (instance, query, options) => Effect.flatMap(find("get", instance), (service) => service.get(query, options)),
    cancel: (instance, query, options) => sendTo("cancel", instance, (service) => service.cancel(query, options)),
    quote: (request, at) => {
      const subject = { method: request.destinationType, ...Payout.asked(request) }
      return ask(
        "quote",
        at?.instance,
        () => candidatesOf(subject),
        (service) => service.quote(request)
      )
    },
    checkAccount: (request, at) => {
      const { amount, destination } = request
      const subject = { method: destination.type, currency: amount.currency, amount }
      return ask(
        "checkAccount",
        at?.instance,
        () => candidatesOf(subject),
        (service) => service.checkAccount(request)
      )
    },
    balance: (instance) => Effect.flatMap(find("balance", instance), (service) => service.balance()),
    parseCallback: (instance, raw) =>
      Effect.flatMap(
        find("parseCallback", instance),
        ({ parseCallback }): ReturnType<Payouts["parseCallback"]> =>
          parseCallback === undefined
            ? Effect.fail(unsupported("parseCallback", `${instance} sends no callbacks for payouts`))
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
