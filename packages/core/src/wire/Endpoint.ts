/**
 * The common part of all endpoints of a provider: an exchange ends, its envelope is read, the code table says what a
 * refusal proves, and that is the outcome. A send ends with an error only after a documented refusal; a read never says more
 * than it knows. An adapter writes how its envelope is read, its table, and the shape of each answer.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Http from "../http/Http.ts"
import { accepted, type Send } from "../outcome/Outcome.ts"
import type { NotFound, ReadFailed } from "../outcome/ProviderError.ts"
import type { Call } from "./Call.ts"
import { consistent, type Read, type Refusal, type Unreadable } from "./internal/envelope.ts"
import type { Codes } from "./Tables.ts"

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

/** One exchange with the provider, as `Http` ends it. */
export type Exchange = Effect.Effect<Http.Answer | Http.MaybeSent, Http.NeverSent>

/** A request that is ready: nothing leaves before it is run, at the latest at the deadline. */
export type Ready = (deadline?: DateTime.Utc) => Exchange

/** A request that can move money, before it is sent. */
export type Sending<A> = (call: Call, deadline: DateTime.Utc) => Send<A>

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
}

/** The endpoints of one envelope and code table; each takes the shape of its answer, then the request. */
export interface Endpoints {
  /** How the outcome of a send follows from the answer. */
  readonly send: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => Sending<S["Type"]>
  /** How the result of a look-up follows from the answer: found, not found, or failed. */
  readonly lookUp: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => LookingUp<S["Type"]>
  /** How the result of any other read follows from the answer: here "not found" is one more way to fail. */
  readonly ask: <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => (request: Ready) => Asking<S["Type"]>
}

/** An answer with its data decoded. */
type Decoded<A> = { readonly _tag: "Decoded"; readonly value: A } | Refusal | Unreadable

/** Makes the endpoints of one envelope and code table. */
export const make = ({ codes, read, undocumented = "success without the documented data" }: Options): Endpoints => {
  const decoding = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
    const decode = Schema.decodeUnknownResult(schema)
    return (answer: Http.Answer): Decoded<S["Type"]> => {
      const reading = consistent(answer.status, read(answer))
      if (reading._tag !== "Success") return reading
      const value = decode(reading.data)
      return Result.isSuccess(value)
        ? { _tag: "Decoded", value: value.success }
        : { _tag: "Unreadable", message: undocumented, providerReference: reading.providerReference }
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

  const send: Endpoints["send"] = (schema) => {
    const decoded = decoding(schema)
    return (request) => (call, deadline) =>
      call.send(request(deadline), (answer) => {
        const found = decoded(answer)
        if (found._tag === "Decoded") return Effect.succeed(accepted(found.value))
        const { message } = found
        if (found._tag === "Unreadable") return Effect.succeed(call.unknown("UnreadableAnswer", message, found))
        const { details, verdict } = judged(answer, found)
        if (found.providerReference !== undefined) {
          const { code, type } = found
          const withCode = { ...details, providerCode: code ?? type }
          return Effect.succeed(call.unknown("UnrecognisedAnswer", message, withCode))
        }
        switch (verdict?.proves) {
          case "refused":
            return Effect.fail(call.rejected(verdict.reason, message, details))
          case "notProcessed":
            return Effect.fail(call.notExecuted(verdict.reason, message, details))
          default:
            return Effect.succeed(call.unknown(verdict?.reason ?? "UnrecognisedAnswer", message, details))
        }
      })
  }

  const lookUp = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
    const decoded = decoding(schema)
    return (request: Ready): LookingUp<S["Type"]> =>
      (call) =>
        call.read(request(), (answer): Effect.Effect<S["Type"], ReadFailed | NotFound> => {
          const found = decoded(answer)
          if (found._tag === "Decoded") return Effect.succeed(found.value)
          const { message } = found
          if (found._tag === "Unreadable") return Effect.fail(call.readFailed("UnreadableAnswer", message))
          const { details, verdict } = judged(answer, found)
          if (verdict?.proves === "notFound") return Effect.fail(call.notFound(message, details))
          // Nothing was sent that could be a duplicate.
          const reason = verdict === undefined || verdict.proves === "duplicate" ? "UnrecognisedAnswer" : verdict.reason
          return Effect.fail(call.readFailed(reason, message, details))
        })
  }

  return {
    send,
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
