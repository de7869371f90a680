/**
 * The contract between Http and a transport: a permit that is acquired before the first byte, and the request in the two
 * shapes in which it can be sent.
 */
import type { Content } from "./body.ts"
import type { Answer } from "./outcome.ts"

/** The methods that a request can have. All but GET may change something, and are sent once. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** One exchange, made by Http and given to the transport. */
export interface SendPermit {
  /**
   * Called immediately before the first byte may leave; false means nothing may be sent (the deadline passed, the caller
   * is gone, or the permit was acquired before).
   */
  readonly acquire: () => boolean
  /** Aborted means hang up now. */
  readonly signal: AbortSignal
  /** The request body when it is text, for whoever looks at it without reading the stream of the Request. */
  readonly body: string | undefined
  /** A larger answer must be given up as soon as it is known to be larger, before or after its content coding is undone. */
  readonly maxAnswerBytes: number
}

/** The head of a request that is not a `Request`: the body, if any, is the content of the permit. */
export interface Head {
  readonly method: Method
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
}

/** A permit whose signal need not be made. */
export interface DirectPermit extends SendPermit {
  /** The body as it is sent. */
  readonly content: Content | undefined
  /** Called with what is to be done for "hang up now", at most once. */
  readonly onHangUp: (hangUp: () => void) => void
}

/** Sends one request under its permit; rejecting is right whenever there is no complete answer. */
export interface TransportFunction {
  (request: Request, permit: SendPermit): Promise<Response>
  /**
   * The same without a Request, a Response and their streams, whatever its method and body. Where it is there,
   * Http uses it and leaves ky out.
   */
  readonly exchange?: ((head: Head, permit: DirectPermit) => Promise<Answer>) | undefined
}
