/**
 * The seam under ky: what carries one request to its host. A transport has one duty beyond carrying: it asks the line
 * immediately before the first byte may leave, and sends nothing when the line says no. It knows nothing of deadlines,
 * retries or the meaning of answers.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import type { Agent, Dispatcher } from "undici"
// @ts-expect-error undici has types for itself as a whole only, and as a whole it loads in three times the time.
import UndiciAgent from "undici/lib/dispatcher/agent.js"
import { answerTooLarge, TransportError } from "./internal/fault.ts"
import type { Answer } from "./internal/outcome.ts"
import { Collector, type Received, toAnswer, toResponse } from "./internal/undici.ts"

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
  /** A larger answer must be given up as soon as it is known to be larger, before or after its content coding is undone. */
  readonly maxAnswerBytes: number
}

/** What a Request says, without being one: the body, if any, is the text of the line. */
export interface Head {
  readonly method: "GET" | "POST"
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
}

/** A line whose signal need not be made. */
export interface DirectLine extends Line {
  /** Called with what is to be done for "hang up now", at most once. */
  readonly onHangUp: (hangUp: () => void) => void
}

/** Carries one request over its line; rejecting is right whenever there is no complete answer. */
export interface Transport {
  (request: Request, line: Line): Promise<Response>
  /**
   * The same for a request without a body or with one of text, where it can be done without a Request, a Response and
   * their streams, which cost more than everything else of a call.
   */
  readonly exchange?: ((head: Head, line: DirectLine) => Promise<Answer>) | undefined
}

const AgentClass: typeof Agent = UndiciAgent

let shared: PooledTransport | undefined

const pool = (): PooledTransport => {
  shared ??= undici()
  return shared
}

const sharedTransport: Transport = Object.assign((request: Request, line: Line) => pool()(request, line), {
  exchange: (head: Head, line: DirectLine) => pool().exchange(head, line)
})

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
  readonly exchange: (head: Head, line: DirectLine) => Promise<Answer>
  /** Breaks every connection, also those in use. */
  readonly close: () => Promise<void>
}

/** A pool of HTTP/1.1 connections that never pipelines, never follows redirects and never retries. */
export const undici = (options: UndiciOptions = {}): PooledTransport => {
  const agent = new AgentClass({
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

  const dispatch = (
    options: Dispatcher.DispatchOptions,
    line: Line,
    listen: DirectLine["onHangUp"]
  ): Promise<Received> =>
    new Promise((resolve, reject) => {
      const collector = new Collector(line, resolve, reject)
      listen(() => collector.hangUp())
      agent.dispatch(options, collector)
    })

  const transport = async (request: Request, line: Line): Promise<Response> => {
    const { origin, pathname, search } = new URL(request.url)
    const method = request.method as Dispatcher.HttpMethod
    const headers = [...request.headers].flat()
    const isText = line.body !== undefined || request.body === null
    const body = isText ? (line.body ?? null) : new Uint8Array(await request.arrayBuffer())
    const received = await dispatch({ origin, path: pathname + search, method, headers, body }, line, (hangUp) =>
      line.signal.addEventListener("abort", hangUp)
    )
    return toResponse(received)
  }
  return Object.assign(transport, {
    exchange: async ({ headers, method, origin, path }: Head, line: DirectLine): Promise<Answer> =>
      toAnswer(await dispatch({ origin, path, method, headers, body: line.body ?? null }, line, line.onHangUp)),
    close: () => agent.destroy()
  })
}

/**
 * A transport over a function of a Request, for simulators and tests in the same process. Like every fetch, the function
 * itself undoes the content coding of what it answers; the bound counts what it gives.
 */
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
