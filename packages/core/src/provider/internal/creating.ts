/**
 * The create of an adapter, of its definition: one request, or stages of which the commit is the one that can move money. What
 * is refused before anything is sent, what is sent, and what a replay sends come out of one plan.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { WithProviderOptions } from "../../domain/Input.ts"
import * as Context from "../../domain/OperationContext.ts"
import { BrokenOff, leavingId } from "../../outcome/internal/leftIds.ts"
import { leavingNothing, leavingSomething } from "../../outcome/internal/proof.ts"
import { compact } from "../../outcome/Optional.ts"
import { accepted, type Deadline, type Outcome, type Send } from "../../outcome/Outcome.ts"
import type { FieldIssue, SendError } from "../../outcome/ProviderError.ts"
import type { Sensitive } from "../../outcome/Redaction.ts"
import type * as Replay from "../../outcome/Replay.ts"
import type { Call } from "../../wire/Call.ts"
import type { Sending, There } from "../../wire/Endpoint.ts"
import * as Preparations from "../../wire/internal/preparing.ts"
import type * as Op from "../Op.ts"
import * as Stages from "../Stages.ts"
import {
  type KindName,
  type Planned,
  type Planning,
  type SendBy,
  type Sent,
  type Tools,
  toResult
} from "./operations.ts"

/** The context of a preparation. */
export interface Preparing<Input> {
  readonly request: Input
  /** Nothing of it leaves after this instant. */
  readonly deadline: DateTime.Utc
  /** Ids that are derived from ours go by it, so that no two creates have the same ones. */
  readonly generation: number
  /** For every request of this preparation. */
  readonly call: Call
}

/** What was prepared, as an adapter sees it when it commits or abandons. */
export interface Prepared<State> {
  /** The provider's id of it. */
  readonly providerReference?: string | undefined
  readonly state: State
  readonly commitUntil?: DateTime.Utc | undefined
}

/** What an adapter has prepared just now. */
export interface Fresh<State> extends Prepared<State> {
  /** The provider's id of it, by which it is read and abandoned. Left out only where nobody else could commit it. */
  readonly providerReference?: string | undefined
  /** When it can no longer be committed, where the provider says so: the end of a quote, say. */
  readonly commitUntil?: DateTime.Utc | undefined
  /** What the provider's last answer states of it. Where that is not what was asked for, nothing is committed. */
  readonly states: Stages.States
}

/** A create in stages, by its mappings. */
export interface StagedBy<Input, Options, Plan, State extends Op.Codec, Data, A> {
  /** What the commit needs, as it is stored: JSON of ids, the expected debit, what expires. */
  readonly state: State
  /** What will be sent, or everything that stands against it. Depends on the request alone and asks nobody. */
  readonly plan: (input: Input, options: Options) => Planned<Plan>
  /**
   * Any number of requests, each of an `Endpoint.prepare` and with the call that is given here, none of which moves money by
   * the documents. The state comes from what the last answer states, as a draft that was there already may be of another quote.
   */
  readonly prepare: (plan: Plan, preparing: Preparing<Input>) => Effect.Effect<Fresh<State["Type"]>, SendError | There>
  /** From what was prepared to the one request that can move money. A replay is this one again. */
  readonly commit: (plan: Plan, prepared: Prepared<State["Type"]>) => Planned<Sending<Data>>
  /** From the answer of the commit to the domain; ids may come from `prepared`. */
  readonly answer: (data: Data, sent: Sent<Input> & { readonly prepared: Prepared<State["Type"]> }) => A
}

/** What an abandonment is about, as an adapter sees it. */
export interface Left<State> {
  /** The provider's id of what is left. */
  readonly providerReference: string
  /** The context in which it was prepared. */
  readonly context: Context.OperationContext | undefined
  readonly generation: number
  /** What was prepared, where that is known and can be read: a help, and never needed. */
  readonly prepared: Prepared<State> | undefined
  /** How often it was asked before: a key of the request goes by it, or its first answer would be repeated for ever. */
  readonly asked: number
}

/** The end of what a create has left, by its two mappings. Where it was accepted and then read as dead, it is that for ever, by the documents. */
export interface AbandonBy<State, Data> {
  /** By the provider's id and never by the reference, under which another create may have made something. */
  readonly abandon: (left: Left<State>) => Planned<Sending<Data>>
  readonly answer: (data: Data) => Stages.Abandoned
}

