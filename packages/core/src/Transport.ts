/**
 * The seam under ky: what carries one request to its host. A transport has one duty beyond carrying: it asks the line
 * immediately before the first byte may leave, and sends nothing when the line says no. It knows nothing of deadlines,
 * retries or the meaning of answers.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import { Agent } from "undici"
import { answerTooLarge, TransportError } from "./internal/httpFault.ts"
import { Collector } from "./internal/undici.ts"

/** One exchange, made by Http and given to the transport. */
export interface Line {
  /**
   * Called immediately before the first byte may leave; false means nothing may be sent (the deadline passed, the caller
   * is gone, or the line was opened before).
   */
  readonly open: () => boolean
  /** Aborted means hang up now. */
  readonly signal: AbortSignal
  /** The request body when it is text, so that a transport need not read the stream of the Request. */
  readonly body: string | undefined
  /** A larger answer must be given up as soon as it is known to be larger. */
  readonly maxAnswerBytes: number
}

/** Carries one request over its line; rejecting is right whenever there is no complete answer. */
export type Transport = (request: Request, line: Line) => Promise<Response>

let shared: Transport | undefined

const sharedTransport: Transport = (request, line) => {
  shared ??= undici()
  return shared(request, line)
}

/** The transport that every client uses; by default one pool of connections for the whole process. */
export const Transport: Context.Reference<Transport> = Context.Reference<Transport>("@switchyard/core/Transport", {
  defaultValue: () => sharedTransport
})

/** How connections are made and kept. */
export interface UndiciOptions {
  /** How long name resolution, TCP and TLS may take together, to within a second; default 10 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** Connections per origin, each carrying one request at a time; default 64, further requests wait. */
  readonly connections?: number | undefined
  /** PEM certificates trusted instead of the built-in ones. */
  readonly ca?: string | undefined
}

/** A transport that owns connections. */
export interface PooledTransport extends Transport {
  /** Breaks every connection, also those in use. */
  readonly close: () => Promise<void>
}

/** A pool of HTTP/1.1 connections that never pipelines, never follows redirects and never retries. */
export const undici = (options: UndiciOptions = {}): PooledTransport => {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    connections: options.connections ?? 64,
    // The deadline of the exchange owns time once the connection stands.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Well below the idle time of usual servers: a socket that dies under a request costs a look-up.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    keepAliveTimeoutThreshold: 2_000,
    connect: {
      timeout: Duration.toMillis(options.connectTimeout ?? "10 seconds"),
      ...(options.ca === undefined ? {} : { ca: options.ca })
    }
  })

  const dispatch = (request: Request, line: Line, body: string | Uint8Array | null): Promise<Response> =>
    new Promise((resolve, reject) => {
      const url = new URL(request.url)
      const headers: Array<string> = []
      request.headers.forEach((value, name) => {
        headers.push(name, value)
      })
      agent.dispatch(
        { origin: url.origin, path: url.pathname + url.search, method: request.method, headers, body },
        new Collector(line, resolve, reject)
      )
    })

  const transport: Transport = async (request, line) => {
    if (line.body !== undefined || request.body === null) return dispatch(request, line, line.body ?? null)
    return dispatch(request, line, new Uint8Array(await request.arrayBuffer()))
  }
  return Object.assign(transport, { close: () => agent.destroy() })
}

/** A transport over a function of a Request, for simulators and tests in the same process. */
export const fromFetch =
  (fetch: (request: Request) => Promise<Response>): Transport =>
  async (request, line) => {
    if (!line.open()) throw new TransportError("LINE_CLOSED")
    const response = await fetch(new Request(request, { signal: line.signal }))
    const bytes = await readAtMost(response, line.maxAnswerBytes)
    return new Response(bytes, { status: response.status, headers: response.headers })
  }

const readAtMost = async (response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (response.body === null) return null
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    // Leaving the loop cancels the body.
    if (size > limit) throw new TransportError(answerTooLarge)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
