import { once } from "node:events"
import { request as httpRequest } from "node:http"
import { connect } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import type { Fault } from "../src/index.ts"
import { Clock, Sandbox } from "../src/index.ts"
import { body, type Envelope, post, secret } from "./support.ts"

let running: Sandbox.Sandbox | undefined
const start = async () => {
  const clock = Clock.manual()
  running = await Sandbox.start({ clock, feennex: { shops: [{ id: "112", secret }] } })
  return { clock, ...running.feennex }
}

afterEach(async () => {
  await running?.close()
  running = undefined
})

/** One raw exchange: what arrived before the connection ended, and how it ended. */
const exchange = (url: string, text: string): Promise<{ readonly data: string; readonly end: string }> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    let data = ""
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on("data", (chunk) => {
      data += chunk.toString()
    })
    socket.on("error", (error: NodeJS.ErrnoException) => resolve({ data, end: error.code ?? "error" }))
    socket.on("close", () => resolve({ data, end: "closed" }))
  })

const raw = (path: string, value: unknown): string => {
  const text = JSON.stringify(value)
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}`
  return `${head}\r\n\r\n${text}`
}

const create = () => raw("/withdraw/create", body("/withdraw/create"))

describe("on a real socket", () => {
  it("answers as in process, with links that lead back to it", async () => {
    const { url, clock } = await start()
    await fetch(post(`${url}/invoice/create`, body("/invoice/create")))
    await clock.advance(1000)
    const answer = await fetch(post(`${url}/invoice/check`, body("/invoice/check")))
    const { data } = (await answer.json()) as Envelope
    const { receipt_status_url = "" } = data.ps_data as Record<string, string>
    expect(receipt_status_url.startsWith(`${url}/api/v1/order/`)).toBe(true)
    expect(await (await fetch(receipt_status_url)).json()).toEqual([])
  })

  it.each<[Fault, number]>([
    [{ kind: "refuse" }, 0],
    [{ kind: "resetBefore" }, 0],
    [{ kind: "resetAfter" }, 1]
  ])("%o resets the connection without a byte", async (fault, operations) => {
    const { url, admin } = await start()
    admin.fault(fault)
    expect(await exchange(url, create())).toEqual({ data: "", end: "ECONNRESET" })
    expect(admin.operations()).toHaveLength(operations)
  })

  it("refuse closes before the body is there", async () => {
    const { url, admin } = await start()
    admin.fault({ kind: "refuse" })
    const head = "POST /withdraw/create HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n"
    expect((await exchange(url, head)).end).toBe("ECONNRESET")
    expect(admin.journal()).toMatchObject([{ fault: "refuse", reference: null, acted: false }])
  })

  it("truncate sends the whole length and half of the bytes, then closes", async () => {
    const { url, admin } = await start()
    admin.fault({ kind: "truncate" })
    const { data, end } = await exchange(url, create())
    expect(end).toBe("closed")
    const [head = "", half = ""] = data.split("\r\n\r\n")
    const whole = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(half.length).toBe(Math.floor(whole / 2))
    expect(half.startsWith('{"data":')).toBe(true)
    admin.fault({ kind: "truncate" })
    const response = await fetch(post(`${url}/shop_balance`, body("/shop_balance")))
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(admin.operations()).toHaveLength(1)
  })

  it.each<[Fault, number]>([
    [{ kind: "silentBefore" }, 0],
    [{ kind: "silentAfter" }, 1]
  ])("%o answers nothing until the client gives up", async (fault, operations) => {
    const { url, admin } = await start()
    admin.fault(fault)
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => socket.write(create()))
    let data = ""
    socket.on("data", (chunk) => {
      data += chunk.toString()
    })
    // The server has decided to stay silent once its journal records it; another call on the side proves it is alive.
    while (admin.journal({ reference: "p-1" })[0]?.reply !== "silence") await fetch(`${url}/_sandbox/clock`)
    expect([data, socket.destroyed]).toEqual(["", false])
    expect(admin.operations()).toHaveLength(operations)
    socket.destroy()
  })

  it("html and rateLimit come with their status and headers", async () => {
    const { url, admin } = await start()
    admin.fault({ kind: "html" })
    admin.fault({ kind: "rateLimit", retryAfter: 7 })
    const first = await fetch(post(`${url}/withdraw/create`, body("/withdraw/create")))
    expect([first.status, (await first.text()).startsWith("<html>")]).toEqual([502, true])
    const second = await fetch(post(`${url}/withdraw/create`, body("/withdraw/create")))
    expect([second.status, second.headers.get("retry-after")]).toEqual([429, "7"])
    await second.text()
  })

  it("offline refuses connections and comes back on the same port", async () => {
    const { url, admin, clock } = await start()
    await (await fetch(post(`${url}/_sandbox/offline`, { ms: 5000 }))).text()
    const { end } = await exchange(url, create())
    expect(end).toBe("ECONNREFUSED")
    expect(admin.journal()).toEqual([])
    await clock.advance(5000)
    const answer = await fetch(post(`${url}/withdraw/create`, body("/withdraw/create")))
    expect(((await answer.json()) as Envelope).error_code).toBe(0)
  })

  it("survives clients that break off, send nonsense or name strange targets", async () => {
    const { url } = await start()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => {
      socket.write("POST /withdraw/create HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
      socket.destroy()
    })
    await once(socket, "close")
    for (const head of ["TRACE / HTTP/1.1", "OPTIONS * HTTP/1.1", "GET // HTTP/1.1", "GET http://[ HTTP/1.1", "x"]) {
      expect((await exchange(url, `${head}\r\nhost: x\r\nconnection: close\r\n\r\n`)).data).toMatch(/^HTTP\/1\.1 4\d\d/)
    }
    expect((await fetch(`${url}/_sandbox/clock`)).status).toBe(200)
  })

  it("answers a body beyond its limit instead of breaking the pipe", async () => {
    const { url } = await start()
    const response = await fetch(post(`${url}/withdraw/create`, `{"account":"${"x".repeat(5 * 1024 * 1024)}"}`))
    expect(await response.json()).toMatchObject({ error_code: 10, message: "Request body is too large" })
  })

  it("ends silent connections when it is closed", async () => {
    const { url, admin } = await start()
    admin.fault({ kind: "silentAfter" })
    const waiting = exchange(url, create())
    while (admin.journal()[0]?.reply !== "silence") await fetch(`${url}/_sandbox/clock`)
    await running?.close()
    expect((await waiting).data).toBe("")
  })

  it("delivers callbacks to a real receiver", async () => {
    const { url, admin } = await start()
    // The simulator's own admin index serves as the receiver: it answers 404 to a POST, which is enough to be reached.
    const callback_url = `${url}/_sandbox`
    await fetch(post(`${url}/invoice/create`, body("/invoice/create", { callback_url })))
    await admin.pay("o-1")
    expect(admin.deliveries()).toMatchObject([{ attempts: [{ httpStatus: 404, error: null }] }])
  })

  it("names an address that can be reached when it listens on all of them", async () => {
    running = await Sandbox.start({ host: "0.0.0.0" })
    expect(running.feennex.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${running.feennex.url}/_sandbox/clock`)).status).toBe(200)
  })

  it("keeps many requests of one connection apart", async () => {
    const { url, admin } = await start()
    const ids = Array.from({ length: 100 }, (_, index) => `p-${index}`)
    const answers = await Promise.all(
      ids.map(async (shop_payment_id) => {
        const answer = await fetch(post(`${url}/withdraw/create`, body("/withdraw/create", { shop_payment_id })))
        return ((await answer.json()) as Envelope).data.shop_payment_id
      })
    )
    expect(answers).toEqual(ids)
    expect(new Set(admin.operations().map(({ id }) => id)).size).toBe(100)
  })
})

describe("two ways to reach it", () => {
  it("differ in nothing for node:http", async () => {
    const { url } = await start()
    const client = httpRequest(`${url}/withdraw/create`, {
      method: "POST",
      headers: { "content-type": "application/json" }
    })
    client.end(JSON.stringify(body("/withdraw/create")))
    const [response] = (await once(client, "response")) as [NodeJS.ReadableStream & { statusCode: number }]
    let text = ""
    for await (const chunk of response) text += chunk.toString()
    expect([response.statusCode, (JSON.parse(text) as Envelope).result]).toEqual([200, true])
  })
})
