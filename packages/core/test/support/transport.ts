/**
 * The three transports for tests, closed with the test where they own connections, and one that reports when its permit
 * was acquired.
 */
import * as tls from "node:tls"
import { type DirectPermit, type Head, platform, type SendPermit, Transport } from "@switchyard/core/Transport"
import * as Undici from "@switchyard/core/Undici"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** How a request is sent: by ky over a pool, over a pool without ky, and by ky over the runtime's own fetch. */
export const ways = ["over ky", "directly", "over the runtime's fetch"] as const

export type Way = (typeof ways)[number]

/** Those that ask for leave when the connection stands. */
export const proving = ["over ky", "directly"] as const

/** A pool of its own, closed when the test ends. */
export const pool = (options?: Undici.Options): Effect.Effect<Transport, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => Undici.make(options)),
    (transport) => Effect.promise(transport.close)
  )

const direct = (options?: Undici.Options): Effect.Effect<Transport, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => Undici.direct(options)),
    (transport) => Effect.promise(transport.close)
  )

// The connections of the runtime's fetch are the process's, and so is whom they trust.
const trusting = (ca: string | undefined) => {
  if (ca === undefined) return Effect.succeed(platform)
  return Effect.as(
    Effect.acquireRelease(
      Effect.sync(() => {
        const before = tls.getCACertificates("default")
        tls.setDefaultCACertificates([...before, ca])
        return before
      }),
      (before) => Effect.sync(() => tls.setDefaultCACertificates(before))
    ),
    platform
  )
}

/** The transport of a way; the runtime's fetch takes nothing of the options but `ca`. */
export const transportOf = (way: Way, options?: Undici.Options): Effect.Effect<Transport, never, Scope.Scope> => {
  if (way === "over ky") return pool(options)
  return way === "directly" ? direct(options) : trusting(options?.ca)
}

/** Has an effect sent this way. */
export const going =
  (way: Way, options?: Undici.Options) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Scope.Scope> =>
    Effect.flatMap(transportOf(way, options), (transport) => Effect.provideService(effect, Transport, transport))

/** Calls `acquired` when the transport below acquires its permit, before it goes on to write. */
export const watched = (transport: Transport, acquired: () => void): Transport => {
  const { exchange } = transport
  const reporting = ({ acquire, body, maxAnswerBytes }: SendPermit) => ({
    body,
    maxAnswerBytes,
    acquire: () => {
      const isAllowed = acquire()
      acquired()
      return isAllowed
    }
  })
  const send = (request: Request, permit: SendPermit) =>
    transport(request, { ...reporting(permit), signal: permit.signal })
  if (exchange === undefined) return send
  return Object.assign(send, {
    exchange: (head: Head, permit: DirectPermit) => {
      const { content, onHangUp, signal } = permit
      return exchange(head, { ...reporting(permit), content, onHangUp, signal })
    }
  })
}
