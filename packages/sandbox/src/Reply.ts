/**
 * The reaction of a simulator to one request: an answer, or one of the ways a connection goes wrong. The value
 * is carried out by the socket server, or by `toFetch` inside one process, so both show a client the same thing.
 */

import type { ContentEncoding } from "./Encoding.ts"
import { encode } from "./Encoding.ts"

/** A whole HTTP answer; `summary` is for the journal only. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body where it is no text. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  /** How the body goes over the wire, asked for or not. */
  readonly encoding?: ContentEncoding
  /** Sent in chunks, without a length, also where it is empty. */
  readonly chunked?: boolean
  readonly summary?: string
}

/** The fate of the connection. */
export type Reply =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The head and half of the body, then the connection closes. */
  | { readonly kind: "truncate"; readonly answer: Answer }
  /** The connection is reset. */
  | { readonly kind: "reset" }
  /** Nothing, for ever. */
  | { readonly kind: "silence" }
  /** Nobody listens: the connection is refused. */
  | { readonly kind: "offline" }

/** A simulator as a function of requests. */
export type Handler = (request: Request) => Promise<Reply>

/** The part of `fetch` that clients of a simulator need. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** An answer's body as bytes of the wire. */
export const bytesOf = ({ body, bytes, encoding }: Answer): Uint8Array<ArrayBuffer> => bytes ?? encode(body, encoding)

/** An answer's headers, with that of its encoding. */
export const headersOf = ({ encoding, headers }: Answer): Record<string, string> => ({
  ...headers,
  ...(encoding && { "content-encoding": encoding })
})

/** The half of a body that still gets through when it is truncated. */
export const firstHalf = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.slice(0, Math.floor(bytes.length / 2))

const failed = (code: string, syscall: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall }) })

const bodiless = (status: number): boolean => status === 204 || status === 205 || status === 304

const truncated = (answer: Answer): Response => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(firstHalf(encode(answer.body)))
    },
    pull(controller) {
      controller.error(new TypeError("terminated", { cause: new Error("other side closed") }))
    }
  })
  const length = String(bytesOf(answer).length)
  return new Response(body, { status: answer.status, headers: { ...headersOf(answer), "content-length": length } })
}

const respond = (reply: Reply): Promise<Response> => {
  switch (reply.kind) {
    case "answer": {
      const { status, bytes, body } = reply.answer
      // A `fetch` has decoded the body before anybody reads it, and leaves the header that names the encoding.
      const headers = headersOf(reply.answer)
      return Promise.resolve(new Response(bodiless(status) ? null : (bytes ?? body), { status, headers }))
    }
    case "truncate":
      return Promise.resolve(truncated(reply.answer))
    case "reset":
      return Promise.reject(failed("ECONNRESET", "read"))
    case "offline":
      return Promise.reject(failed("ECONNREFUSED", "connect"))
    case "silence":
      return new Promise(() => {})
  }
}

/**
 * A handler as an in-process `fetch`.
 *
 * **Gotchas** A reset rejects with `TypeError`; a truncated answer resolves and reading its body rejects with
 * `TypeError`, as with a real socket; silence settles only when the request's signal aborts.
 */
export const toFetch =
  (handle: Handler): Fetch =>
  (input, init) =>
    new Promise((resolve, reject) => {
      const request = new Request(input, init)
      const { signal } = request
      if (signal.aborted) return reject(signal.reason)
      const abort = () => reject(signal.reason)
      signal.addEventListener("abort", abort, { once: true })
      handle(request)
        .then(respond)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", abort))
    })
