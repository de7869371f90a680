/**
 * Reads the one file of a multipart upload into memory, within limits of length, parts and time. Its name and declared
 * type are not used: an adapter recognises what it is by its content.
 */
import { ByteSize, Effect, Stream } from "effect"
import { type HttpServerRequest, Multipart } from "effect/http"
import { cutOff, declaresMore, inTime, overLimit } from "./Body.ts"
import { invalid, malformed, unsupportedMediaType } from "./problems.ts"
import * as Settings from "./Settings.ts"

const field = "file"
const maxFileBytes = 10 * 1024 * 1024

/** What a multipart body that cannot be read to its end is refused with. */
export const refusal = (maxBytes: number) => (error: Multipart.MultipartError) => {
  switch (error.reason._tag) {
    case "FileTooLarge":
    case "FieldTooLarge":
    case "BodyTooLarge":
      return overLimit(maxBytes)
    case "TooManyParts":
      return invalid([{ path: field, reason: "must be the only part" }])
    case "InternalError":
    case "Parse":
      return malformed("malformed_multipart")
  }
}

interface Part {
  readonly key: string
  /** Undefined where the part is no file. */
  readonly content: Uint8Array | undefined
}

const contentOf = (part: Multipart.Part): Effect.Effect<Part, Multipart.MultipartError> =>
  part._tag === "File"
    ? Effect.map(part.contentEffect, (content) => ({ key: part.key, content }))
    : Effect.succeed({ key: part.key, content: undefined })

/** The content of the part `file`. */
export const file = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const { maxUploadBytes } = yield* Settings.Current
  if (!/^multipart\/form-data\s*;/i.test(request.headers["content-type"] ?? "")) {
    return yield* Effect.fail(unsupportedMediaType("unsupported_media_type", { detail: "Send multipart/form-data" }))
  }
  if (declaresMore(request.headers, maxUploadBytes)) return yield* Effect.fail(overLimit(maxUploadBytes))
  const found = yield* request.multipartStream.pipe(
    Stream.mapEffect(contentOf),
    Stream.runCollect,
    Effect.provideContext(
      Multipart.limitsServices({
        maxParts: 2,
        maxFieldSize: ByteSize.fromInputUnsafe(1024),
        maxFileSize: ByteSize.fromInputUnsafe(Math.min(maxFileBytes, maxUploadBytes)),
        maxTotalSize: ByteSize.fromInputUnsafe(maxUploadBytes)
      })
    ),
    Effect.mapError(refusal(maxUploadBytes)),
    inTime
  )
  const unknown = found.filter(({ content, key }) => key !== field || content === undefined)
  if (unknown.length > 0) {
    return yield* Effect.fail(invalid([{ path: "*", reason: `is not a known field; send one file as ${field}` }]))
  }
  const [first, ...more] = found
  if (first?.content === undefined || first.content.length === 0) {
    return yield* Effect.fail(invalid([{ path: field, reason: "is missing" }]))
  }
  if (more.length > 0) return yield* Effect.fail(invalid([{ path: field, reason: "must be the only part" }]))
  return first.content
}, cutOff)