/** A create of either form. */
export type CreateBy<Input, Options, Plan, State extends Op.Codec, Data, A> =
  | SendBy<Input, Options, Data, A>
  | { readonly staged: StagedBy<Input, Options, Plan, State, Data, A> }

/** A request to create, of any kind. */
interface Created extends WithProviderOptions {
  readonly reference: string
  readonly context?: Context.OperationContext
}

/** An operation of a kind as its mapping reports it. */
interface Stated {
  readonly reference: string
  readonly providerReference?: string
}

const notPrepared: ReadonlyArray<FieldIssue> = [{ path: "prepared", reason: "is missing or cannot be read" }]

// One form: what is committed is what was read back, so that a replay commits the same.
interface Storing<State> {
  readonly read: (stored: Stages.Prepared | undefined) => Prepared<State> | undefined
  readonly write: (fresh: Fresh<State>) => Stages.Fresh
}

const storing = <State extends Op.Codec>(schema: State): Storing<State["Type"]> => {
  const text = Schema.fromJsonString(schema)
  const decode = Schema.decodeUnknownResult(text)
  const encode = Schema.encodeUnknownSync(text)
  const read = (stored: Stages.Prepared | undefined): Prepared<State["Type"]> | undefined => {
    const state = stored && Result.getOrUndefined(decode(Redacted.value(stored.state)))
    return stored && state === undefined ? undefined : stored && { ...stored, state }
  }
  return {
    read,
    write: ({ commitUntil, providerReference, state, states }: Fresh<State["Type"]>): Stages.Fresh => {
      const encoded = Redacted.make(encode(state), { label: "prepared state" })
      const stored = { state: encoded, states, ...compact({ commitUntil, providerReference }) }
      if (read(stored) === undefined) throw new Error("the prepared state cannot be read back")
      return stored
    }
  }
}

type Issues = ReadonlyArray<FieldIssue>

/** What is sent, of stages the commit, and how its answer is read. */
interface Ready<Input, Data, A> {
  readonly sending: Sending<Data>
  readonly answer: (data: Data, sent: Sent<Input>) => A
}

/** The two forms as one. */
interface Form<Input, Data, A> {
  /** Why a request is refused before anything is sent. */
  readonly issues: (request: Input) => Issues
  readonly ready: (request: Input, creation: Stages.Creation) => Result.Result<Ready<Input, Data, A>, Issues>
  readonly prepare?: NonNullable<Stages.Implemented<Input>["prepare"]>
}

const issuesIn = (planned: Result.Result<unknown, Issues>): Issues => (Result.isFailure(planned) ? planned.failure : [])

