/** Through a proxy every connection is a tunnel: it learns where to, and what fails before the tunnel stands has sent nothing. */
import type * as net from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { ca, client, server } from "../support/identities.ts"
import { listenAsProxy } from "../support/proxy.ts"
import { answer, type Behaviour, deadPort, listen } from "../support/server.ts"
import { going, proving } from "../support/transport.ts"

const canary = "canary"
const pay: Http.Request = {
  method: "POST",
  path: `/pay?of=${canary}`,
  headers: { authorization: `Bearer ${canary}` },
  body: canary
}

const answering: Behaviour = { requested: (socket) => socket.write(answer("{}")), tls: server }

const own = { ca, cert: client.cert, key: Redacted.make(client.key) }

const ended = (url: string) =>
  Http.make({ baseUrl: url, timeout: "5 seconds" })
    .send(pay)
    .pipe(
      Effect.match({
        onFailure: ({ fault, message }) => `NeverSent ${fault}: ${message}`,
        onSuccess: (outcome) =>
          outcome._tag === "Answer" ? `Answer ${outcome.status}` : `MaybeSent ${outcome.fault}: ${outcome.message}`
      })
    )

describe.each(proving)("through a proxy, %s,", (way) => {
  const through = (url: string, options = {}) => going(way, { ...own, proxy: Redacted.make(url), ...options })

  it.live("a request arrives whole, and the proxy sees the name of the host alone", () =>
    Effect.gen(function* () {
      const proxy = yield* listenAsProxy()
      const { observed, port, url } = yield* listen({ ...answering, tls: { ...server, ca, requestCert: true } })
      assert.strictEqual(yield* ended(url).pipe(through(proxy.url)), "Answer 200")
      assert.isTrue(observed.requests[0]?.startsWith("POST /pay?of=canary HTTP/1.1\r\n"))
      assert.deepStrictEqual(proxy.heads, [`CONNECT localhost:${port} HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`])
      assert.notInclude(proxy.passed(), canary)
    })
  )

  it.live("it is told who we are, and the provider is not", () =>
    Effect.gen(function* () {
      const proxy = yield* listenAsProxy()
      const { observed, url } = yield* listen(answering)
      const named = proxy.url.replace("http://", "http://us%40er:pa%3Ass@")
      assert.strictEqual(yield* ended(url).pipe(through(named)), "Answer 200")
      const [, token = ""] = /\r\nproxy-authorization: Basic (\S+)\r\n/.exec(proxy.heads[0] ?? "") ?? []
      assert.strictEqual(Buffer.from(token, "base64").toString(), "us@er:pa:ss")
      assert.notInclude(observed.requests[0], "proxy-authorization")
    })
  )

  it.live("a provider on loopback without TLS is reached straight: what is plain text does not leave the machine", () =>
    Effect.gen(function* () {
      const proxy = yield* listenAsProxy()
      const { observed, url } = yield* listen({ requested: (socket) => socket.write(answer("{}")) })
      assert.strictEqual(yield* ended(url).pipe(through(proxy.url)), "Answer 200")
      assert.strictEqual(observed.requests.length, 1)
      assert.deepStrictEqual(proxy.heads, [])
    })
  )

  const refusals: ReadonlyArray<readonly [what: string, instead: (socket: net.Socket) => void, message: string]> = [
    [
      "asks who we are",
      (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
      "the proxy refused the connection (PROXY_REFUSED_407)"
    ],
    [
      "refuses",
      (socket) => socket.end("HTTP/1.1 502 No\r\n\r\n"),
      "the proxy refused the connection (PROXY_REFUSED_502)"
    ],
    [
      "speaks something else",
      (socket) => socket.end("SSH-2.0\r\n\r\n"),
      "no connection through the proxy (PROXY_UNREADABLE)"
    ],
    ["never ends its answer", (socket) => socket.write("x".repeat(20_000)), "(PROXY_UNREADABLE)"],
    [
      "speaks in the name of the provider",
      (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${answer("{}")}`),
      "(PROXY_UNREADABLE)"
    ],
    ["hangs up", (socket) => socket.end(), "no connection through the proxy (PROXY_CLOSED)"]
  ]

  it.live.each(refusals)("nothing is sent where it %s", ([, instead, message]) =>
    Effect.gen(function* () {
      const proxy = yield* listenAsProxy({ instead })
      const { observed, url } = yield* listen(answering)
      const named = proxy.url.replace("http://", `http://user:${canary}@`)
      const outcome = yield* ended(url).pipe(through(named))
      assert.include(outcome, "NeverSent Unreachable: ")
      assert.include(outcome, message)
      assert.notInclude(outcome.replace("of=canary", ""), canary)
      assert.strictEqual(observed.connections, 0)
      assert.strictEqual(proxy.heads.length, 1)
    })
  )

  it.live("nothing is sent where nobody listens, or nobody answers in time, before or after the tunnel stands", () =>
    Effect.gen(function* () {
      const { observed, url } = yield* listen(answering)
      const nobody = `http://127.0.0.1:${yield* deadPort}`
      assert.include(yield* ended(url).pipe(through(nobody)), "NeverSent Refused: ")
      const silent = yield* listenAsProxy({ instead: () => {} })
      const late = { connectTimeout: "200 millis" }
      assert.include(yield* ended(url).pipe(through(silent.url, late)), "NeverSent ConnectTimeout: ")
      const holding = yield* listenAsProxy({ passes: () => false })
      assert.include(yield* ended(url).pipe(through(holding.url, late)), "NeverSent ConnectTimeout: ")
      assert.strictEqual(observed.bytes, 0)
    })
  )

  it.live("what has left through it is unknown when the tunnel breaks, and is sent once", () =>
    Effect.gen(function* () {
      const proxy = yield* listenAsProxy()
      const { observed, url } = yield* listen({ tls: server, requested: (socket) => void socket.destroy() })
      assert.include(yield* ended(url).pipe(through(proxy.url)), "MaybeSent ConnectionLost: ")
      assert.strictEqual(observed.requests.length, 1)
      assert.strictEqual(proxy.heads.length, 1)
    })
  )

  it.live("a server that says nothing after its handshake is waited for a second, and then sent the request", () =>
    Effect.gen(function* () {
      // Its tickets are held back: they come with the third of what it says at the earliest.
      let isRead = false
      const proxy = yield* listenAsProxy({ passes: (from, nth) => from === "us" || nth < 2 || isRead })
      const { observed, url } = yield* listen({
        tls: { ...server, ca, requestCert: true },
        requested: (socket) => {
          isRead = true
          socket.write(answer("{}"))
        }
      })
      yield* Effect.ignore(Http.make({ baseUrl: url, timeout: "2 seconds" }).send(pay)).pipe(through(proxy.url))
      assert.strictEqual(observed.requests.length, 1)
    })
  )
})
