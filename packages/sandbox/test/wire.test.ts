/** Changes by proxies and hurried servers to an answer on its way: compression unasked for, chunks, and waits for ever. */
import type { IncomingHttpHeaders } from "node:http"
import { createServer, request as httpRequest } from "node:http"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { afterEach, describe, expect, it } from "vitest"
import type { Fault } from "../src/index.ts"
import { Clock, Sandbox } from "../src/index.ts"
import * as P2p from "./p2p/support.ts"
import { adminClient, body, type Envelope, origin, post, secret, setUp } from "./support.ts"

let running: Sandbox.Sandbox | undefined
const start = async () => {
  const clock = Clock.manual()
  running = await Sandbox.start({
    clock,
    feennex: { shops: [{ id: "112", secret }] },
    p2p: { merchants: [P2p.merchant] }
  })
  return running
}

afterEach(async () => {
  await running?.close()
  running = undefined
})

/** One exchange without a `fetch` that decodes: the bytes as they came. */
const exchange = (url: string, json: unknown) =>
  new Promise<{ readonly status: number; readonly headers: Record<string, unknown>; readonly bytes: Buffer }>(
    (resolve, reject) => {
      const sent = httpRequest(url, { method: "POST", headers: { "content-type": "application/json" } }, (answer) => {
        const chunks: Array<Buffer> = []
        answer.on("data", (chunk: Buffer) => chunks.push(chunk))
        answer.on("error", reject)
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) })
        )
      })
      sent.on("error", reject)
      sent.end(JSON.stringify(json))
    }
  )

/** A receiver that answers 200 and reports what it was sent. */
const httpServer = (onRequest: (headers: IncomingHttpHeaders, bytes: Buffer) => void) =>
  createServer((incoming, outgoing) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      outgoing.end("OK")
      onRequest(incoming.headers, Buffer.concat(chunks))
    })
  })

describe("an answer on a socket", () => {
  it.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync]
  ] as const)("is compressed by %s where so set, asked for or not, on creates and reads", async (encoding, decode) => {
    const { feennex } = await start()
    feennex.admin.fault({ kind: "wire", encoding }, { times: null })
    for (const path of ["/withdraw/create", "/withdraw/status"]) {
      const { headers, bytes } = await exchange(`${feennex.url}${path}`, body(path))
      expect([headers["content-encoding"], headers["content-length"]]).toEqual([encoding, String(bytes.length)])
      expect(JSON.parse(decode(bytes).toString())).toMatchObject({ error_code: 0, data: { id: 11298076 } })
    }
    const answer = await fetch(post(`${feennex.url}/withdraw/status`, body("/withdraw/status")))
    expect(((await answer.json()) as Envelope).error_code).toBe(0)
  })

  it("is compressed on top of whatever else is scripted, and cut off in the middle of its bytes", async () => {
    const { feennex } = await start()
    const { admin, url } = feennex
    admin.fault({ kind: "wire", encoding: "gzip" }, { times: null })
    admin.fault({ kind: "error", code: 9 })
    const refused = await exchange(`${url}/withdraw/create`, body("/withdraw/create"))
    expect(JSON.parse(gunzipSync(refused.bytes).toString())).toMatchObject({ error_code: 9 })
    admin.fault({ kind: "html" })
    const page = await exchange(`${url}/withdraw/create`, body("/withdraw/create"))
    expect([page.status, gunzipSync(page.bytes).toString().startsWith("<html>")]).toEqual([502, true])
    admin.fault({ kind: "truncate" })
    await expect(exchange(`${url}/withdraw/create`, body("/withdraw/create"))).rejects.toThrow("aborted")
    expect(admin.operations()).toHaveLength(1)
  })

  it("comes in chunks without a length, also where there is nothing in it", async () => {
    const { p2p } = await start()
    const { admin, url } = p2p
    admin.fault({ kind: "wire", chunked: true }, { times: null })
    const create = P2p.address("create_pay_out/", url)
    const whole = await exchange(create, P2p.body())
    expect([whole.headers["transfer-encoding"], whole.headers["content-length"]]).toEqual(["chunked", undefined])
    expect(JSON.parse(whole.bytes.toString())).toMatchObject({ ok: true })
    admin.fault({ kind: "answer", body: "", acts: true })
    const empty = await exchange(create, P2p.body({ order_id: "order124" }))
    expect([empty.status, empty.headers["transfer-encoding"], empty.bytes.length]).toEqual([200, "chunked", 0])
    expect(admin.operations()).toHaveLength(2)
  })
})

