/**
 * Webhook deliveries through the face, over the real queue in the embedded database: listed, sent again, discarded, given
 * to another endpoint, one by one and all of an endpoint that is not configured any more.
 */
import { randomBytes } from "node:crypto"
import { Effect, Layer, Redacted } from "effect"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import * as DeliveriesSql from "../../src/store/deliveries.ts"
import * as Vault from "../../src/vault.ts"
import * as Deliveries from "../../src/webhooks/Deliveries.ts"
import * as Webhooks from "../../src/webhooks/Webhooks.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { endpoint } from "../webhooks/support/receiver.ts"
import { keys, startApi } from "./support/api.ts"

const here = "https://here.example/hooks"
const gone = "https://gone.example/hooks?token=1"

let database: Database
let queue: Deliveries.Service
let gateway: Awaited<ReturnType<typeof startApi>>
let woken = 0

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

beforeEach(async () => {
  await database.empty()
  const layer = DeliveriesSql.layer.pipe(
    Layer.provide(database.layer),
    Layer.provide(Vault.layer({ current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }))
  )
  const wake = Effect.sync(() => {
    woken += 1
  })
  const parts = Effect.all([Deliveries.Deliveries, Webhooks.make([endpoint(here)], { wake })])
  const [deliveries, webhooks] = await Effect.runPromise(Effect.provide(parts, layer))
  queue = deliveries
  gateway = await startApi({}, { webhooks })
  await add("a", gone)
  await add("b", gone)
  await add("c", here)
})
afterEach(() => gateway.dispose())

const add = (name: string, url: string) =>
  Effect.runPromise(
    queue.add([
      {
        id: `whd_${name}`,
        eventId: `evt_${name}`,
        endpoint: url,
        type: "payout.paid",
        operation: "po_1",
        orderingKey: "po_1",
        body: "{}",
        createdAt: Instant.of(Date.now()),
        traceParent: null
      }
    ])
  )

const claim = (url: string) => {
  const now = Instant.of(Date.now())
  return Effect.runPromise(queue.claimDue({ endpoint: url, now, leaseUntil: Instant.after(now, 90_000), limit: 9 }))
}

const list = (query = "") => gateway.ask("GET", `/v1/webhook-deliveries${query}`)
const post = (path: string, body?: unknown, key = keys.operator) =>
  gateway.ask("POST", `/v1/webhook-deliveries/${path}`, { key, ...(body === undefined ? {} : { body }) })

const note = "the shop has moved"

describe("webhook deliveries", () => {
  it("are listed newest first, by status and by endpoint, and say whether anybody sends them", async () => {
    const { json, status } = await list("?status=pending&limit=2")
    expect([status, json.data.map(({ id }: { id: string }) => id)]).toEqual([200, ["whd_c", "whd_b"]])
    const next = await list(`?status=pending&limit=2&cursor=${json.nextCursor}`)
    expect(next.json.data.map(({ id }: { id: string }) => id)).toEqual(["whd_a"])
    const there = await list(`?endpoint=${encodeURIComponent(gone)}`)
    expect(there.json.data).toMatchObject([
      { id: "whd_b", url: gone, endpointConfigured: false, decisions: [] },
      { id: "whd_a", url: gone, endpointConfigured: false, decisions: [] }
    ])
    expect((await list(`?endpoint=${encodeURIComponent(here)}`)).json.data).toMatchObject([
      { id: "whd_c", endpointConfigured: true }
    ])
    expect((await list("?status=lost")).status).toBe(422)
    expect((await list("?endpoint=nowhere")).json.errors[0].path).toBe("endpoint")
  })

  it("are sent again where somebody sends them, and else answered with what to do", async () => {
    const { json, status } = await post("whd_c/redeliver", undefined, keys.merchant)
    expect([status, json.status, woken > 0]).toEqual([200, "pending", true])
    const refused = await post("whd_a/redeliver", undefined, keys.merchant)
    expect([refused.status, refused.json.code]).toEqual([409, "endpoint_not_configured"])
    expect(refused.json.detail).toMatch(/not configured any more.*retarget the delivery, or discard it/)
    const [first] = await claim(gone)
    await Effect.runPromise(queue.failed(first!, { at: Instant.of(1), httpStatus: 410, error: "gone" }))
    expect((await post("whd_a/redeliver")).json.code).toBe("endpoint_not_configured")
    expect((await post("whd_none/redeliver")).status).toBe(404)
    expect((await gateway.ask("POST", "/v1/webhooks/test")).status).toBe(201)
  })

  it("are discarded by an operator with a note, and are pending no more", async () => {
    const refused = await post("whd_a/discard", { note }, keys.merchant)
    expect([refused.status, refused.json.code]).toEqual([403, "operator_required"])
    const answer = await post("whd_a/discard", { note })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      id: "whd_a",
      status: "discarded",
      nextAttemptAt: null,
      endpointConfigured: false,
      decisions: [{ action: "discarded", operator: "boss", note, from: gone, to: null }]
    })
    expect((await list("?status=discarded")).json.data).toEqual([answer.json])
    expect((await post("whd_a/discard", { note })).json.code).toBe("delivery_over")
    expect((await post("whd_none/discard", { note })).status).toBe(404)
    for (const body of [{}, { note: " " }, { note, more: 1 }]) {
      expect((await post("whd_b/discard", body)).status).toBe(422)
    }
  })

  it("are given to another endpoint that the config has, and to no other", async () => {
    const answer = await post("whd_a/retarget", { url: here, note })
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { url: here, endpointConfigured: true, status: "pending", decisions: [{ action: "retargeted", to: here }] }
    ])
    const nowhere = await post("whd_b/retarget", { url: `${here}/`, note })
    expect([nowhere.status, nowhere.json.errors]).toEqual([
      422,
      [{ path: "url", reason: "must be the URL of a configured webhook endpoint" }]
    ])
    // Added before what was at the endpoint already.
    expect((await claim(here)).map(({ id }) => id)).toEqual(["whd_a"])
    expect((await post("whd_a/retarget", { url: here, note })).json.code).toBe("delivery_in_flight")
    expect((await post("whd_b/retarget", { url: here, note }, keys.merchant)).status).toBe(403)
  })

  it("of an endpoint that is not configured any more are all discarded, or all given to another", async () => {
    const configured = await post("discard", { endpoint: here, note })
    expect([configured.status, configured.json.code]).toEqual([409, "endpoint_configured"])
    expect((await post("retarget", { endpoint: here, to: here, note })).json.code).toBe("endpoint_configured")
    const nowhere = await post("retarget", { endpoint: gone, to: gone, note })
    expect(nowhere.json.errors).toEqual([{ path: "to", reason: "must be the URL of a configured webhook endpoint" }])
    expect((await post("discard", { endpoint: gone, note }, keys.merchant)).status).toBe(403)

    await claim(gone)
    const moved = await post("retarget", { endpoint: gone, to: here, note })
    expect([moved.status, moved.json]).toEqual([200, { retargeted: 1, inFlight: 1 }])
    await add("d", gone)
    const dropped = await post("discard", { endpoint: gone, note })
    expect([dropped.status, dropped.json]).toEqual([200, { discarded: 1, inFlight: 1 }])
    expect((await post("discard", { endpoint: "https://never.example", note })).json).toMatchObject({ discarded: 0 })
  })
})
