/**
 * A transport over a function that is called as `fetch` is. It acquires its permit right before the call, because nobody sees
 * the first byte leave; from there on only what a failure proves is proven.
 */
import { codingsOf } from "./codings.ts"
import { answerInUnknownCoding, answerTooLarge, NeverLeft, TransportError } from "./fault.ts"
import type { SendPermit, TransportFunction } from "./permit.ts"

/** The code of a failure which proves that not one byte of the request has left; undefined where it may have. */
export type Proof = (failure: unknown) => string | undefined

/**
 * A transport over a function of a Request: a simulator in the same process, or a `fetch` of somebody's own. Like every
 * fetch, the function itself undoes the content coding of what it answers; the bound counts what it gives. The body that
 * it gets can be read once, so that a `fetch` that sends again by itself cannot.
 */
export const fromFetch =
  (fetch: (request: Request) => Promise<Response>, proof: Proof = () => undefined): TransportFunction =>
  async (request, permit) => {
    const body = request.method === "GET" ? undefined : new Uint8Array(await request.arrayBuffer())
    const wire = new Request(request, { signal: permit.signal, ...once(request, body) })
    if (!permit.acquire()) throw new TransportError("PERMIT_REFUSED")
    const response = await fetch(wire).catch((failure: unknown) => {
      const code = proof(failure)
      throw code === undefined ? failure : new NeverLeft(code)
    })
    return bounded(response, permit)
  }

// Deno sends a request again when a kept connection dies under it, Node's own fetch when the answer is 421: both only
// where they can read the body again.
const once = (request: Request, body: Uint8Array<ArrayBuffer> | undefined): RequestInit => {
  if (body === undefined) return {}
  if (!takesStreams()) return { body }
  const headers = new Headers(request.headers)
  headers.set("content-length", String(body.length))
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (body.length > 0) controller.enqueue(body)
      controller.close()
    }
  })
  return { headers, body: stream, duplex: "half" }
}

let known: boolean | undefined

// A browser that knows no streams as bodies would send the words "[object ReadableStream]", or fail. Deno takes them without
// asking for `duplex`.
const takesStreams = (): boolean => {
  if (known !== undefined) return known
  let isAsked = false
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex(): "half" {
      isAsked = true
      return "half"
    }
  }
  const isText = new Request("https://provider.invalid", init).headers.has("content-type")
  known = !isText && (isAsked || "Deno" in globalThis)
  return known
}

// What a fetch has decoded keeps its header in some runtimes; what it cannot decode it hands on as it is.
const decodable: ReadonlySet<string> = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"])

const bounded = async (response: Response, permit: SendPermit): Promise<Response> => {
  const { body, headers, status } = response
  if (!codingsOf(headers.get("content-encoding") ?? "").every((coding) => decodable.has(coding))) {
    await body?.cancel()
    // The body of a 5xx proves nothing, and its status says what there is to say.
    if (status >= 500) return new Response(null, { status, headers })
    throw new TransportError(answerInUnknownCoding)
  }
  if (Number(headers.get("content-length")) > permit.maxAnswerBytes) {
    await body?.cancel()
    throw new TransportError(answerTooLarge)
  }
  return new Response(await readAtMost(body, permit.maxAnswerBytes), { status, headers })
}

const readAtMost = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number
): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (body === null) return null
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    // Leaving the loop cancels the body.
    if (size > limit) throw new TransportError(answerTooLarge)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