export const make =
  <Options>(
    { account, call, secrets }: Tools,
    kind: KindName,
    { manifest, optionsOf, plan }: Planning<Options> & { readonly manifest: Stages.Stated }
  ) =>
  <Input extends Created, Plan, State extends Op.Codec, Data, Dropped, A extends Stated>(
    by: CreateBy<Input, Options, Plan, State, Data, A>,
    abandon: AbandonBy<State["Type"], Dropped> | undefined,
    personal: (input: Input) => Sensitive,
    another: string,
    isOf: (request: Input, value: A) => boolean = () => true
  ) => {
    const isInert = Stages.ofCreate(manifest).prepared === "inert"

    const to = (operation: string, request: Input) => call(`${kind}.${operation}`, request.reference, personal(request))

    const inOne = ({ answer, send }: SendBy<Input, Options, Data, A>): Form<Input, Data, A> => {
      const ready: Form<Input, Data, A>["ready"] = (request, { generation = 0 }) =>
        Result.map(
          plan(optionsOf(request), request, (input, options) => send(input, options, { generation })),
          (sending) => ({ sending, answer })
        )
      return { issues: (request) => issuesIn(ready(request, {})), ready }
    }

    const inStages = (
      { answer, commit, plan: planBy, prepare }: StagedBy<Input, Options, Plan, State, Data, A>,
      { read, write }: Storing<State["Type"]>
    ): Form<Input, Data, A> => {
      const planOf = (request: Input) => plan(optionsOf(request), request, planBy)
      return {
        issues: (request) => issuesIn(planOf(request)),
        ready: (request, creation) =>
          Result.flatMap(planOf(request), (planned) => {
            const prepared = read(creation.prepared)
            if (prepared === undefined) return Result.fail(notPrepared)
            return Result.map(toResult(commit(planned, prepared)), (sending) => ({
              sending,
              answer: (data, sent) => answer(data, { ...sent, prepared })
            }))
          }),
        prepare: (request, { deadline, generation = 0 }) => {
          const of = Preparations.forPreparing(to("create", request))
          const planned = planOf(request)
          if (Result.isFailure(planned)) return Effect.fail(leavingNothing(of.invalid(planned.failure)))
          return Effect.suspend(() => prepare(planned.success, { request, call: of, deadline, generation })).pipe(
            Effect.map((fresh) => {
              Preparations.noteMade(of, fresh.providerReference)
              // What is inert is no operation: the id of a quote is not that of a payout.
              const made = isInert ? undefined : Preparations.idOfMade(of)
              return write({ ...fresh, providerReference: fresh.providerReference ?? made })
            }),
            Effect.mapError((error) => {
              if (error._tag === "There") return Preparations.thereAs(of, error)
              // Proven by what was seen of its requests, and by nothing that it says.
              return Preparations.hasLeftNothing(of)
                ? leavingNothing(error)
                : leavingId(leavingSomething(error), Preparations.idOfMade(of))
            }),
            Effect.catchDefect((defect) => Effect.die(leavingId(new BrokenOff(defect), Preparations.idOfMade(of))))
          )
        }
      }
    }

    const stored = "staged" in by ? storing(by.staged.state) : undefined
    const form = "staged" in by && stored ? inStages(by.staged, stored) : inOne(by as SendBy<Input, Options, Data, A>)

    const answerTo = (request: Input, of: Call, { answer }: Ready<Input, Data, A>, data: Data): Outcome<A> => {
      const value = answer(data, { request, sensitive: [...secrets, ...personal(request)] })
      const { providerReference } = value
      return value.reference === request.reference && isOf(request, value)
        ? accepted(value)
        : of.unknown("UnrecognisedAnswer", another, { providerReference })
    }

    const accepting = (request: Input, of: Call, ready: Ready<Input, Data, A>, send: () => Send<Data>): Send<A> =>
      Effect.map(send(), (outcome) =>
        outcome._tag === "OutcomeUnknown" ? outcome : answerTo(request, of, ready, outcome.value)
      )

    const fix = Effect.fnUntraced(function* (
      request: Input,
      creation: Stages.Creation = {}
    ): Effect.fn.Return<Replay.Fixed<A> | undefined> {
      const planned = form.ready(request, creation)
      if (Result.isFailure(planned)) return undefined
      const ready = planned.success
      const fixed = yield* ready.sending.fix
      if (fixed === undefined) return undefined
      return {
        hash: (confirmed) =>
          fixed.hash([
            Context.account(account.configured, request.context),
            ...(confirmed === undefined ? [] : [confirmed])
          ]),
        send: ({ deadline }) => {
          const of = to("create", request)
          return accepting(request, of, ready, () => fixed.send(of, deadline))
        },
        replay: (permitted) => {
          const of = to("replay", request)
          return fixed.replay(of, permitted, (data) => answerTo(request, of, ready, data))
        }
      }
    })

    const create = (request: Input, { deadline, ...creation }: Deadline & Stages.Creation): Send<A> => {
      const planned = form.ready(request, creation)
      const of = to("create", request)
      if (Result.isFailure(planned)) return Effect.fail(of.invalid(planned.failure))
      const ready = planned.success
      return accepting(request, of, ready, () => ready.sending.send(of, deadline))
    }

    const abandoned = (
      { abandon: by, answer }: AbandonBy<State["Type"], Dropped>,
      request: Input,
      { asked = 0, deadline, generation = 0, prepared, providerReference }: Deadline & Stages.Left
    ): Send<Stages.Abandoned> => {
      const of = to("abandon", request)
      const planned = toResult(
        by({ asked, context: request.context, generation, prepared: stored?.read(prepared), providerReference })
      )
      if (Result.isFailure(planned)) return Effect.fail(of.invalid(planned.failure))
      return Effect.map(planned.success.send(of, deadline), (outcome) =>
        outcome._tag === "OutcomeUnknown" ? outcome : accepted(answer(outcome.value))
      )
    }

    const { issues, prepare } = form
    const stages: Stages.Implemented<Input> = {
      ...(prepare && { prepare }),
      ...(abandon && { abandon: (request: Input, left: Deadline & Stages.Left) => abandoned(abandon, request, left) })
    }
    return {
      issues,
      create,
      ...((prepare || abandon) && { stages }),
      ...(account.confirmed && { repeating: { account: account.confirmed, fix } })
    }
  }
