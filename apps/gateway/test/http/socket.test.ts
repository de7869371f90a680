/** The face on a real socket: what only bytes on a wire can show. */
import { connect } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { Context, Duration, Effect, Exit, Layer, Scope } from "effect"
import { HttpServer } from "effect/http"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Http from "../../src/http/Http.ts"
import { keys, payoutBody, world } from "./support/api.ts"

const serve = async (options: Pick<Http.Options, "gracefulShutdownTimeout"> = {}) => {
  const { needs, script } = await world()
  const scope = await Effect.runPromise(Scope.make())
  const layer = Http.layer({
    host: "127.0.0.1",
    port: 0,
    ...options,
    settings: { bodyTimeout: Duration.millis(300), maxJsonBytes: 10_000 }
  }).pipe(Layer.provide(needs))
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  const { address } = Context.get(context, HttpServer.HttpServer)
  if (!("port" in address)) throw new Error("no port")
  return { script, port: address.port, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

let server: Awaited<ReturnType<typeof serve>>

beforeEach(async () => {
  server = await serve()
})

afterEach(() => server.close())

/** Sends these texts one after another and returns all that came back until the other side closed or it was quiet. */
const talk = (parts: ReadonlyArray<string>, { pause = 0, quiet = 1500 } = {}) =>
  new Promise<{ readonly text: string; readonly isClosed: boolean }>((resolve) => {
    let text = ""
    let isDone = false
    const socket = connect(server.port, "127.0.0.1")
    const done = (isClosed: boolean) => {
      isDone = true
      socket.destroy()
      resolve({ text, isClosed })
    }
    let timer = setTimeout(() => done(false), quiet)
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1")
      clearTimeout(timer)
      timer = setTimeout(() => done(false), quiet)
    })
    socket.on("error", () => undefined)
    socket.on("close", () => {
      clearTimeout(timer)
      if (!isDone) resolve({ text, isClosed: true })
    })
    socket.on("connect", async () => {
      for (const part of parts) {
        if (!socket.writable) return
        socket.write(part)
        if (pause > 0) await sleep(pause)
      }
    })
  })

const head = (headers: ReadonlyArray<string>, line = "POST /v1/payouts HTTP/1.1") =>
  [line, "Host: x", `Authorization: Bearer ${keys.merchant}`, "Idempotency-Key: k1", ...headers, "", ""].join("\r\n")

