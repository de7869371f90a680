/**
 * Reads the bodies of requests within limits of length and time, and undoes what an intermediary has compressed. What is
 * too long, also when decoded, is refused before it is kept, what is too slow is let go of, and what cannot be read is
 * refused without repeating any of it.
 */
import { ContentCoding } from "@switchyard/core"
import { ByteSize, Effect, Fiber, Result } from "effect"
import {
  type Headers,
  HttpEffect,
  HttpIncomingMessage,
  type HttpServerError,
  type HttpServerRequest,
  HttpServerResponse
} from "effect/http"
import * as JsonText from "./JsonText.ts"
import { malformed, tooLarge, tooSlow, unsupportedMediaType } from "./problems.ts"
import * as Settings from "./Settings.ts"

/** The refusal of a body that is too long. */
export const overLimit = (maxBytes: number) =>
  tooLarge("body_too_large", { detail: `A body may have at most ${maxBytes} bytes` })

const late = tooSlow("request_timeout")

/** The rest of the body will not be read, so the connection cannot be used again. */
const lettingGo = HttpEffect.appendPreResponseHandler((_, response) =>
  Effect.succeed(HttpServerResponse.setHeader(response, "connection", "close"))
)

/** A body that was refused for its length is not read to its end. */
export const cutOff = <A, E extends { readonly status: number }, R>(self: Effect.Effect<A, E, R>) =>
  Effect.tapError(self, ({ status }) => (status === 413 ? lettingGo : Effect.void))

/** Whether the request says itself that it is too long. */
export const declaresMore = (headers: Headers.Headers, maxBytes: number): boolean =>
  Number(headers["content-length"] ?? 0) > maxBytes

const unread = (maxBytes: number) => (error: HttpServerError.HttpServerError) =>
  error.reason._tag === "RequestParseError" && error.reason.reason === "BodyTooLarge"
    ? overLimit(maxBytes)
    : malformed("malformed_request")

/**
 * Waits for a reading only so long. It is not interrupted, because that would destroy the socket before the answer is
 * written; it ends with the connection, which the answer closes.
 */
export const inTime = Effect.fnUntraced(function* <A, E, R>(self: Effect.Effect<A, E, R>) {
  const { bodyTimeout } = yield* Settings.Current
  const reading = yield* Effect.forkDetach(self, { startImmediately: true })
  return yield* Effect.timeoutOrElse(Fiber.join(reading), {
    duration: bodyTimeout,
    orElse: () => Effect.andThen(lettingGo, Effect.fail(late))
  })
})

const undecoded = (fault: ContentCoding.Fault, maxBytes: number) => {
  switch (fault) {
    case "TooLarge":
      return Effect.fail(overLimit(maxBytes))
    case "UnknownCoding":
      return Effect.fail(unsupportedMediaType("unsupported_media_type", { detail: "Send no content coding, or gzip" }))
    case "Corrupt":
      return Effect.fail(malformed("malformed_request", { detail: "The body is compressed, and cut off or damaged" }))
  }
}

/** The whole body as bytes, free of its content coding. */
export const bytes = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, maxBytes: number) {
  if (declaresMore(request.headers, maxBytes)) return yield* Effect.fail(overLimit(maxBytes))
  const buffer = yield* request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(maxBytes)),
    Effect.mapError(unread(maxBytes)),
    inTime
  )
  const coding = request.headers["content-encoding"]
  const decoded = yield* Effect.promise(() => ContentCoding.decode(new Uint8Array(buffer), coding, maxBytes))
  return Result.isSuccess(decoded) ? decoded.success : yield* undecoded(decoded.failure, maxBytes)
}, cutOff)

// An empty request needs no more.
const mostEmptyBytes = 64

/** Whether a request has no content: no body, an empty one or `{}`, announced or streamed. */
export const isEmpty = (request: HttpServerRequest.HttpServerRequest) => {
  const { "content-length": length, "transfer-encoding": transfer } = request.headers
  return transfer === undefined && Number(length ?? 0) === 0
    ? Effect.succeed(true)
    : Effect.match(bytes(request, mostEmptyBytes), {
        onFailure: () => false,
        onSuccess: (body) => /^\s*(\{\s*\}\s*)?$/.test(Buffer.from(body).toString())
      })
}

const jsonType = /^application\/(?:json|[a-z0-9.+-]+\+json)\s*(?:;|$)/i

/** The body as JSON; its strings are free of NUL and of halves of characters, which no database would store. */
export const json = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const type = request.headers["content-type"]
  if (type !== undefined && !jsonType.test(type)) {
    return yield* Effect.fail(unsupportedMediaType("unsupported_media_type", { detail: "Send application/json" }))
  }
  const { maxJsonBytes } = yield* Settings.Current
  const body = yield* bytes(request, maxJsonBytes)
  return yield* Effect.mapError(Effect.fromResult(JsonText.read(body)), (detail) =>
    malformed("malformed_json", { detail })
  )
})
