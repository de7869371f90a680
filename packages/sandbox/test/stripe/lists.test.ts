/** Lists and search: pages, cursors, filters, and the difference between what is at once and what lags. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, setUp } from "./support.ts"

const many = async (count: number) => {
  const world = setUp()
  const ids: Array<string> = []
  for (let number = 1; number <= count; number += 1) {
    const { body } = await world.pay({ amount: 1000 + number, metadata: { reference: `R-${number}` } })
    ids.push(String(body.id))
    await world.clock.advance(1_000)
  }
  const list = async (query: object = {}, path = "/v1/payment_intents") => {
    const { body } = await world.get(path, query)
    const data = body.data as ReadonlyArray<Body>
    return { ...body, ids: data?.map(({ id }) => String(id)), data }
  }
  return { ...world, ids, list }
}

describe("a list", () => {
  it("is newest first, ten on a page, and goes on by cursors both ways", async () => {
    const { ids, list } = await many(12)
    const newest = ids.toReversed()
    const first = await list()
    expect(first).toMatchObject({
      object: "list",
      url: "/v1/payment_intents",
      has_more: true,
      ids: newest.slice(0, 10)
    })
    const second = await list({ starting_after: newest[9] })
    expect(second).toMatchObject({ has_more: false, ids: newest.slice(10) })
    expect(await list({ ending_before: newest[10], limit: 3 })).toMatchObject({
      has_more: true,
      ids: newest.slice(7, 10)
    })
    expect(await list({ ending_before: newest[2] })).toMatchObject({ has_more: false, ids: newest.slice(0, 2) })
  })

  it.each([
    [{ limit: 0 }, "limit"],
    [{ limit: 101 }, "limit"],
    [{ starting_after: "pi_nope" }, "starting_after"],
    [{ created: { since: 1 } }, "created[since]"],
    [{ colour: "red" }, "colour"],
    [{ expand: ["latest_charge"] }, "expand"]
  ])("with %j is refused", async (query, param) => {
    const { get } = setUp()
    const answer = await get("/v1/payment_intents", query)
    expect([answer.status, errorOf(answer).param]).toEqual([400, param])
  })

  it("is refused with both cursors at once", async () => {
    const { get } = setUp()
    const answer = await get("/v1/payment_intents", { starting_after: "a", ending_before: "b" })
    expect(errorOf(answer).code).toBe("parameters_exclusive")
  })

  it("has what was just made, expands it, and filters by time", async () => {
    const { ids, list, clock } = await many(3)
    const { data } = await list({ expand: ["data.latest_charge"], limit: 1 })
    expect(data[0]).toMatchObject({ id: ids[2], latest_charge: { object: "charge", amount: 1003 } })
    const start = clock.now() / 1000 - 3
    expect((await list({ created: { gte: start + 1, lt: start + 2 } })).ids).toEqual([ids[1]])
    expect((await list({ created: start })).ids).toEqual([ids[0]])
  })

  it("of charges goes by payment and by transfer group", async () => {
    const { ids, list, pay } = await many(2)
    await pay({ transfer_group: "G-1" })
    expect((await list({ payment_intent: ids[0] }, "/v1/charges")).data).toMatchObject([{ amount: 1001 }])
    expect((await list({ transfer_group: "G-1" }, "/v1/charges")).data).toMatchObject([{ amount: 1099 }])
  })
})

describe("search", () => {
  const path = "/v1/payment_intents/search"

  it("lags as set, while lists are at once", async () => {
    const { admin, list, clock, ids } = await many(1)
    const query = "metadata['reference']:'R-1'"
    expect((await list({ query }, path)).ids).toEqual([])
    await clock.advance(58_999)
    expect((await list({ query }, path)).ids).toEqual([])
    await clock.advance(1)
    expect((await list({ query }, path)).ids).toEqual(ids)
    admin.settings({ searchLag: 3_600_000 })
    expect((await list({ query }, path)).ids).toEqual([])
    expect((await list()).ids).toEqual(ids)
  })

  it.each<[string, ReadonlyArray<number>]>([
    ["metadata['reference']:'r-2'", [2]],
    ['metadata["reference"]:"R-2"', [2]],
    ["metadata['reference']:null", []],
    ["-metadata['reference']:'R-2'", [3, 1]],
    ["metadata['nothing']:null", [3, 2, 1]],
    ["metadata['reference']~'r-'", [3, 2, 1]],
    ["amount>1001", [3, 2]],
    ["amount>=1001 AND amount<1003", [2, 1]],
    ["amount:1001 OR amount:1003", [3, 1]],
    ["status:'SUCCEEDED' currency:'usd'", [3, 2, 1]],
    ["status:'canceled'", []]
  ])("by %s finds %j", async (query, numbers) => {
    const { list, clock, ids } = await many(3)
    await clock.advance(60_000)
    expect((await list({ query }, path)).ids).toEqual(numbers.map((number) => ids[number - 1]))
  })

  it.each(["", "status", "colour:'red'", "amount>'x", "a:'1' AND b:'2' OR c:'3'", "status>'x'", "amount:null>1"])(
    "by %j is refused",
    async (query) => {
      const { clock, get } = await many(1)
      await clock.advance(60_000)
      const answer = await get(path, { query })
      expect([answer.status, errorOf(answer).param]).toEqual([400, "query"])
    }
  )

  it("has pages", async () => {
    const { get, list, clock, ids } = await many(3)
    await clock.advance(60_000)
    const query = "currency:'usd'"
    const first = (await list({ query, limit: 2 }, path)) as Body & { ids: ReadonlyArray<string> }
    expect(first).toMatchObject({ object: "search_result", has_more: true, next_page: expect.any(String) })
    const second = (await list({ query, limit: 2, page: first.next_page }, path)) as typeof first
    expect(second).toMatchObject({ has_more: false, next_page: null })
    expect([...first.ids, ...second.ids]).toEqual(ids.toReversed())
    expect((await get(path, { query, page: "nope" })).status).toBe(400)
  })

  it("of charges compares without case as well", async () => {
    const { list, clock } = await many(1)
    await clock.advance(60_000)
    expect((await list({ query: "metadata['reference']:'r-1'" }, "/v1/charges/search")).data).toMatchObject([
      { amount: 1001 }
    ])
  })
})

it("events are listed by type, by what was delivered, and for thirty days", async () => {
  const { admin, clock, get, list, receiver } = await many(1)
  const of = async (query: object) => (await list(query, "/v1/events")).data.map(({ type }) => type)
  expect(await of({ type: "payment_intent.*" })).toEqual(["payment_intent.succeeded", "payment_intent.created"])
  expect(await of({ types: ["charge.succeeded"] })).toEqual(["charge.succeeded"])
  receiver.status = () => 500
  await admin.sendEvent("charge.updated", "R-1")
  expect(await of({ delivery_success: false })).toEqual(["charge.updated"])
  const { data } = await list({ limit: 1, type: "payment_intent.succeeded" }, "/v1/events")
  expect(data[0]).toMatchObject({
    object: "event",
    api_version: "2026-10-28.endive",
    request: { id: expect.stringMatching(/^req_/), idempotency_key: null }
  })
  expect((await get(`/v1/events/${String(data[0]?.id)}`)).body).toEqual(data[0])
  expect((await get("/v1/events", { type: "a", types: ["b"] })).status).toBe(400)
  await clock.advance(31 * 86_400_000)
  expect(await of({})).toEqual([])
})
