/**
 * Undoes the content coding of a body, which proxies apply unasked. The bound holds for the decoded bytes as well, so that
 * a small body cannot become a large one, and a body that breaks off is no body: its beginning could read as something
 * that was never said.
 * https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding
 */
import { brotliDecompress, gunzip, type InputType, inflate, inflateRaw } from "node:zlib"
import * as Result from "effect/Result"
import { codingsOf } from "./internal/codings.ts"

/** Why a body cannot be decoded: larger than allowed, in a coding that is not known here, cut off or damaged. */
export type Fault = "TooLarge" | "UnknownCoding" | "Corrupt"

type Done = (error: Error | null, decoded: Buffer) => void
type Decoder = (body: InputType, options: { readonly maxOutputLength: number }, done: Done) => void

// "deflate" means the zlib format, and is sent without its header all the same.
const deflate: Decoder = (body, options, done) =>
  (body instanceof Uint8Array && ((body[0] ?? 0) & 0x0f) !== 0x08 ? inflateRaw : inflate)(body, options, done)

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["deflate", deflate],
  ["br", brotliDecompress]
])

// Each may cost as much as the whole bound, and nobody applies more than two.
const mostCodings = 3

const decodeOnce = (body: Uint8Array, decoder: Decoder, maxOutputLength: number) =>
  new Promise<Result.Result<Uint8Array, Fault>>((resolve) =>
    decoder(body, { maxOutputLength }, (error, decoded) => {
      if (error === null) return resolve(Result.succeed(decoded))
      const isTooLarge = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE"
      resolve(Result.fail(isTooLarge ? "TooLarge" : "Corrupt"))
    })
  )

/** The bytes without the codings that a `content-encoding` header names; none of them may have more than `maxBytes`. */
export const decode = async (
  body: Uint8Array,
  header: string | undefined,
  maxBytes: number
): Promise<Result.Result<Uint8Array, Fault>> => {
  // Nothing that was sent can be compressed, whatever the header says.
  if (header === undefined || body.length === 0) return Result.succeed(body)
  const codings = codingsOf(header)
  if (codings.length > mostCodings) return Result.fail("UnknownCoding")
  let decoded = body
  for (const coding of codings.toReversed()) {
    const decoder = decoders.get(coding)
    if (decoder === undefined) return Result.fail("UnknownCoding")
    const result = await decodeOnce(decoded, decoder, maxBytes)
    if (Result.isFailure(result)) return result
    decoded = result.success
  }
  return Result.succeed(decoded)
}
