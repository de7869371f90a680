/**
 * Transports for tests: pools that are closed with the test, and one that tells when its line was opened.
 */

import { Transport, type UndiciOptions, undici } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A pool of its own, closed when the test ends. */
export const pool = (options?: UndiciOptions): Effect.Effect<Transport, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => undici(options)),
    (transport) => Effect.promise(transport.close)
  )

/** Uses a pool of its own for an effect. */
export const withPool =
  (options?: UndiciOptions) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Scope.Scope> =>
    Effect.flatMap(pool(options), (transport) => Effect.provideService(effect, Transport, transport))

/** Calls `opened` when the transport below opens its line, before it goes on to write. */
export const watched =
  (transport: Transport, opened: () => void): Transport =>
  (request, line) =>
    transport(request, {
      body: line.body,
      maxAnswerBytes: line.maxAnswerBytes,
      signal: line.signal,
      open: () => {
        const allowed = line.open()
        opened()
        return allowed
      }
    })
