/**
 * One HTTP exchange with a provider, ended in one of three ways: an answer, maybe sent, never sent. It is the only file
 * that imports ky, and it uses it without its retries, timeouts and status errors. It decides nothing about what an
 * answer means, and it never sends a request twice.
 */
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import ky from "ky"
import { defaultTimeoutMillis } from "../outcome/Outcome.ts"
import { type Address, type Found, resolver } from "./internal/address.ts"
import { Body, type Content } from "./internal/body.ts"
import { deadlinePassed, Exchange } from "./internal/exchange.ts"
import { codeOf, NeverLeft, requestRefused, TransportError } from "./internal/fault.ts"
import { Answer, type MaybeSent, NeverSent } from "./internal/outcome.ts"
import type { Method } from "./internal/permit.ts"
import { Transport } from "./Transport.ts"

export { checkBaseUrl } from "./internal/address.ts"
export { Body, type Content } from "./internal/body.ts"
export { Answer, MaybeSent, type MaybeSentFault, NeverSent, NeverSentFault } from "./internal/outcome.ts"
export type { Method } from "./internal/permit.ts"
export { retryAfter } from "./internal/retryAfter.ts"

/** Where a client sends to, and its limits. */
export interface Options {
  /** An https URL without query, or http on a loopback host; see `checkBaseUrl`. */
  readonly baseUrl: string
  /** Sent with every request; a request's own header of that name wins. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How long an exchange may last when the call gives no deadline; default 30 seconds, never infinite. */
  readonly timeout?: Duration.Input | undefined
  /** Default 1 MiB. */
  readonly maxAnswerBytes?: number | undefined
  /** Hosts (`host` or `host:port`) beside the base URL's own to which an absolute URL may be sent; default none. */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
}

/** One request. */
export interface Request {
  /** Whatever it is, the request is sent once; who may ask again after a GET is decided above. */
  readonly method: Method
  /** Appended to the base URL exactly as it is, or an absolute URL on an allowed host. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Text under the `content-type` of the headers, or what `@switchyard/core/Body` makes. A GET has none. */
  readonly body?: string | Body | undefined
}

/**
 * A request as it leaves, but for what a transport adds of its own: where to, and with what. Names of headers are
 * lower-case, and those of the client are among them.
 */
export interface WireRequest {
  readonly method: string
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Content | undefined
}

/** Options of one call beside its request. */
export interface CallOptions {
  /**
   * The instant, by the fiber's Clock, at which the exchange is over whatever its state. What is left until then when the
   * call begins is counted from there, so a clock that is set back meanwhile gives it no more time.
   */
  readonly deadline?: DateTime.Utc | undefined
}

/** Sends requests to one provider. */
export interface Client {
  /** How long an exchange may last in milliseconds when the call gives no deadline, where that can be said. */
  readonly timeoutMillis?: number | undefined
  /**
   * Sends a request at most once and waits for its outcome.
   *
   * **Gotchas**
   *
   * Before the first byte an interrupt ends the call at once and nothing is sent. After it the call cannot be
   * interrupted: it runs to its answer or its own deadline, and only then does the fiber end. So an outer
   * `Effect.timeout`, interrupt or `AbortSignal` says nothing about what was sent and must be read as unknown.
   */
  readonly send: (request: Request, options?: CallOptions) => Effect.Effect<Answer | MaybeSent, NeverSent>
  /** The request as `send` sends it, which sends nothing. Undefined where it would not be sent. */
  readonly toWire: (request: Request) => WireRequest | undefined
}

// Effect owns retry and time, and a redirect is an answer.
const instance = ky.create({ retry: 0, timeout: false, throwHttpErrors: false, redirect: "manual" })

const lowerCased = (headers: Readonly<Record<string, string>> | undefined): Record<string, string> => {
  const result: Record<string, string> = {}
  if (headers === undefined) return result
  for (const [name, value] of Object.entries(headers)) result[name.toLowerCase()] = value
  return result
}

const contentOf = ({ body }: Request): Content | undefined => (body instanceof Body ? body.content : body)

// A Request would say so by itself.
const plainText = "text/plain;charset=UTF-8"

