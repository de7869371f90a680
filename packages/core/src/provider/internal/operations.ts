/**
 * How an operation that an adapter has defined is executed: its options decoded, its request planned or refused, the call
 * built with all that must not be shown, the answer mapped, and none taken that speaks of another operation.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { type InvalidInput, instanceOptions, issuesOf, type WithProviderOptions } from "../../domain/Input.ts"
import { type Finding, sameProviderId } from "../../domain/Reference.ts"
import { accepted, type Deadline, type Send } from "../../outcome/Outcome.ts"
import type { FieldIssue, NotFound, ReadFailed } from "../../outcome/ProviderError.ts"
import type { Sensitive } from "../../outcome/Redaction.ts"
import type * as Replay from "../../outcome/Replay.ts"
import type { Call } from "../../wire/Call.ts"
import type { Asking, LookingUp, Sending } from "../../wire/Endpoint.ts"

/** A request that is ready, or everything that stands against sending it. */
export type Planned<A> = A | Result.Result<A, ReadonlyArray<FieldIssue>>

/** The context of a mapping beside the answer of a send. */
export interface Sent<Request> {
  readonly request: Request
  /** Every secret and personal value of the call, which the provider's own words must not show. */
  readonly sensitive: Sensitive
}

/** The context of a mapping beside the answer of a look-up. The reference is not there: the answer must state it. */
export interface LookedUp {
  /** The provider's id, where it was asked by that. */
  readonly providerReference: string | undefined
  /** Every secret, and every personal value of the request where that is known: the provider's own words must not show them. */
  readonly sensitive: Sensitive
}

/** A send, by its two mappings. Which issues it finds depends on the request alone: it asks nobody. */
export interface SendBy<Input, Options, Data, A> {
  /** From the request to what is sent. An id that is derived from ours goes by the generation, where the adapter has an `abandon`. */
  readonly send: (input: Input, options: Options, creation: { readonly generation: number }) => Planned<Sending<Data>>
  /** From the answer to the domain. */
  readonly answer: (data: Data, sent: Sent<Input>) => A
}

/** Look-ups, by their two mappings; one of the two ways is there. */
export interface GetBy<Request, Data, A> {
  /** Where the provider has a list alone, `Endpoint.oneOf` finds in it what fits the request. */
  readonly byReference?: ((reference: string, finding?: Finding<Request>) => LookingUp<Data>) | undefined
  readonly byProviderReference?:
    | ((providerReference: string, finding?: Finding<Request>) => LookingUp<Data>)
    | undefined
  /** Whether an id that an answer stated can be asked by; left out, every one can. */
  readonly canAskBy?: ((providerReference: string) => boolean) | undefined
  readonly answer: (data: Data, lookedUp: LookedUp) => A
}

/** Any other read, by its two mappings; where the answer is undefined, what it must state could not be read exactly. */
export interface AskBy<Input, Options, Data, A> {
  readonly ask: (input: Input, options: Options) => Planned<Asking<Data>>
  readonly answer: (data: Data) => A | undefined
}

/** The name of a kind of operations, as it stands in those of our interface. */
export type KindName = "payouts" | "payments" | "refunds"

/** The common part of all operations of a kind at one instance. */
export interface Tools {
  readonly instance: string
  readonly secrets: Sensitive
  /** Which account is behind the instance: as it is configured, and how the provider confirms it, for what is replayed. */
  readonly account: { readonly configured: string; readonly confirmed: "inRequest" | Replay.Confirmed | undefined }
  /** `operation` is that of our interface, such as `payouts.create`. */
  readonly call: (operation: string, reference: string, personal?: Sensitive) => Call
}

/** An operation of a kind as its mapping reports it. */
interface Stated {
  readonly reference: string
  readonly providerReference?: string
}

/** How the options of a request are chosen, and a request planned or refused by them. */
export interface Planning<Options> {
  readonly optionsOf: (request: WithProviderOptions) => Exit.Exit<Options, InvalidInput>
  readonly plan: <Input, A>(
    chosen: Exit.Exit<Options, InvalidInput>,
    input: Input,
    by: (input: Input, options: Options) => Planned<A>
  ) => Result.Result<A, ReadonlyArray<FieldIssue>>
}

const isIssues = <A>(planned: Planned<A>): planned is Result.Result<A, ReadonlyArray<FieldIssue>> =>
  Result.isResult(planned)