describe("an answer in process", () => {
  it.each(["gzip", "br"] as const)(
    "in %s is decoded as any fetch decodes it, and keeps the header of its encoding",
    async (encoding) => {
      const { feennex, admin } = setUp()
      admin.fault({ kind: "wire", encoding, chunked: true })
      const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
      expect(answer.headers.get("content-encoding")).toBe(encoding)
      expect(await answer.json()).toMatchObject({ error_code: 0 })
    }
  )
})

describe("Retry-After", () => {
  it.each<[Fault, string, number]>([
    [{ kind: "rateLimit", retryAfter: 2_147_483_648 }, "2147483648", 429],
    [{ kind: "rateLimit", retryAfter: "Wed, 21 Oct 2065 07:28:00 GMT" }, "Wed, 21 Oct 2065 07:28:00 GMT", 429],
    [{ kind: "rateLimit", retryAfter: "9".repeat(400) }, "9".repeat(400), 429],
    [{ kind: "html", status: 503, retryAfter: 120 }, "120", 503],
    [{ kind: "answer", status: 503, body: "", retryAfter: "-1" }, "-1", 503],
    [{ kind: "error", code: 3, retryAfter: 0 }, "0", 200]
  ])("of %o stands in the answer to a create, which is not carried out", async (fault, stated, status) => {
    const { feennex, admin } = setUp()
    const { send } = adminClient(feennex.fetch, origin)
    await send("/faults", { fault, endpoint: "/withdraw/create" })
    const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, stated])
    expect(admin.operations()).toEqual([])
  })

  it("comes with a 429 that was carried out all the same, where so set", async () => {
    const { feennex, admin } = setUp()
    admin.fault({ kind: "rateLimit", retryAfter: 5, acts: true })
    const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
    expect(answer.status).toBe(429)
    expect(admin.operations()).toMatchObject([{ reference: "p-1" }])
  })
})

describe("a callback", () => {
  it("is compressed where so set: the bytes are not text and the header names the encoding", async () => {
    const sent: Array<Request> = []
    const feennex = setUp({
      fetch: async (input, init) => {
        sent.push(new Request(input, init))
        return new Response("OK")
      }
    })
    const p2p = P2p.setUp({
      fetch: async (input, init) => {
        sent.push(new Request(input, init))
        return new Response("OK")
      }
    })
    const { send } = adminClient(feennex.feennex.fetch, origin)
    await send("/callbacks/scripts", { script: { encoding: "gzip", copies: 2 } })
    await feennex.call("/invoice/create", { callback_url: "http://127.0.0.1:9/paid" })
    await feennex.admin.pay("o-1")
    p2p.admin.scriptCallback({ encoding: "br" })
    await p2p.create()
    await p2p.admin.setStatus("order123", "successful")
    expect(sent.map(({ headers }) => headers.get("content-encoding"))).toEqual(["gzip", "gzip", "br"])
    const bytes = await Promise.all(sent.map(async (request) => Buffer.from(await request.arrayBuffer())))
    const [first = Buffer.of(), , last = Buffer.of()] = bytes
    expect(Object.fromEntries(new URLSearchParams(gunzipSync(first).toString()))).toMatchObject({
      status: "success",
      shop_order_id: "o-1"
    })
    expect(JSON.parse(brotliDecompressSync(last).toString())).toMatchObject({ order_id: "order123" })
    const refused = await adminClient(feennex.feennex.fetch, origin).admin("POST", "/callbacks/scripts", {
      script: { encoding: "zip" }
    })
    expect(refused.status).toBe(400)
  })

  it("through the platform's own fetch arrives as those bytes", async () => {
    const { feennex } = await start()
    const received = new Promise<{ readonly encoding: unknown; readonly text: string }>((resolve) => {
      const server = httpServer((headers, bytes) => {
        server.close()
        resolve({ encoding: headers["content-encoding"], text: gunzipSync(bytes).toString() })
      })
      server.listen(0, "127.0.0.1", async () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const callback_url = `http://127.0.0.1:${port}/paid`
        await fetch(post(`${feennex.url}/invoice/create`, body("/invoice/create", { callback_url })))
        feennex.admin.scriptCallback({ encoding: "gzip", format: "json" })
        await feennex.admin.pay("o-1")
      })
    })
    const { encoding, text } = await received
    expect(encoding).toBe("gzip")
    expect(JSON.parse(text)).toMatchObject({ status: "success", shop_order_id: "o-1" })
  })
})
