/**
 * What all endpoints have in common: an exchange ends, and the envelope says what is proven. A send ends with an error
 * only after a known refusal; a read never says more than it knows.
 */
import type * as Call from "@switchyard/core/Call"
import type * as Http from "@switchyard/core/Http"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Answer from "./answer.ts"
import * as Errors from "./errors.ts"

/** One exchange with the provider, as core's `Http` ends it. */
export type Exchange = ReturnType<Http.Client["send"]>

/** How the outcome of a send is told from the answer, whose data have this shape. */
export const sender = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (call: Call.Call, exchange: Exchange): Send<S["Type"]> =>
    call.send(exchange, (answer): Send<S["Type"]> => {
      const reading = Answer.read(answer.status, answer.text)
      if (reading._tag === "Unreadable") return Effect.succeed(call.unknown("UnreadableAnswer", reading.message))
      if (reading._tag === "Refusal") {
        const { code, message } = reading
        const refused = Errors.refusalReason(code)
        if (refused !== undefined) return Effect.fail(call.rejected(refused, message, { providerCode: code }))
        const notProcessed = Errors.notProcessedReason(code)
        return notProcessed === undefined
          ? Effect.succeed(call.unknown(Errors.unknownReason(code), message, { providerCode: code }))
          : Effect.fail(call.notExecuted(notProcessed, message, { providerCode: code }))
      }
      return Option.match(decode(reading.data), {
        onNone: () => Effect.succeed(call.unknown("UnreadableAnswer", "success without the documented data")),
        onSome: (data) => Effect.succeed(accepted(data))
      })
    })
}

/** How a look-up is told from the answer: found, not found, or failed. */
export const reader = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (call: Call.Call, exchange: Exchange): Effect.Effect<S["Type"], ReadFailed | NotFound> =>
    call.read(exchange, (answer): Effect.Effect<S["Type"], ReadFailed | NotFound> => {
      const reading = Answer.read(answer.status, answer.text)
      if (reading._tag === "Unreadable") return Effect.fail(call.readFailed("UnreadableAnswer", reading.message))
      if (reading._tag === "Refusal") {
        const { code, message } = reading
        return Errors.isNotFound(code)
          ? Effect.fail(call.notFound(message, { providerCode: code }))
          : Effect.fail(call.readFailed(Errors.readReason(code), message, { providerCode: code }))
      }
      return Option.match(decode(reading.data), {
        onNone: () => Effect.fail(call.readFailed("UnreadableAnswer", "success without the documented data")),
        onSome: Effect.succeed
      })
    })
}
