/**
 * Candidates and one attempt, the same for payments and payouts. Everything the facade itself refuses (a broken request,
 * a limit, a pin that cannot be kept) is refused here, before a provider is called; `create.ts` goes from one candidate
 * to the next.
 */
import type * as Capabilities from "@switchyard/core/Capabilities"
import type { InvalidInput } from "@switchyard/core/Input"
import * as Kind from "@switchyard/core/Kind"
import * as Money from "@switchyard/core/Money"
import type { OperationContext } from "@switchyard/core/OperationContext"
import { defaultTimeoutMillis, type Outcome, type Send, type SendOptions } from "@switchyard/core/Outcome"
import type { FieldIssue, NotExecuted, Obstacle, ReadFailed, SendError } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import type { LookUpOptions, ReadOptions } from "@switchyard/core/Reference"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Routing from "../Routing.ts"
import type { Entry } from "./directory.ts"
import { notExecuted } from "./notExecuted.ts"

/** The options of `createOn` beside its request. */
export interface CreateOnOptions extends ReadOptions {
  /** The instant of the attempt's record: nothing leaves after it. 30 seconds from now when left out. */
  readonly sendUntil?: DateTime.Utc | undefined
  /** The key that `hashOn` gave and the record holds: nothing is sent that has another one. */
  readonly replayKey?: Replay.Key | undefined
  /** How many creates of this operation were made before it, wherever; 0 when left out. */
  readonly generation?: number | undefined
  /** At a provider with stages: stores what was prepared, before the commit. Left out, it is committed without. */
  readonly beforeCommit?: Stages.BeforeCommit | undefined
}

/** The members of every request. */
export interface Requested {
  readonly reference: string
  readonly provider?: string
  readonly context?: OperationContext
  readonly metadata?: { readonly [key: string]: string }
}

/** The part of a service that creating needs. Methods, so that a service of any requests is one: it is given those of its kind. */
export interface Creating<A> {
  issues(request: unknown): ReadonlyArray<FieldIssue>
  create(request: unknown, options?: SendOptions): Send<A>
  readonly capabilities: Capabilities.Capabilities<string>
  readonly replay: Replays<A>
  readonly stages: Staged
}

interface Staged {
  prepare(request: unknown, options: Stages.PrepareOptions): Send<Stages.Prepared>
  abandon(request: unknown, options: Stages.AbandonOptions): Send<Stages.Abandoned>
}

interface Replays<A> {
  readonly confirm: Effect.Effect<void, ReadFailed>
  hash(request: unknown, creation?: Stages.Creation): Effect.Effect<Replay.Key | undefined>
  create(
    request: unknown,
    record: Replay.Record,
    options?: Replay.Options
  ): Effect.Effect<Replay.Ended<A>, Replay.NotReplayed>
}

/** The part that differs between payments and payouts. */
export interface Particular<Request, A> {
  readonly name: Routing.Kind
  readonly validate: (request: Request) => Effect.Effect<Request, InvalidInput>
  /** The subject of the request, by the table of its kind. */
  readonly subject: (request: Request) => Routing.Subject
  readonly rules: ReadonlyArray<Routing.Rule>
  readonly limits: { readonly [currency: string]: { readonly max: Money.Money } }
  readonly directory: {
    readonly entries: ReadonlyMap<string, Entry<Creating<A>>>
    readonly missing: (instance: string) => string
    readonly targets: ReadonlyArray<Routing.Target>
  }
}

/** The operations of one kind, as far as they come before the choice of an instance and in one attempt. */
export type Operations<Request extends Requested, A> = ReturnType<typeof make<Request, A>>

/** The instant until which an attempt may send when nobody says. */
export const later = (nowMillis: number): DateTime.Utc => DateTime.makeUnsafe(nowMillis + defaultTimeoutMillis)

// The request without what only the facade understands.
const toCore = <Request extends Requested>({ provider: _, ...request }: Request) => request

/** What a look-up is told, without what only the facade understands. */
const looking = <Request extends Requested>({ request, ...options }: LookUpOptions<Request> = {}) => ({
  ...options,
  ...(request === undefined ? {} : { request: toCore(request) })
})

