/**
 * What all endpoints of Feennex's core host have in common: a signed body is posted, and the envelope that comes back
 * says what is proven. A send ends with an error only after a known refusal; a read never says more than it knows.
 */
import type * as Call from "@switchyard/core/Call"
import type * as Http from "@switchyard/core/Http"
import type * as Json from "@switchyard/core/Json"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Answer from "./answer.ts"
import * as Errors from "./errors.ts"
import * as Signing from "./signing.ts"

/** The signed fields of a request. */
export type Fields = Readonly<Record<string, Signing.Field>>

/** What is sent beside the signed fields. */
export type Extras = Readonly<Record<string, Json.Writable | undefined>>

const headers = { "content-type": "application/json" }

/** Posts a JSON body as it is. */
export const postText = (http: Http.Client, path: string, body: string, deadline?: DateTime.Utc) =>
  http.send({ method: "POST", path, headers, body }, { deadline })

/** Posts signed fields and unsigned extras. */
export const poster =
  (http: Http.Client, secret: Redacted.Redacted<string>) =>
  (path: string, fields: Fields, extras: Extras = {}, deadline?: DateTime.Utc) =>
    postText(http, path, Signing.signedBody(fields, extras, Redacted.value(secret)), deadline)

type Exchange = ReturnType<typeof postText>

// The data of a success must have the documented shape, or it is none.
const reading = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownResult(schema)
  return ({ status, text }: Http.Answer): Result.Result<S["Type"], Answer.NoSuccess> =>
    Result.flatMap(Answer.read(status, text), (data) =>
      Result.mapError(decode(data), () => ({ code: undefined, message: "success without the documented data" }))
    )
}

/** How the outcome of a send is told from the answer, whose data have this shape. */
export const sender = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const read = reading(schema)
  return (call: Call.Call, exchange: Exchange): Send<S["Type"]> =>
    call.send(exchange, (answer): Send<S["Type"]> => {
      const found = read(answer)
      if (Result.isSuccess(found)) return Effect.succeed(accepted(found.success))
      const { code, message } = found.failure
      if (code === undefined) return Effect.succeed(call.unknown("UnreadableAnswer", message))
      const details = { providerCode: String(code) }
      const reason = Errors.refusalReason(code, message)
      return reason === undefined
        ? Effect.succeed(call.unknown(Errors.unknownReason(code), message, details))
        : Effect.fail(call.rejected(reason, message, details))
    })
}

/** How a look-up is told from the answer: found, not found, or failed. */
export const reader = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const read = reading(schema)
  return (call: Call.Call, exchange: Exchange): Effect.Effect<S["Type"], ReadFailed | NotFound> =>
    call.read(exchange, (answer): Effect.Effect<S["Type"], ReadFailed | NotFound> => {
      const found = read(answer)
      if (Result.isSuccess(found)) return Effect.succeed(found.success)
      const { code, message } = found.failure
      if (code === undefined) return Effect.fail(call.readFailed("UnreadableAnswer", message))
      const details = { providerCode: String(code) }
      return Errors.isNotFound(code, message)
        ? Effect.fail(call.notFound(message, details))
        : Effect.fail(call.readFailed(Errors.readReason(code, message), message, details))
    })
}

/** How any other read is told from the answer: here "not found" is one more way to fail. */
export const asker = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const read = reader(schema)
  return (call: Call.Call, exchange: Exchange): Effect.Effect<S["Type"], ReadFailed> =>
    Effect.catchTag(read(call, exchange), "NotFound", ({ message, providerCode }) =>
      Effect.fail(call.readFailed("UnrecognisedAnswer", message, { providerCode }))
    )
}
