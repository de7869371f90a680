/**
 * The common part of all endpoints of a provider: a request is fixed and sent, its exchange ends, its envelope is read, the code
 * table says what a refusal proves, and that is the outcome. A send ends with an error only after a documented refusal; a read never says more
 * than it knows. An adapter writes how its envelope is read, its table, and the shape of each answer.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Http from "../http/Http.ts"
import { leavingNothing } from "../outcome/internal/proof.ts"
import { accepted, type Outcome, type Send } from "../outcome/Outcome.ts"
import type { NotFound, ReadFailed, SendError } from "../outcome/ProviderError.ts"
import type * as Replay from "../outcome/Replay.ts"
import type { Call } from "./Call.ts"
import { consistent, type Read, type Refusal } from "./internal/envelope.ts"
import { type PreparingOptions, prepared, type There } from "./internal/preparing.ts"
import type { Exchange, FixedRequest, Ready } from "./internal/ready.ts"
import * as Replayed from "./internal/replayed.ts"
import type { Codes, Verdict } from "./Tables.ts"

export {
  envelope,
  type Read,
  type Reading,
  type Refusal,
  refusal,
  type Success,
  success,
  type Unreadable,
  unreadable
} from "./internal/envelope.ts"
export { type Choice, oneOf } from "./internal/listed.ts"
export { type PreparingOptions, There } from "./internal/preparing.ts"
export { type Built, type Client, type Exchange, type Ready, type ReadyOptions, ready } from "./internal/ready.ts"

/** A request that can move money, before it is sent. */
export interface Sending<A> {
  /**
   * Sends it for the first time. An answer that the provider gives from its memory is then one to somebody else's request
   * under our reference: unknown, with the reason `DuplicateReference`, whatever it says.
   */
  readonly send: (call: Call, deadline: DateTime.Utc) => Send<A>
  /** Fixes the request, and sends nothing; undefined where it is never sent again. */
  readonly fix: Effect.Effect<FixedSending<A> | undefined>
}

/** A request that can move money, fixed: what is sent is what was hashed. */
export interface FixedSending<A> extends Pick<Sending<A>, "send">, Pick<FixedRequest, "hash"> {
  /** Sends what was hashed, and reads a success by `accept`. Fails only where nothing left. */
  readonly replay: <B>(
    call: Call,
    permitted: Replay.Permitted,
    accept: (data: A) => Outcome<B>
  ) => Effect.Effect<Replay.Ended<B>, Replay.NotReplayed>
}

/** A send that an adapter puts together by itself, out of the members of `Call`; it is never sent again. */
export const sending = <A>(send: Sending<A>["send"]): Sending<A> => ({ send, fix: Effect.succeed(undefined) })

/**
 * A request that prepares a create in stages, before it is sent. Run every request of one preparation with the one call that it
 * was given.
 */
export type Preparing<A> = (call: Call, deadline: DateTime.Utc) => Effect.Effect<A, SendError | There>

/** A request for one operation, before it is sent. */
export type LookingUp<A> = (call: Call) => Effect.Effect<A, ReadFailed | NotFound>

/** Any other read, before it is sent. */
export type Asking<A> = (call: Call) => Effect.Effect<A, ReadFailed>

/** The definition of an adapter's endpoints. */
export interface Options {
  readonly read: Read
  readonly codes: Codes
  /** The message for a success whose data do not have the documented shape. */
  readonly undocumented?: string
  /**
   * The documented mark of an answer that the provider repeats from its memory: a header, say. Left out: it has none, or
   * remembers nothing.
   */
  readonly isRepeated?: (answer: Http.Answer) => boolean
}

/** The endpoints of one envelope and code table; each takes the shape of its answer, then the request. */
export interface Endpoints {
  /** How the outcome of a send follows from the answer. */
  readonly send: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => Sending<S["Type"]>
  /**
   * How the result of a preparing request follows from the answer: a success; a documented refusal; `There` where the reference
   * is used already; or `NotExecuted` with the reason of whatever else it was, as nothing that moves money can have been executed.
   */
  readonly prepare: <S extends Schema.ConstraintDecoder<unknown>>(
    schema: S,
    options?: PreparingOptions
  ) => (request: Ready) => Preparing<S["Type"]>
  /** How the result of a look-up follows from the answer: found, not found, or failed. */
  readonly lookUp: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => LookingUp<S["Type"]>
  /** How the result of any other read follows from the answer: here "not found" is one more way to fail. */
  readonly ask: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => Asking<S["Type"]>
}

/** A refusal by the table, with what it leaves. */
const refused = (
  error: SendError,
  { leaves }: Pick<Verdict, "leaves">,
  call: Call,
  { providerReference }: Refusal
): Send<never> => {
  if (leaves === "payable") return Effect.succeed(call.leftover(error, providerReference))
  return Effect.fail(leaves === "nothing" ? leavingNothing(error) : error)
}

const repeatsNothing = () => false

const answeredBefore = "the provider repeats an answer from its memory: this reference was sent before"

