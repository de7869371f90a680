/**
 * Reads the multipart upload of a settlement report: its file goes to a temporary one, which lives as long as the request, and is
 * hashed on the way; it is never in memory as a whole. Its name and declared type are not used.
 */
import { createHash } from "node:crypto"
import { mkdtemp, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Input } from "@switchyard/core"
import { ByteSize, Data, Effect, Stream } from "effect"
import { type HttpServerRequest, Multipart } from "effect/http"
import { ReportFields } from "./api/SettlementReportsApi.ts"
import { cutOff, declaresMore, inTime, overLimit } from "./Body.ts"
import { invalid, unsupportedMediaType } from "./problems.ts"
import { fields } from "./Requested.ts"
import * as Settings from "./Settings.ts"
import { refusal } from "./Upload.ts"

const decodeFields = Input.decoder(ReportFields)

// A file and three fields.
const maxParts = 4

/** The upload could not be kept: there is no room for it, or no file could be made. */
export class NotKept extends Data.TaggedError("NotKept") {
  readonly status = 503
}

const onDisk = <A>(touch: () => Promise<A>) => Effect.tryPromise({ try: touch, catch: () => new NotKept() })

const directory = Effect.acquireRelease(
  onDisk(() => mkdtemp(join(tmpdir(), "switchyard-upload-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const written = (path: string, content: Stream.Stream<Uint8Array, Multipart.MultipartError>) =>
  Effect.acquireUseRelease(
    onDisk(() => open(path, "wx", 0o600)),
    Effect.fnUntraced(function* (handle) {
      const hash = createHash("sha256")
      yield* Stream.runForEach(content, (piece) => {
        hash.update(piece)
        return onDisk(() => handle.writeFile(piece))
      })
      return { digest: hash.digest("base64url") }
    }),
    (handle) => Effect.promise(() => handle.close())
  )

interface Found {
  readonly texts: Map<string, string>
  file: { readonly digest: string } | undefined
}

const missing = invalid([{ path: "file", reason: "is missing" }])

const twice = (key: string) => invalid([{ path: key, reason: "must be given once" }])

const take = (found: Found, path: string) =>
  Effect.fnUntraced(function* (part: Multipart.Part) {
    if (part._tag === "Field") {
      if (part.key === "file") return yield* Effect.fail(invalid([{ path: "file", reason: "must be a file" }]))
      if (found.texts.has(part.key))
        return yield* Effect.fail(twice(Object.hasOwn(ReportFields.fields, part.key) ? part.key : "*"))
      found.texts.set(part.key, part.value)
      return
    }
    if (part.key !== "file") return yield* Effect.fail(invalid([{ path: "*", reason: "send one file as file" }]))
    // A form in which no file was chosen; a file without a byte is one in which nothing stands.
    if (part.name === "") return yield* Effect.fail(missing)
    if (found.file !== undefined) return yield* Effect.fail(twice("file"))
    found.file = yield* written(path, part.content)
  })

const refused = (maxBytes: number) => (error: Multipart.MultipartError) =>
  error.reason._tag === "TooManyParts"
    ? invalid([{ path: "*", reason: "must be file, provider, from and to" }])
    : refusal(maxBytes)(error)

const parts = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, path: string) {
  const { maxUploadBytes: maxBytes } = yield* Settings.Current
  const found: Found = { texts: new Map(), file: undefined }
  yield* request.multipartStream.pipe(
    Stream.mapError(refused(maxBytes)),
    Stream.runForEach((part) =>
      Effect.catchTag(take(found, path)(part), "MultipartError", (error) => Effect.fail(refused(maxBytes)(error)))
    ),
    Effect.provideContext(
      Multipart.limitsServices({
        maxParts,
        maxFieldSize: ByteSize.fromInputUnsafe(1024),
        maxFileSize: ByteSize.fromInputUnsafe(maxBytes),
        maxTotalSize: ByteSize.fromInputUnsafe(maxBytes)
      })
    ),
    inTime
  )
  return found
})

/** The settlement report of an upload; its file is there until the scope closes. */
export const report = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const settings = yield* Settings.Current
  const { maxReportBytes: maxBytes, reportTimeout } = settings
  if (!/^multipart\/form-data\s*;/i.test(request.headers["content-type"] ?? "")) {
    return yield* Effect.fail(unsupportedMediaType("unsupported_media_type", { detail: "Send multipart/form-data" }))
  }
  if (declaresMore(request.headers, maxBytes)) return yield* Effect.fail(overLimit(maxBytes))
  const path = join(yield* directory, "register")
  const { file, texts } = yield* Effect.provideService(parts(request, path), Settings.Current, {
    ...settings,
    maxUploadBytes: maxBytes,
    bodyTimeout: reportTimeout
  })
  const asked = yield* fields(decodeFields(Object.fromEntries(texts)))
  if (file === undefined) return yield* Effect.fail(missing)
  return { ...asked, path, digest: file.digest }
}, cutOff)
