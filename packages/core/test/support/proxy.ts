/** A proxy on a real loopback socket that opens tunnels (CONNECT) and records what it is told, and can misbehave. */
import * as net from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface TestProxy {
  readonly url: string
  /** The head of each request that arrived. */
  readonly heads: ReadonlyArray<string>
  /** Everything that went through it from us, as it saw it. */
  readonly passed: () => string
  readonly open: () => number
}

export interface Behaviour {
  /** What is answered in place of a tunnel. */
  readonly instead?: (socket: net.Socket) => void
  /** Called with each piece of a tunnel; false holds it back for ever. */
  readonly passes?: (from: "us" | "provider", nth: number) => boolean
}

const start = async ({ instead, passes = () => true }: Behaviour) => {
  const heads: Array<string> = []
  const sockets = new Set<net.Socket>()
  let passed = ""
  const keep = (socket: net.Socket) => {
    sockets.add(socket)
    socket.on("error", () => {}).on("close", () => sockets.delete(socket))
    return socket
  }
  const server = net.createServer((socket) => {
    keep(socket)
    let head = ""
    let upstream: net.Socket | undefined
    let sent = 0
    let got = 0
    socket.on("data", (chunk) => {
      if (upstream !== undefined) {
        passed += chunk.toString("latin1")
        if (passes("us", ++sent)) upstream.write(chunk)
        return
      }
      head += chunk.toString("latin1")
      if (!head.endsWith("\r\n\r\n")) return
      heads.push(head)
      if (instead !== undefined) return instead(socket)
      const [, host = "", port = ""] = /^CONNECT (\S+):(\d+) /.exec(head) ?? []
      upstream = keep(net.connect({ host, port: Number(port) }))
      upstream.on("connect", () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"))
      upstream.on("data", (data) => passes("provider", ++got) && socket.write(data))
      upstream.on("close", () => socket.destroy())
      socket.on("close", () => upstream?.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { url: `http://127.0.0.1:${address.port}`, heads, passed: () => passed, open: () => sockets.size, stop }
}

/** Listens on a free loopback port until the test ends. */
export const listenAsProxy = (behaviour: Behaviour = {}): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => start(behaviour)),
    ({ stop }) => Effect.promise(stop)
  )