// ky gets an error of our own, so that nothing of the exchange hangs on it.
const lettingGo = async <A>(send: () => Promise<A>): Promise<A> => {
  try {
    return await send()
  } catch (failure) {
    throw failure instanceof TransportError ? failure : new TransportError(codeOf(failure))
  }
}

const sendOver = async (
  permit: Exchange,
  transport: Transport,
  { href, origin, path }: Found,
  method: Method,
  headers: Record<string, string>
): Promise<Answer> => {
  const { content: body } = permit
  // Not every runtime refuses it.
  if (body !== undefined && method === "GET") throw new TransportError(requestRefused)
  const { exchange } = transport
  if (exchange !== undefined) {
    if (body !== undefined) headers["content-type"] ??= plainText
    return lettingGo(() => exchange({ method, origin, path, headers }, permit))
  }
  const fetch = async (wire: unknown): Promise<Response> => {
    if (!(wire instanceof globalThis.Request)) throw new TypeError()
    return lettingGo(() => transport(wire, permit))
  }
  const response = await instance(href, { method, headers, fetch, ...(body === undefined ? {} : { body }) })
  return new Answer(response.status, Object.fromEntries(response.headers), await response.text())
}

const start = async (
  permit: Exchange,
  transport: Transport,
  address: Found,
  method: Method,
  headers: Record<string, string>
): Promise<void> => {
  try {
    permit.answered(await sendOver(permit, transport, address, method, headers))
  } catch (error) {
    if (error instanceof NeverLeft) permit.unsent(error.code)
    // A request that is refused before the transport is called (a header value).
    else permit.lost(error instanceof TransportError || permit.isOpen ? codeOf(error) : requestRefused)
  }
}

/** Makes a client; the Transport and the Clock are those of the fiber that calls `send`. */
export const make = (options: Options): Client => {
  const resolve: (path: string) => Address = resolver(options.baseUrl, options.allowedHosts ?? [])
  const defaults = lowerCased(options.headers)
  const maxAnswerBytes = options.maxAnswerBytes ?? 1_048_576
  const given = Duration.toMillis(options.timeout ?? defaultTimeoutMillis)
  // An exchange that cannot be interrupted must end.
  const timeout = Number.isFinite(given) ? given : defaultTimeoutMillis

  const headersOf = ({ body, headers }: Request): Record<string, string> => {
    const all = { ...defaults, ...lowerCased(headers) }
    if (body instanceof Body) all["content-type"] ??= body.contentType
    return all
  }

  const exchange = (
    restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>,
    fiber: Fiber.Fiber<unknown, unknown>,
    request: Request,
    options: CallOptions | undefined
  ): Effect.Effect<Answer | MaybeSent, NeverSent> => {
    const address = resolve(request.path)
    if (address._tag === "Refused") {
      return Effect.fail(new NeverSent({ fault: address.fault, message: address.reason }))
    }
    const clock = fiber.getRef(Clock.Clock)
    const now = clock.currentTimeMillisUnsafe()
    // From here on only time that passes counts: a clock that is set back meanwhile gives nobody more of it.
    const lasts = options?.deadline === undefined ? timeout : options.deadline.epochMilliseconds - now
    const label = `${request.method} ${address.label}`
    if (lasts <= 0) return Effect.fail(deadlinePassed(label))
    const permit = new Exchange(clock, lasts, label, contentOf(request), maxAnswerBytes)
    const headers = headersOf(request)
    const transport = fiber.getRef(Transport)
    const opening = permit.opening(fiber, () => void start(permit, transport, address, request.method, headers))
    return Effect.matchCauseEffect(restore(opening), {
      onSuccess: () => permit.awaitOutcome,
      onFailure: (cause) => {
        // The permit may have been acquired in the very moment of the interrupt: then its outcome is still waited for.
        if (permit.isOpen) return permit.awaitOutcome
        permit.abandon()
        return Effect.failCause(cause)
      }
    })
  }

  return {
    timeoutMillis: timeout,
    toWire: (request) => {
      const address = resolve(request.path)
      if (address._tag === "Refused") return undefined
      const { origin, path } = address
      return { method: request.method, origin, path, headers: headersOf(request), body: contentOf(request) }
    },
    send: (request, options) =>
      Effect.uninterruptibleMask((restore) => Effect.withFiber((fiber) => exchange(restore, fiber, request, options)))
  }
}
