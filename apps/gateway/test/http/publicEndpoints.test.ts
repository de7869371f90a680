/** Who gets in, how often, and what answers without a key: callbacks, probes, the document and its page. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { Callback } from "@switchyard/core"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { recogniser } from "../../src/http/Keys.ts"
import { keys, payoutBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi()
})

afterEach(() => gateway.dispose())

describe("API keys", () => {
  it("are required, and a wrong one is told no more than a missing one", async () => {
    const missing = await gateway.ask("GET", "/v1/payouts", { key: null })
    const others = [
      await gateway.ask("GET", "/v1/payouts", { key: "sk_merchant_0001_492" }),
      await gateway.ask("GET", "/v1/payouts", { key: null, headers: { authorization: `Basic ${keys.merchant}` } }),
      await gateway.ask("GET", "/v1/payouts", { key: null, headers: { authorization: "Bearer" } })
    ]
    expect(missing.status).toBe(401)
    expect(missing.headers.get("www-authenticate")).toBe('Bearer realm="switchyard"')
    expect(missing.json).toMatchObject({
      code: "unauthorized",
      detail: "Send an API key that is configured here, in the header `Authorization: Bearer <API key>`"
    })
    for (const answer of others) expect([answer.status, answer.text]).toEqual([401, missing.text])
  })

  it("are asked for before anything of the request is looked at", async () => {
    const answer = await gateway.ask("POST", "/v1/payouts?x=1", { key: null, body: "{" })
    expect(answer.status).toBe(401)
  })

  it("are compared with every digest, in constant time, also after one has matched", async () => {
    const crypto = await import("node:crypto")
    const compared = vi.fn(Callback.isSameSignature)
    const digest = (text: string) => crypto.createHash("sha256").update(text).digest()
    const apiKeys = ["a", "b", "c"].map((name) => ({
      name,
      sha256: digest(name).toString("hex"),
      roles: ["merchant" as const] as const
    }))
    const recognise = recogniser(apiKeys, (left, right) => compared(left, right))
    expect(recognise("a")).toEqual({ name: "a", roles: ["merchant"] })
    expect(recognise("x")).toBeUndefined()
    expect(recogniser(undefined)("a")).toBeUndefined()
    expect(compared).toHaveBeenCalledTimes(6)
  })
})

describe("a callback", () => {
  const call = (path: string, body: string | Uint8Array = "a=1&a=2") =>
    gateway.ask("POST", path, {
      key: null,
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", "x-sign": "s", cookie: "c=1" }
    })

  it("is stored as it came before it is answered with OK", async () => {
    const bytes = new Uint8Array([0, 0xff, 0x7b])
    const answer = await call("/callbacks/feennex/payout/status?x=1", bytes)
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([200, "OK", "text/plain"])
    const [stored] = gateway.script.callbacks
    expect(stored).toMatchObject({ instance: "feennex", path: "payout/status", headers: { "x-sign": "s" } })
    expect(stored?.headers).not.toHaveProperty("cookie")
    expect([...(stored?.body ?? [])]).toEqual([...bytes])
  })

  it("may be empty, and may have no further path", async () => {
    expect((await call("/callbacks/p2p/", "")).status).toBe(200)
    expect((await call("/callbacks/p2p")).status).toBe(200)
    expect(gateway.script.callbacks.map(({ path }) => path)).toEqual(["", ""])
  })

  it("for an unknown instance is 404, too long is 413, and while it cannot be stored 503", async () => {
    expect((await call("/callbacks/nobody/payout")).status).toBe(404)
    expect((await call("/callbacks/p2p/x", "x".repeat(256 * 1024))).status).toBe(200)
    expect((await call("/callbacks/p2p/x", "x".repeat(256 * 1024 + 1))).status).toBe(413)
    gateway.script.isAway = true
    const away = await call("/callbacks/p2p/x")
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "7"])
    expect(gateway.script.callbacks).toHaveLength(1)
  })
})

describe("a callback that an intermediary has compressed", () => {
  const body = '{"order_id":"order123","status":"successful","rate":6.0}'
  const call = (bytes: Uint8Array, coding: string) =>
    gateway.ask("POST", "/callbacks/p2p/payout", {
      key: null,
      body: bytes,
      headers: { "content-encoding": coding, "x-sign": "s" }
    })

  it.each([
    ["gzip", gzipSync(body)],
    ["x-gzip", gzipSync(body)],
    ["br", brotliCompressSync(body)],
    ["deflate", deflateSync(body)],
    ["identity", Buffer.from(body)],
    ["gzip, br", brotliCompressSync(gzipSync(body))]
  ])("as %s is stored as its provider wrote and signed it", async (coding, bytes) => {
    const answer = await call(bytes, coding)
    expect([answer.status, answer.text]).toEqual([200, "OK"])
    const [stored] = gateway.script.callbacks
    expect(Buffer.from(stored?.body ?? []).toString()).toBe(body)
    expect(stored?.headers).toHaveProperty("x-sign", "s")
    expect(stored?.headers).not.toHaveProperty("content-encoding")
    expect(stored?.headers).not.toHaveProperty("content-length")
  })

  it("is not acknowledged when it cannot be read, and counted as such", async () => {
    const counted = async () => {
      const { text } = await gateway.ask("GET", "/metrics", { key: null })
      const line = text
        .split("\n")
        .find((each) => /callbacks_total\{.*"p2p"/.test(each) && each.includes('"unreadable"'))
      return Number(line?.split(" ")[1] ?? 0)
    }
    const before = await counted()
    const answers = [
      await call(Buffer.from(body), "zip-of-ours"),
      await call(gzipSync(body), "gzip, zip-of-ours"),
      await call(Buffer.from(body), "gzip"),
      await call(gzipSync(body).subarray(0, -6), "gzip"),
      await call(gzipSync(Buffer.alloc(256 * 1024 + 1)), "gzip"),
      await call(gzipSync(Buffer.alloc(50 * 1024 * 1024)), "gzip")
    ]
    expect(answers.map(({ status }) => status)).toEqual([415, 415, 400, 400, 413, 413])
    expect(gateway.script.callbacks).toEqual([])
    expect((await counted()) - before).toBe(answers.length)
    expect((await call(gzipSync(Buffer.alloc(256 * 1024)), "gzip")).status).toBe(200)
  })
})

describe("what needs no key", () => {
  const open = (path: string, method = "GET") => gateway.ask(method, path, { key: null })

  it("tells whether the process answers and whether the database can be used", async () => {
    expect((await open("/healthz")).json).toEqual({ status: "ok" })
    expect((await open("/readyz")).json).toEqual({ status: "ready" })
    gateway.script.isAway = true
    const away = await open("/readyz")
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "5"])
    expect((await open("/healthz")).status).toBe(200)
  })

  it("counts requests by their route, never by their path", async () => {
    await gateway.ask("POST", "/v1/payouts", { body: payoutBody(), headers: { "idempotency-key": "k" } })
    const counted = (text: string) =>
      Number(/http_requests_total\{[^}]*route="\/v1\/payouts\/:id",status="404"\} (\d+)/.exec(text)?.[1] ?? 0)
    const before = counted((await open("/metrics")).text)
    await gateway.ask("GET", "/v1/payouts/po_4929zz12341234zz")
    const metrics = await open("/metrics")
    expect(metrics.status).toBe(200)
    expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
    expect(counted(metrics.text) - before).toBe(1)
    expect(metrics.text).not.toContain("4929zz")
  })

  it("shows the documentation without fetching anything from elsewhere", async () => {
    const page = await open("/docs")
    expect(page.status).toBe(200)
    expect(page.headers.get("content-type")).toContain("text/html")
    expect(page.headers.get("content-security-policy")).toContain("connect-src 'self'")
    expect(page.text).toContain("createApiReference")
    expect(page.text).not.toMatch(/<(script|link)[^>]+(src|href)=/)
  })

  it("answers 404 to paths there are none of, and 405 with Allow to other methods, as problems", async () => {
    for (const path of ["/", "/v1", "/v1/nothing", "/v1/payouts/po_1/nothing", "/%", "/%ff"]) {
      const answer = await open(path)
      expect([path, answer.status, answer.json?.code]).toEqual([path, 404, "not_found"])
    }
    const answer = await open("/v1/payouts/po_1", "DELETE")
    expect([answer.status, answer.json.code, answer.headers.get("allow")]).toEqual([405, "method_not_allowed", "GET"])
    expect((await open("/callbacks/p2p/a/b")).status).toBe(405)
  })

  it("carries the same protective headers on every answer", async () => {
    for (const answer of [await open("/healthz"), await open("/nothing"), await gateway.ask("GET", "/v1/payouts")]) {
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
      expect(answer.headers.get("cache-control")).toBe("no-store")
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})
