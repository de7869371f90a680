/**
 * Serves a handler on a real socket. It adds nothing but the wire: a `Request` in, and the `Reply` carried out,
 * which is where resets, silence and half answers become real.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { createServer } from "node:http"
import { Readable } from "node:stream"
import type { Handler, Reply } from "./Reply.ts"
import { bytesOf, firstHalf, headersOf } from "./Reply.ts"

/** A server that is up. */
export interface Listening {
  /** For example `http://127.0.0.1:8081`. */
  readonly url: string
  /** Stops listening, so that new connections are refused; the port is taken again by `resume`. */
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>
}

/** Where to listen; port 0 takes any free one. */
export interface Options {
  readonly host: string
  readonly port: number
}

const toRequest = (incoming: IncomingMessage, origin: string): Request => {
  const method = incoming.method ?? "GET"
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "")
  }
  const bodiless = method === "GET" || method === "HEAD"
  const body = bodiless ? null : Readable.toWeb(incoming)
  return new Request(`${origin}${incoming.url ?? "/"}`, { method, headers, body, ...(body && { duplex: "half" }) })
}

const carryOut = (reply: Reply, incoming: IncomingMessage, outgoing: ServerResponse, closing: boolean): void => {
  const { socket } = incoming
  switch (reply.kind) {
    case "silence":
      return
    case "reset":
    case "offline":
      socket.resetAndDestroy()
      return
    case "answer":
    case "truncate": {
      const { status, chunked } = reply.answer
      const bytes = bytesOf(reply.answer)
      const bodyless = status === 204 || status === 304
      const framed = chunked === true ? { "transfer-encoding": "chunked" } : { "content-length": String(bytes.length) }
      const framing = bodyless ? {} : framed
      outgoing.writeHead(status, { ...headersOf(reply.answer), ...framing, ...(closing && { connection: "close" }) })
      if (reply.kind === "answer") outgoing.end(bodyless ? undefined : bytes)
      else outgoing.write(firstHalf(bytes), () => socket.destroy())
    }
  }
}

// An address that means "all of them" is no address to go to.
const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return host.includes(":") ? `[${host}]` : host
}

const isListening = (server: Server, options: Options): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port, options.host, () => {
      server.off("error", reject)
      resolve()
    })
  })

/** Starts serving; rejects when the port is taken. */
export const listen = async (handle: Handler, options: Options): Promise<Listening> => {
  let origin = ""
  let paused = false

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    let request: Request
    try {
      request = toRequest(incoming, origin)
    } catch {
      outgoing.writeHead(400, { connection: "close" }).end()
      return
    }
    carryOut(await handle(request), incoming, outgoing, paused)
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  await isListening(server, options)

  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : options.port
  origin = `http://${reachable(options.host)}:${port}`

  return {
    url: origin,
    pause: async () => {
      paused = true
      server.close()
      server.closeIdleConnections()
    },
    resume: async () => {
      paused = false
      await isListening(server, { host: options.host, port })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
