/**
 * How a connection of a pool comes to stand: straight or through the tunnel of a proxy, over TLS as whoever the options say.
 * Until it stands not one byte of a request may leave, so whatever fails here proves that none has.
 */
import * as net from "node:net"
import { TLSSocket } from "node:tls"
import * as Redacted from "effect/Redacted"
import type { buildConnector } from "undici"
// @ts-expect-error undici has types for itself as a whole only, and as a whole it loads in three times the time.
import undiciConnector from "undici/lib/core/connect.js"
import type { Options } from "./connectionOptions.ts"
import { certificateRefused, TransportError } from "./fault.ts"
import { addressOf, tunnel } from "./proxy.ts"

const build: typeof buildConnector = undiciConnector

/** Makes connections until it is closed. */
export interface Connector {
  readonly connect: buildConnector.connector
  /** Breaks every connection that was made, also those that do not stand yet. */
  readonly close: () => void
}

const opened = <A>(secret: Redacted.Redacted<A> | undefined): A | undefined => secret && Redacted.value(secret)

/** The options of TLS by which a provider is trusted, and we are known to it. */
export const tlsOf = ({ ca, cert, key, passphrase }: Options) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key: opened(key) }),
  ...(passphrase === undefined ? {} : { passphrase: opened(passphrase) })
})

// How long a refusal of our certificate may take to come back. Only a server that says nothing at all is waited for so long.
const refusalMillis = 1_000

/**
 * Waits for the first word of the server after the handshake. In TLS 1.3 that is over for us before the server has looked at our
 * certificate: a refusal would come when a request has left already, and prove nothing. The ticket of a session, which
 * servers send first, shows that it was taken.
 */
const known = (socket: TLSSocket, done: (error: Error | null) => void): void => {
  if (socket.getProtocol() !== "TLSv1.3" || socket.isSessionReused()) {
    done(null)
    return
  }
  let isOver = false
  const end = (error: Error | null) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    for (const [event, listener] of listeners) socket.off(event, listener)
    done(error)
  }
  const closed = () => end(new TransportError(certificateRefused))
  const listeners = [
    // It comes in the middle of a read, in which nothing can be written.
    ["session", () => setImmediate(end, null)],
    ["error", end],
    ["end", closed],
    ["close", closed]
  ] as const
  for (const [event, listener] of listeners) socket.on(event, listener)
  const timer = setTimeout(() => end(null), refusalMillis)
  // Nothing is read of a socket that nobody reads.
  socket.read(0)
}

/** Connections that stand within `timeout` milliseconds, the tunnel and TLS included. */
export const make = (options: Options, timeout: number): Connector => {
  const sockets = new Set<net.Socket>()
  const keep = <S extends net.Socket>(socket: S): S => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
    return socket
  }
  const direct = build({ allowH2: false, timeout, ...tlsOf(options) })
  const proxy = options.proxy === undefined ? undefined : addressOf(Redacted.value(options.proxy))

  const secured: buildConnector.connector =
    options.cert === undefined
      ? direct
      : (target, callback) =>
          direct(target, (...result) => {
            const [error, socket] = result
            if (error !== null || !(socket instanceof TLSSocket)) return callback(...result)
            known(socket, (refused) => {
              if (refused === null) return callback(null, socket)
              socket.destroy()
              callback(refused, null)
            })
          })

  const connect: buildConnector.connector = (target, callback) => {
    const { hostname, port, protocol } = target
    // What is plain text stays on this machine, to which a proxy has no way.
    if (proxy === undefined || protocol !== "https:") {
      // By its type nothing is given: what undici's connector gives is the socket.
      const socket: unknown = secured(target, callback)
      if (socket instanceof net.Socket) keep(socket)
      return
    }
    const until = performance.now() + timeout
    const to = { hostname, port: port || "443" }
    keep(
      tunnel(proxy, to, timeout, (error, socket) => {
        if (error !== undefined) return callback(error, null)
        let isOver = false
        const end: buildConnector.Callback = (...result) => {
          if (isOver) return
          isOver = true
          clearTimeout(timer)
          callback(...result)
        }
        const timer = setTimeout(
          () => {
            end(new TransportError("UND_ERR_CONNECT_TIMEOUT"), null)
            socket.destroy()
          },
          Math.max(1, until - performance.now())
        )
        secured({ ...target, httpSocket: socket }, end)
      })
    )
  }

  return {
    connect,
    close: () => {
      for (const socket of sockets) socket.destroy()
    }
  }
}