/** Makes the endpoints of one envelope and code table. */
export const make = ({
  codes,
  isRepeated = repeatsNothing,
  read,
  undocumented = "success without the documented data"
}: Options): Endpoints => {
  const decoding = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
    const decode = Schema.decodeUnknownResult(schema)
    return (answer: Http.Answer): Replayed.Decoded<S["Type"]> => {
      const reading = consistent(answer.status, read(answer))
      if (reading._tag !== "Success") return reading
      const { data, providerReference } = reading
      const value = decode(data)
      return Result.isSuccess(value)
        ? { _tag: "Decoded", value: value.success, providerReference }
        : { _tag: "Unreadable", message: undocumented, providerReference }
    }
  }

  const judged = ({ status }: Http.Answer, { code, text, type, ...rest }: Refusal) => {
    const verdict = codes({ status, type, code, text })
    const { providerReference, retryAfterMillis } = rest
    return {
      verdict,
      details: { providerCode: verdict?.providerCode ?? code ?? type, providerReference, retryAfterMillis }
    }
  }

  // Whose request it was that the provider remembers cannot be known here.
  const unlessRepeated = <A>(
    call: Call,
    exchange: Exchange,
    reader: Replayed.Reader<A>,
    otherwise: (exchange: Exchange) => Send<A>
  ) =>
    Effect.matchEffect(exchange, {
      onFailure: (error) => otherwise(Effect.fail(error)),
      onSuccess: (result): Send<A> => {
        if (result._tag !== "Answer" || !isRepeated(result)) return otherwise(Effect.succeed(result))
        const { providerReference } = reader.decoded(result)
        return Effect.succeed(call.unknown("DuplicateReference", answeredBefore, { providerReference }))
      }
    })

  const send: Endpoints["send"] = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
    const reader: Replayed.Reader<S["Type"]> = { decoded: decoding(schema), judged, isRepeated }
    const interpret =
      (call: Call) =>
      (answer: Http.Answer): Send<S["Type"]> => {
        const found = reader.decoded(answer)
        if (found._tag === "Decoded") return Effect.succeed(accepted(found.value))
        const { message } = found
        if (found._tag === "Unreadable") return Effect.succeed(call.unknown("UnreadableAnswer", message, found))
        const { details, verdict } = judged(answer, found)
        // A refusal that names an operation contradicts itself, but for a duplicate: what it names is what was there before.
        const leavesPayable = verdict?.proves === "refused" && verdict.leaves === "payable"
        if (found.providerReference !== undefined && verdict?.proves !== "duplicate" && !leavesPayable) {
          const { code, type } = found
          const withCode = { ...details, providerCode: code ?? type }
          return Effect.succeed(call.unknown("UnrecognisedAnswer", message, withCode))
        }
        switch (verdict?.proves) {
          case "refused":
            return refused(call.rejected(verdict.reason, message, details), verdict, call, found)
          case "notProcessed":
            return refused(call.notExecuted(verdict.reason, message, details), verdict, call, found)
          default:
            return Effect.succeed(call.unknown(verdict?.reason ?? "UnrecognisedAnswer", message, details))
        }
      }
    const first =
      ({ run }: FixedRequest): Sending<S["Type"]>["send"] =>
      (call, deadline) =>
        unlessRepeated(call, run(deadline), reader, (exchange) => call.send(exchange, interpret(call)))
    return (request) => ({
      send: (call, deadline) => Effect.flatMap(request.fix, (fixed) => first(fixed)(call, deadline)),
      fix: Effect.map(request.fix, (fixed) => ({
        hash: fixed.hash,
        send: first(fixed),
        replay: (call, { areRefusalsStored, deadline }, accept) =>
          Replayed.ended(call, fixed.run(deadline), { ...reader, accept, areRefusalsStored })
      }))
    })
  }

  const lookUp = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
    const decoded = decoding(schema)
    return (request: Ready): LookingUp<S["Type"]> =>
      (call) =>
        call.read(
          Effect.flatMap(request.fix, ({ run }) => run(undefined)),
          (answer): Effect.Effect<S["Type"], ReadFailed | NotFound> => {
            const found = decoded(answer)
            if (found._tag === "Decoded") return Effect.succeed(found.value)
            const { message } = found
            if (found._tag === "Unreadable") return Effect.fail(call.readFailed("UnreadableAnswer", message))
            const { details, verdict } = judged(answer, found)
            if (verdict?.proves === "notFound") return Effect.fail(call.notFound(message, details))
            // Nothing was sent that could be a duplicate.
            const reason =
              verdict === undefined || verdict.proves === "duplicate" ? "UnrecognisedAnswer" : verdict.reason
            return Effect.fail(call.readFailed(reason, message, details))
          }
        )
  }

  return {
    send,
    prepare: (schema, options = {}) => {
      const reader = { decoded: decoding(schema), judged }
      return (request) => (call, deadline) =>
        Effect.flatMap(request.fix, ({ run }) => prepared(call, run(deadline), reader, options))
    },
    lookUp,
    ask: (schema) => {
      const look = lookUp(schema)
      return (request) => (call) =>
        Effect.catchTag(look(request)(call), "NotFound", ({ message, providerCode }) =>
          Effect.fail(call.readFailed("UnrecognisedAnswer", message, { providerCode }))
        )
    }
  }
}
