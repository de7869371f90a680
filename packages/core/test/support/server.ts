/**
 * A raw server on a real loopback socket that counts what reaches it and misbehaves on demand. It parses just enough
 * HTTP to know when one whole request has arrived.
 */
import * as net from "node:net"
import * as tls from "node:tls"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { certificate, key } from "./certificate.ts"

/** The traffic that a server has observed; bytes are those of the application, without TLS. */
export interface Observed {
  connections: number
  closed: number
  bytes: number
  readonly requests: Array<string>
}

export interface Behaviour {
  /** Called for each connection, for TLS before the handshake. */
  readonly connected?: (socket: net.Socket) => void
  /** Called with each whole request, counted from 1. */
  readonly requested?: (socket: net.Socket, nth: number) => void
  /** Do not read, so that what arrives stays in the kernel. */
  readonly deaf?: boolean
  readonly secure?: boolean
  /** TLS with these options in place of its own certificate. */
  readonly tls?: tls.TlsOptions
  /** Holds the TLS handshake until this is resolved; `greeted` is called when it is reached. */
  readonly handshake?: { readonly greeted: () => void; readonly release: Promise<void> }
}

export interface TestServer {
  readonly url: string
  readonly port: number
  readonly observed: Observed
  /** Waits until what was observed satisfies the condition. */
  readonly until: (condition: (observed: Observed) => boolean) => Effect.Effect<void>
}

const requestLine = /^(GET|POST|PUT|PATCH|DELETE) \S+ HTTP\/1\.1\r\n/

/** The length of the first whole request in the text, or 0. */
const wholeRequest = (text: string): number => {
  const end = text.indexOf("\r\n\r\n")
  if (end === -1 || !requestLine.test(text)) return 0
  const length = end + 4 + Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0)
  return text.length >= length ? length : 0
}

const start = async (behaviour: Behaviour) => {
  const observed: Observed = { connections: 0, closed: 0, bytes: 0, requests: [] }
  const sockets = new Set<net.Socket>()
  const waiting = new Set<() => void>()
  const noticed = () => {
    for (const check of waiting) check()
  }

  const serve = (socket: net.Socket) => {
    let text = ""
    socket.on("error", () => {})
    if (behaviour.deaf) return
    socket.on("data", (chunk) => {
      observed.bytes += chunk.length
      text += chunk.toString("latin1")
      for (let length = wholeRequest(text); length > 0; length = wholeRequest(text)) {
        observed.requests.push(text.slice(0, length))
        text = text.slice(length)
        behaviour.requested?.(socket, observed.requests.length)
      }
      noticed()
    })
  }

  const connection = (socket: net.Socket) => {
    sockets.add(socket)
    observed.connections += 1
    socket.on("error", () => {})
    socket.on("close", () => {
      sockets.delete(socket)
      observed.closed += 1
      noticed()
    })
    behaviour.connected?.(socket)
    if (!isSecure) serve(socket)
    noticed()
  }

  const { handshake } = behaviour
  const isSecure = behaviour.secure === true || behaviour.tls !== undefined
  const server = isSecure
    ? tls.createServer(
        {
          key,
          cert: certificate,
          ...behaviour.tls,
          ...(handshake === undefined
            ? {}
            : {
                SNICallback: (_name, done) => {
                  handshake.greeted()
                  void handshake.release.then(() => done(null))
                }
              })
        },
        serve
      )
    : net.createServer({ pauseOnConnect: behaviour.deaf === true })
  server.on("connection", connection)
  server.on("tlsClientError", () => {})
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")

  const until = (condition: (observed: Observed) => boolean) =>
    Effect.promise(
      () =>
        new Promise<void>((resolve) => {
          const check = () => {
            if (!condition(observed)) return
            waiting.delete(check)
            resolve()
          }
          waiting.add(check)
          check()
        })
    )
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  const url = `${isSecure ? "https://localhost" : "http://127.0.0.1"}:${address.port}`
  return { url, port: address.port, observed, until, stop }
}

/** Listens on a free loopback port until the test ends. */
export const listen = (behaviour: Behaviour = {}): Effect.Effect<TestServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => start(behaviour)),
    (server) => Effect.promise(server.stop)
  )

/** The bytes of an HTTP answer. */
export const answer = (body: string, status = "200 OK", headers: ReadonlyArray<string> = []): string =>
  [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, "", body].join("\r\n")

/** A loopback port on which nobody listens. */
export const deadPort: Effect.Effect<number> = Effect.scoped(Effect.map(listen(), (server) => server.port))
