/**
 * Transports over connections of one's own, on Node: they prove the first byte as the default does. Who imports this
 * module loads undici; nothing else of core does on another runtime than Node.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Answer } from "./internal/outcome.ts"
import type { DirectPermit, Head } from "./internal/permit.ts"
import * as Pool from "./internal/pool.ts"
import { Transport } from "./Transport.ts"

export type { Options } from "./internal/pool.ts"

/** A transport that owns connections. */
export interface PooledTransport extends Transport {
  /** Breaks every connection, also those in use. */
  readonly close: () => Promise<void>
}

/** One that also sends what is neither a Request nor a Response. */
export interface DirectTransport extends PooledTransport {
  readonly exchange: (head: Head, permit: DirectPermit) => Promise<Answer>
}

/** A pool of HTTP/1.1 connections that never pipelines, never follows redirects and never retries. */
export const make = (options: Pool.Options = {}): PooledTransport => {
  const { send, close } = Pool.make(options)
  return Object.assign((...wire: Parameters<typeof send>) => send(...wire), { close })
}

/**
 * The same, used without ky, Request and Response, for those who count microseconds. It sends and hears the same, and refuses the same.
 *
 * **Gotchas**
 *
 * A transport that wraps this one as a function loses `exchange` and with it the speed, not the behaviour.
 */
export const direct = (options: Pool.Options = {}): DirectTransport => {
  const { send, close, exchange } = Pool.make(options)
  return Object.assign((...wire: Parameters<typeof send>) => send(...wire), { close, exchange })
}

/** Gives everything beneath it a direct transport, which is closed with the layer. */
export const layerDirect = (options?: Pool.Options): Layer.Layer<never> =>
  Layer.effect(
    Transport,
    Effect.acquireRelease(
      Effect.sync(() => direct(options)),
      ({ close }) => Effect.promise(close)
    )
  )