export const make = <Request extends Requested, A>({ directory, ...kind }: Particular<Request, A>) => {
  const operation = `${kind.name}.create`

  const subjectOf = (request: Request): Routing.Subject => {
    const { metadata, provider } = request
    return { ...kind.subject(request), metadata, provider }
  }

  const refuse = (reason: Reason, message: string, issues?: ReadonlyArray<FieldIssue>): NotExecuted =>
    notExecuted(operation, reason, message, issues)

  const refuseField = (reason: Reason, issue: FieldIssue): NotExecuted =>
    refuse(reason, `${issue.path}: ${issue.reason}`, [issue])

  const limitOf = (currency: string | undefined) =>
    currency !== undefined && Object.hasOwn(kind.limits, currency) ? kind.limits[currency] : undefined

  /** The issue with the amount that is asked for, by the member that states it. */
  const overLimit = (request: Request): FieldIssue | undefined => {
    const { amount, currency, debit } = subjectOf(request)
    const path = debit === undefined ? "amount" : "debit"
    const stated = debit ?? amount
    if (stated === undefined) return undefined
    const limit = limitOf(stated.currency)
    if (limit !== undefined && Money.compare(stated, limit.max) === 1) {
      return { path, reason: `is above limits.${kind.name}.${stated.currency}.max` }
    }
    // What the recipient gets for it is known only when it is paid.
    return currency !== stated.currency && limitOf(currency) !== undefined
      ? { path, reason: `is in ${stated.currency}, so limits.${kind.name}.${currency}.max cannot be checked` }
      : undefined
  }

  const candidatesOf = (subject: Routing.Subject): ReadonlyArray<Routing.Candidate> =>
    Routing.candidates(kind.name, kind.rules, directory.targets, subject)

  const candidates = (request: Request): ReadonlyArray<Routing.Candidate> => {
    const obstacle = overLimit(request)
    const core = toCore(request)
    const issuesOf = (instance: string) => directory.entries.get(instance)?.service.issues(core) ?? []
    const found = Routing.candidates(kind.name, kind.rules, directory.targets, subjectOf(request), issuesOf)
    if (obstacle === undefined) return found
    const why = `the ${obstacle.path} ${obstacle.reason}`
    return found.map(({ instance }) => ({ instance, in: false, why, issues: [obstacle] }))
  }

  /** A request that was checked already, if it keeps the config's limits. */
  const within = (request: Request): Effect.Effect<Request, NotExecuted> => {
    const obstacle = overLimit(request)
    return obstacle === undefined ? Effect.succeed(request) : Effect.fail(refuseField("AmountOutOfRange", obstacle))
  }

  /** The request, if it is well formed. */
  const valid = (input: Request): Effect.Effect<Request, NotExecuted> =>
    Effect.mapError(
      Effect.suspend(() => kind.validate(input)),
      ({ issues, message }) => refuse("InvalidRequest", message, issues)
    )

  /** The request, checked; or the facade's own refusal. */
  const checked = (input: Request): Effect.Effect<Request, NotExecuted> => Effect.flatMap(valid(input), within)

  /** One call of one provider. It was checked here, by a schema that holds the kind's own. */
  const attempt = ({ service }: Entry<Creating<A>>, request: Request, options: SendOptions): Send<A> =>
    Kind.checked(service.create).call(service, toCore(request), options)

  /** A request for exactly this instance, checked. */
  const addressed = Effect.fnUntraced(function* (
    instance: string,
    input: Request,
    check: typeof checked = checked
  ): Effect.fn.Return<{ readonly entry: Entry<Creating<A>>; readonly request: Request }, NotExecuted> {
    const request = yield* check(input)
    const entry = directory.entries.get(instance)
    if (entry === undefined) return yield* refuse("Unsupported", directory.missing(instance))
    if (request.provider !== undefined && request.provider !== instance) {
      const reason = "pins the request to another instance"
      return yield* refuseField("InvalidRequest", { path: "provider", reason })
    }
    return { entry, request }
  })

  const createAfter = (check: typeof checked) =>
    Effect.fnUntraced(function* (
      instance: string,
      input: Request,
      { sendUntil, ...known }: CreateOnOptions = {}
    ): Effect.fn.Return<Outcome<A>, SendError> {
      const { entry, request } = yield* addressed(instance, input, check)
      return yield* attempt(entry, request, { ...known, deadline: sendUntil })
    })

  const createOn = Kind.checking(createAfter(checked), createAfter(within))

  /** Why nobody can be asked, with what stands against each. */
  const nobody = (request: Request): { readonly last: NotExecuted; readonly instances: ReadonlyArray<Obstacle> } => {
    const { instances, issues, message } = Routing.noRoute(candidates(request), request.provider)
    const last = issues.length === 0 ? refuse("MethodUnavailable", message) : refuse("InvalidRequest", message, issues)
    return { last, instances }
  }

  /** The key of a request that was checked here, at an instance. */
  const keyAt = (
    { service }: Entry<Creating<A>>,
    request: Request,
    creation?: Stages.Creation
  ): Effect.Effect<Replay.Key | undefined> => service.replay.hash(toCore(request), creation)

  return {
    addressed,
    attempt,
    candidates,
    candidatesOf,
    checked,
    createOn,
    entries: directory.entries,
    keyAt,
    looking: looking<Request>,
    name: kind.name,
    nobody,
    operation,
    refuse,
    toCore,
    valid,
    within
  }
}