/** A request that is ready, as a result. */
export const toResult = <A>(planned: Planned<A>): Result.Result<A, ReadonlyArray<FieldIssue>> =>
  isIssues(planned) ? planned : Result.succeed(planned)

/** The tools of one kind: `noun` is how a person calls an operation of it. */
export const make = <S extends Schema.ConstraintDecoder<unknown>>(
  { call, instance, secrets }: Tools,
  schema: S,
  kind: KindName,
  noun: "payout" | "payment" | "refund"
) => {
  const optionsOf = instanceOptions(schema, instance)
  const another = `the answer speaks of another ${noun}`

  const plan = <Input, A>(
    chosen: Exit.Exit<S["Type"], InvalidInput>,
    input: Input,
    by: (input: Input, options: S["Type"]) => Planned<A>
  ): Result.Result<A, ReadonlyArray<FieldIssue>> =>
    Exit.isSuccess(chosen) ? toResult(by(input, chosen.value)) : Result.fail(issuesOf(chosen))

  /** Any other send: no instance options, and no answer that could speak of another operation. */
  const send =
    <Input extends { readonly reference: string }, Data, A>(
      operation: string,
      by: (input: Input) => Planned<Sending<Data>>,
      answer: (data: Data) => A
    ) =>
    (input: Input, { deadline }: Deadline): Send<A> => {
      const of = call(`${kind}.${operation}`, input.reference)
      const planned = toResult(by(input))
      return Result.isFailure(planned)
        ? Effect.fail(of.invalid(planned.failure))
        : Effect.map(planned.success.send(of, deadline), (outcome) =>
            outcome._tag === "OutcomeUnknown" ? outcome : accepted(answer(outcome.value))
          )
    }

  /** The two look-ups that a kind may have. */
  const get = <Request, Data, A extends Stated>(
    { answer, byProviderReference, byReference, canAskBy }: GetBy<Request, Data, A>,
    personal: (request: Request) => Sensitive,
    isOf: (request: Request, value: A) => boolean = () => true
  ) => {
    const about = (
      looking: LookingUp<Data>,
      reference: string,
      providerReference: string | undefined,
      { request }: Finding<Request> = {}
    ): Effect.Effect<A, ReadFailed | NotFound> => {
      const hidden = request === undefined ? [] : [...personal(request)]
      const of = call(`${kind}.get`, reference, hidden)
      return Effect.flatMap(looking(of), (data): Effect.Effect<A, ReadFailed> => {
        const value = answer(data, { providerReference, sensitive: [...secrets, ...hidden] })
        const { providerReference: stated } = value
        const isSame =
          stated === undefined || providerReference === undefined || sameProviderId(stated, providerReference)
        return value.reference === reference && isSame && (request === undefined || isOf(request, value))
          ? Effect.succeed(value)
          : Effect.fail(of.readFailed("UnrecognisedAnswer", another))
      })
    }
    return {
      ...(byReference && {
        getByReference: (reference: string, finding?: Finding<Request>) =>
          about(byReference(reference, finding), reference, undefined, finding)
      }),
      ...(byProviderReference && {
        getByProviderReference: (providerReference: string, reference: string, finding?: Finding<Request>) =>
          about(byProviderReference(providerReference, finding), reference, providerReference, finding)
      }),
      ...(canAskBy && { canAskBy })
    }
  }

  /** A read with or without instance options; `unread` is the message where the answer could not be read exactly. */
  const ask =
    <Input, Data, A>(
      operation: string,
      by: AskBy<Input, S["Type"], Data, A>,
      of: {
        readonly chosen: (input: Input) => Exit.Exit<S["Type"], InvalidInput>
        readonly reference?: (input: Input) => string
        readonly personal?: (input: Input) => Sensitive
        readonly unread: string
      }
    ) =>
    (input: Input): Effect.Effect<A, ReadFailed> => {
      const asking = call(`${kind}.${operation}`, of.reference?.(input) ?? "", of.personal?.(input))
      const planned = plan(of.chosen(input), input, by.ask)
      if (Result.isFailure(planned)) return Effect.fail(asking.invalidRead(planned.failure))
      return Effect.flatMap(planned.success(asking), (data): Effect.Effect<A, ReadFailed> => {
        const value = by.answer(data)
        return value === undefined
          ? Effect.fail(asking.readFailed("UnreadableAnswer", of.unread))
          : Effect.succeed(value)
      })
    }

  return { another, ask, get, optionsOf, plan, send }
}
