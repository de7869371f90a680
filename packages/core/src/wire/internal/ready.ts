/**
 * A request that is fixed before it leaves. The one that is hashed is the one that runs: both come out of one fixing, and
 * no adapter stands between them.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Http from "../../http/Http.ts"
import { hashOf } from "./hash.ts"

/** One exchange with the provider, as `Http` ends it. */
export type Exchange = Effect.Effect<Http.Answer | Http.MaybeSent, Http.NeverSent>

/** The sender of requests, such as an `Http.Client`. */
export interface Client<Request> {
  readonly send: (request: Request, options?: Http.CallOptions) => Exchange
  /** The request as `send` sends it; undefined where that cannot be said before. */
  readonly toWire: (request: Request) => Http.WireRequest | undefined
}

/** A request that is fixed: every run sends this one. */
export interface FixedRequest {
  readonly run: (deadline: DateTime.Utc | undefined) => Exchange
  /** Its hash with the account behind it; undefined where it cannot be compared with another one. */
  readonly hash: (account: ReadonlyArray<string>) => Redacted.Redacted<string> | undefined
}

/** A request that is ready: nothing leaves before it is run, at the latest at the deadline. Made by `ready` alone. */
export class Ready {
  readonly #fix: Effect.Effect<FixedRequest>

  constructor(fix: Effect.Effect<FixedRequest>) {
    this.#fix = fix
  }

  /** Builds the request, once for each sending. */
  get fix(): Effect.Effect<FixedRequest> {
    return this.#fix
  }
}

/** Beside a request. */
export interface ReadyOptions {
  /**
   * The headers that hold a time or a nonce, or are signed with one: they alone may differ when the same request is sent
   * again, and no provider compares them.
   */
  readonly changing?: ReadonlyArray<string> | undefined
}

/** A request, or what builds it: a function where that is work, an Effect where it takes a time or a nonce. */
export type Built<Request extends object> = Request | (() => Request) | Effect.Effect<Request>

/**
 * Makes a request ready. It is built when it is sent, from what was given here alone, so that it is the same one whenever
 * it is sent. One that an Effect builds may be another one each time: without `changing` it is never replayed.
 */
export const ready = <Request extends object, const B extends Request>(
  client: Client<Request>,
  request: Built<B>,
  { changing }: ReadyOptions = {}
): Ready => {
  const isComparable = !Effect.isEffect(request) || changing !== undefined
  const build: Effect.Effect<B> = Effect.isEffect(request)
    ? request
    : Effect.sync(() => (typeof request === "function" ? request() : request))
  return new Ready(
    Effect.map(build, (built) => ({
      run: (deadline) => client.send(built, { deadline }),
      hash: (account) => {
        const wire = isComparable ? client.toWire(built) : undefined
        return wire && hashOf(wire, changing ?? [], account)
      }
    }))
  )
}
