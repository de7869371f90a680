/** What an endpoint does not know is refused wherever it stands: in the query, in a body where none is taken. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Cursor from "../../src/model/Cursor.ts"
import { keys, payoutBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi()
  await gateway.ask("POST", "/v1/payouts", { body: payoutBody(), headers: { "idempotency-key": "k-1" } })
})

afterEach(() => gateway.dispose())

const refused = (answer: Awaited<ReturnType<typeof gateway.ask>>) => [answer.status, answer.json?.errors?.[0]?.path]

describe("an unknown query parameter", () => {
  it.each([
    ["GET", "/v1/payouts/po_1"],
    ["GET", "/v1/payouts/po_1/timeline"],
    ["POST", "/v1/payouts/po_1/refresh"],
    ["GET", "/v1/providers"],
    ["GET", "/v1/webhook-deliveries"]
  ])("is refused by %s %s", async (method, path) => {
    expect(refused(await gateway.ask(method, `${path}?surprise=1`))).toEqual([422, "surprise"])
    expect((await gateway.ask(method, path)).status).toBe(200)
  })
})

describe("a body where none is taken", () => {
  const paths = [
    "/v1/payouts/po_1/refresh",
    "/v1/payouts/po_1/cancel",
    "/v1/payments/pm_1/refresh",
    "/v1/payments/pm_1/card-form",
    "/v1/webhook-deliveries/whd_1/redeliver",
    "/v1/webhooks/test"
  ]
  const ways = (body: string) => [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }]

  it.each(paths)("is refused by POST %s, announced or streamed", async (path) => {
    for (const body of ['{"amount":"1"}', "[]", "{", "{}{}", "null", `{}${" ".repeat(200)}`]) {
      for (const headers of ways(body)) {
        expect(refused(await gateway.ask("POST", path, { body, headers })), body).toEqual([422, "*"])
      }
    }
  })

  it.each(paths)("may say nothing to POST %s: an empty object or nothing, announced or streamed", async (path) => {
    for (const body of ["{}", " { }\r\n", ""]) {
      for (const headers of ways(body)) {
        const { status } = await gateway.ask("POST", path, { body, headers })
        // One cannot be canceled and one is not there, which is told of them and not of the body.
        expect([200, 201, 404, 409], body).toContain(status)
      }
    }
  })
})

describe("a cursor", () => {
  it("is known by the list it came from, and by no other", () => {
    for (const seq of [0, 1, 22, 333, 4444, 999_999_999_999_999]) {
      expect(Cursor.seqOf("operations", Cursor.after("operations", seq))).toBe(seq)
      expect(Cursor.seqOf("deliveries", Cursor.after("operations", seq))).toBeUndefined()
    }
    for (const text of ["", "abc", "czEyMw==", "cz0xMg", "c_1", btoa("s012"), btoa("s1 "), "x".repeat(41)]) {
      expect(Cursor.seqOf("operations", text)).toBeUndefined()
    }
  })

  it("that is none is refused by name, also for deliveries", async () => {
    for (const list of ["payouts", "payments", "webhook-deliveries"]) {
      expect(refused(await gateway.ask("GET", `/v1/${list}?cursor=abc`, { key: keys.merchant }))).toEqual([
        422,
        "cursor"
      ])
    }
  })
})