describe("a socket", () => {
  it("carries a create, and keeps the connection for the next request", async () => {
    const body = JSON.stringify(payoutBody())
    const request = head(["Content-Type: application/json", `Content-Length: ${body.length}`]) + body
    const { isClosed, text } = await talk([request, request], { pause: 100, quiet: 400 })
    expect(text.match(/HTTP\/1\.1 201 Created/g)).toHaveLength(2)
    expect(isClosed).toBe(false)
  })

  it("is refused with 413 unread when it announces too much", async () => {
    const { isClosed, text } = await talk([head(["Content-Length: 10001"])])
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(text).toContain("body_too_large")
    expect(text.toLowerCase()).toContain("connection: close")
    expect(isClosed).toBe(true)
    expect(server.script.creates).toEqual([])
  })

  it("may stream nothing, or an empty object, where no body is taken, and goes on", async () => {
    const line = "POST /v1/webhooks/test HTTP/1.1"
    const stream = (...chunks: ReadonlyArray<string>) =>
      [head(["Transfer-Encoding: chunked"], line), ...chunks.map((chunk) => `${chunk.length}\r\n${chunk}\r\n`)].join("")
    const parts = [stream("{", "}"), "0\r\n\r\n", stream(), "0\r\n\r\n", stream("{}"), "0\r\n\r\n"]
    const { isClosed, text } = await talk(parts, { pause: 50, quiet: 600 })
    expect(text.match(/HTTP\/1\.1 201 Created/g)).toHaveLength(3)
    expect(isClosed).toBe(false)
  })

  it("is let go of when it streams more than that, or nothing at all for too long", async () => {
    const start = head(["Transfer-Encoding: chunked"], "POST /v1/payouts/po_1/refresh HTTP/1.1")
    const chunk = `1000\r\n${" ".repeat(4096)}\r\n`
    for (const parts of [[start, chunk, chunk], [start]]) {
      const { isClosed, text } = await talk(parts, { pause: 10 })
      expect(text).toMatch(/^HTTP\/1\.1 422 /)
      expect(text.toLowerCase()).toContain("connection: close")
      expect(isClosed).toBe(true)
    }
  })

  it("is refused with 413 when it sends too much without saying so", async () => {
    const chunk = `1000\r\n${"x".repeat(4096)}\r\n`
    const { text } = await talk([head(["Transfer-Encoding: chunked"]), chunk, chunk, chunk, chunk], { pause: 10 })
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
  })

  it("is let go of with 408 when its body comes too slowly", async () => {
    const parts = [head(["Content-Length: 100"]), ..."{}     ".repeat(10)]
    const { isClosed, text } = await talk(parts, { pause: 50 })
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toContain("request_timeout")
    expect(isClosed).toBe(true)
  })

  it("is refused by 401 before its body is read", async () => {
    const parts = ["POST /v1/payouts HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"]
    const { text } = await talk(parts, { quiet: 200 })
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
  })

  it("is refused with 431 when its headers are too long, and with 400 when it is not HTTP", async () => {
    const long = await talk([head([`X-Long: ${"x".repeat(20_000)}`])])
    expect(long.text).toMatch(/^HTTP\/1\.1 431 /)
    expect(long.text).toContain("content-type: application/problem+json")
    expect(long.text).toContain('"code":"headers_too_large"')
    const nonsense = await talk(["\u0000\u0001 nonsense\r\n\r\n"])
    expect(nonsense.text).toMatch(/^HTTP\/1\.1 400 /)
    expect(nonsense.text).toContain('"code":"malformed_request"')
    expect([long.isClosed, nonsense.isClosed]).toEqual([true, true])
  })

  it("that cannot be read after one that could is refused behind its answer", async () => {
    const good = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    const { isClosed, text } = await talk([good, "\u0000 nonsense\r\n\r\n"], { pause: 200 })
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"])
    expect(isClosed).toBe(true)
  })

  it.each([
    "GET *",
    "GET http://elsewhere.test/v1",
    "OPTIONS *",
    "TRACE /",
    "PROPFIND /v1/payouts",
    "GET //",
    "GET /%"
  ])("is answered with a 4xx problem to %s", async (line) => {
    const { text } = await talk([`${line} HTTP/1.1\r\nHost: x\r\n\r\n`], { quiet: 300 })
    expect(text).toMatch(/^HTTP\/1\.1 40[45] /)
    expect(text).toContain("application/problem+json")
  })

  it("is not upgraded to anything, and not tunnelled", async () => {
    const upgrade = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    expect((await talk([upgrade], { quiet: 300 })).text).toMatch(/^HTTP\/1\.1 200 /)
    expect((await talk(["CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"], { quiet: 300 })).text).not.toContain(" 200 ")
  })

  it("that goes away does not undo what it has begun", async () => {
    server.script.createMillis = 200
    const body = JSON.stringify(payoutBody())
    const socket = connect(server.port, "127.0.0.1")
    await new Promise<void>((resolve) => {
      socket.write(head([`Content-Length: ${body.length}`]) + body, () => resolve())
    })
    await sleep(100)
    socket.destroy()
    await sleep(300)
    expect(server.script.finished).toBe(1)
  })

  it("may end in the middle of its body, and the server goes on", async () => {
    const socket = connect(server.port, "127.0.0.1")
    await new Promise<void>((resolve) => {
      socket.write(`${head(["Content-Length: 100"])}{"a":`, () => resolve())
    })
    socket.destroy()
    await sleep(50)
    const response = await fetch(`http://127.0.0.1:${server.port}/healthz`)
    expect(response.status).toBe(200)
    expect(server.script.creates).toEqual([])
  })

  it("may ask for the head only", async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/readyz`, { method: "HEAD" })
    expect([response.status, await response.text()]).toEqual([200, ""])
  })

  it("is answered to the end when the server is closed meanwhile", async () => {
    server.script.holdMillis = 300
    const asked = fetch(`http://127.0.0.1:${server.port}/v1/payouts`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keys.merchant}`,
        "content-type": "application/json",
        "idempotency-key": "k1",
        prefer: "wait=5"
      },
      body: JSON.stringify(payoutBody())
    })
    await sleep(100)
    const closing = server.close()
    expect((await asked).status).toBe(201)
    await closing
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow()
  })

  it("that is never read does not hold up the end of the server", async () => {
    const brief = await serve({ gracefulShutdownTimeout: Duration.millis(100) })
    const socket = connect(brief.port, "127.0.0.1").pause()
    const cutOff = new Promise<void>((resolve) => socket.on("error", () => undefined).on("close", () => resolve()))
    // Far more than any buffer between the two holds.
    const page = ["GET /docs HTTP/1.1", "Host: x", "", ""].join("\r\n")
    await new Promise<void>((resolve) => socket.write(page.repeat(64), () => resolve()))
    await sleep(300)
    await brief.close()
    socket.resume()
    await cutOff
  }, 90_000)
})
