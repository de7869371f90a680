import { describe, expect, it } from "vitest"
import type { Fault } from "../src/index.ts"
import { body, origin, post, setUp } from "./support.ts"

const create = `${origin}/withdraw/create`

const withFault = (fault: Fault, changes: Record<string, unknown> = {}) => {
  const world = setUp()
  world.admin.fault(fault, { endpoint: "/withdraw/create" })
  const controller = new AbortController()
  const sent = world.feennex.fetch(post(create, body("/withdraw/create", changes)), { signal: controller.signal })
  return { ...world, sent, controller }
}

describe("a fault, in process", () => {
  it.each<[Fault, number]>([
    [{ kind: "resetBefore" }, 0],
    [{ kind: "resetAfter" }, 1],
    [{ kind: "refuse" }, 0]
  ])("%o rejects like a broken connection", async (fault, operations) => {
    const { sent, admin } = withFault(fault)
    const error = await sent.then(
      () => undefined,
      (reason: unknown) => reason
    )
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).cause).toMatchObject({ code: "ECONNRESET" })
    expect(admin.operations()).toHaveLength(operations)
  })

  it.each<[Fault, number]>([
    [{ kind: "silentBefore" }, 0],
    [{ kind: "silentAfter" }, 1]
  ])("%o settles only when the caller gives up", async (fault, operations) => {
    const { sent, admin, controller, clock } = withFault(fault)
    let settled = false
    const ended = sent
      .catch((reason: unknown) => reason)
      .finally(() => {
        settled = true
      })
    await clock.advance(86_400_000)
    expect(settled).toBe(false)
    controller.abort()
    expect(await ended).toMatchObject({ name: "AbortError" })
    expect(admin.operations()).toHaveLength(operations)
  })

  it("truncate carries out the request and breaks off in the middle of the body", async () => {
    const { sent, admin } = withFault({ kind: "truncate" })
    const response = await sent
    expect(response.status).toBe(200)
    const whole = Number(response.headers.get("content-length"))
    const reader = response.body?.getReader()
    const first = (await reader?.read()) as { readonly value: Uint8Array }
    expect(first.value.length).toBe(Math.floor(whole / 2))
    await expect(reader?.read()).rejects.toThrow(TypeError)
    expect(admin.operations()).toHaveLength(1)
  })

  it("error answers in the provider's envelope with the documented words, without acting", async () => {
    const { sent, admin } = withFault({ kind: "error", code: 15 })
    const response = await sent
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      data: null,
      error_code: 15,
      message: "Shop ip 127.0.0.1 denied",
      result: false
    })
    expect(admin.operations()).toEqual([])
    const own = await withFault({ kind: "error", code: 8, message: "locked", status: 409 }).sent
    expect([own.status, await own.json()]).toMatchObject([409, { error_code: 8, message: "locked" }])
  })

  it.each([
    [undefined, 0],
    [true, 1]
  ])("html is a proxy's page; acts %s leaves %d operations", async (acts, operations) => {
    const { sent, admin } = withFault({ kind: "html", ...(acts !== undefined && { acts }) })
    const response = await sent
    expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"])
    expect(await response.text()).toContain("502 Bad Gateway")
    expect(admin.operations()).toHaveLength(operations)
  })

  it("error and Feennex's own errors have another HTTP status when so switched, but those with one of their own", async () => {
    const { feennex, admin } = setUp({ settings: { errorStatus: 422 } })
    const send = async (changes = {}) => (await feennex.fetch(post(create, body("/withdraw/create", changes)))).status
    expect(await send({ payway: "shells" })).toBe(422)
    admin.fault({ kind: "error", code: 9 })
    expect(await send()).toBe(422)
    admin.fault({ kind: "error", code: 9, status: 402 })
    expect(await send()).toBe(402)
    expect([await send(), await send()]).toEqual([200, 400])
  })

  it("error may act later, when nobody waits any more, unless everything was forgotten before", async () => {
    const later = withFault({ kind: "error", code: 10, later: 5_000 })
    await later.sent
    expect(later.admin.operations()).toEqual([])
    await later.clock.advance(5_000)
    expect(later.admin.operations()).toHaveLength(1)
    const reset = withFault({ kind: "error", code: 10, later: 5_000 })
    await reset.sent
    reset.admin.reset()
    await reset.clock.advance(5_000)
    expect(reset.admin.operations()).toEqual([])
  })

  it.each<Fault>([
    { kind: "error", code: 10, headers: { "x-why": "because" } },
    { kind: "answer", body: "{}", headers: { "x-why": "because" } }
  ])("%o has headers of its own", async (fault) => {
    const { headers } = await withFault(fault).sent
    expect([headers.get("x-why"), headers.get("content-type")]).toEqual(["because", "application/json"])
  })

  it("answer is any status and body", async () => {
    const { sent } = withFault({ kind: "answer", status: 418, body: "{", contentType: "text/plain", acts: true })
    const response = await sent
    expect([response.status, await response.text()]).toEqual([418, "{"])
  })

  it("answer may redirect to another address", async () => {
    const { sent } = withFault({ kind: "answer", status: 302, body: "", location: "https://example.com/elsewhere" })
    const response = await sent
    expect([response.status, response.headers.get("location")]).toEqual([302, "https://example.com/elsewhere"])
  })

  it("rateLimit is 429 with Retry-After", async () => {
    const { sent, admin } = withFault({ kind: "rateLimit", retryAfter: 30 })
    const response = await sent
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "30"])
    expect(admin.operations()).toEqual([])
  })

  it.each<[Fault, number]>([
    [{ kind: "delay", ms: 1000 }, 0],
    [{ kind: "delay", ms: 1000, when: "after" }, 1]
  ])("%o waits on the clock, then answers as ever", async (fault, operationsMeanwhile) => {
    const { sent, admin, clock } = withFault(fault)
    let answered = false
    const done = sent.then(() => {
      answered = true
    })
    await clock.advance(999)
    expect([answered, admin.operations().length]).toEqual([false, operationsMeanwhile])
    await clock.advance(1)
    await done
    expect(admin.operations()).toHaveLength(1)
  })

  it("delay leaves room for another fault", async () => {
    const { feennex, admin, clock } = setUp()
    admin.fault({ kind: "delay", ms: 10 })
    admin.fault({ kind: "resetAfter" })
    const sent = expect(feennex.fetch(post(create, body("/withdraw/create")))).rejects.toThrow(TypeError)
    await clock.advance(10)
    await sent
    expect(admin.operations()).toHaveLength(1)
  })

  it("a delay for every request delays each of them once", async () => {
    const { feennex, admin, clock } = setUp()
    admin.fault({ kind: "delay", ms: 10 }, { times: null })
    for (const count of [1, 2]) {
      const sent = feennex.fetch(post(create, body("/withdraw/create", { shop_payment_id: `payout-${count}` })))
      await clock.advance(10)
      expect((await sent).status).toBe(200)
      expect(admin.journal()).toHaveLength(count)
    }
  })

  it("of a caller that has already given up reaches nobody", async () => {
    const { feennex, admin } = setUp()
    const init = { signal: AbortSignal.abort() }
    await expect(feennex.fetch(post(create, body("/withdraw/create")), init)).rejects.toMatchObject({
      name: "AbortError"
    })
    expect(admin.journal()).toEqual([])
  })

  it("offline refuses connections for a while, and none of them is recorded", async () => {
    const { call, admin, clock } = setUp()
    admin.offline(5000)
    const error = await call("/withdraw/create").catch((reason: unknown) => reason)
    expect((error as TypeError).cause).toMatchObject({ code: "ECONNREFUSED" })
    expect(admin.journal()).toEqual([])
    await clock.advance(5000)
    expect((await call("/withdraw/create")).error_code).toBe(0)
  })
})

describe("a fault", () => {
  it("is played once unless set otherwise, for the reference and endpoint it names", async () => {
    const { call, admin } = setUp()
    const fault: Fault = { kind: "error", code: 3 }
    admin.fault(fault, { reference: "p-2", endpoint: "/withdraw/create" })
    expect((await call("/withdraw/create")).error_code).toBe(0)
    expect((await call("/withdraw/shop_payment_status", { shop_payment_id: "p-2" })).error_code).toBe(2000)
    expect((await call("/withdraw/create", { shop_payment_id: "p-2" })).error_code).toBe(3)
    expect((await call("/withdraw/create", { shop_payment_id: "p-2" })).error_code).toBe(0)
  })

  it("is known by the merchant's reference also when the request names the provider's id", async () => {
    const { call, admin } = setUp()
    const { data } = await call("/withdraw/create")
    admin.fault({ kind: "error", code: 3 }, { reference: "p-1" })
    expect((await call("/withdraw/status", { withdraw_id: data.id })).error_code).toBe(3)
  })

  it("can be for the next N calls, after some, or for ever", async () => {
    const { call, admin } = setUp()
    const codes = async (count: number) => {
      const all: Array<number> = []
      for (let index = 0; index < count; index += 1) all.push((await call("/shop_balance")).error_code)
      return all
    }
    admin.fault({ kind: "error", code: 3 }, { times: 2, skip: 1 })
    expect(await codes(4)).toEqual([0, 3, 3, 0])
    admin.fault({ kind: "error", code: 12 }, { times: null })
    expect(await codes(3)).toEqual([12, 12, 12])
    admin.clearFaults()
    expect(await codes(1)).toEqual([0])
  })

  it("cannot be by reference when the request is not read", () => {
    expect(() => setUp().admin.fault({ kind: "refuse" }, { reference: "p-1" })).toThrow("cannot go by reference")
  })
})

describe("the journal", () => {
  it("lists what came, what was played and whether it was carried out, without persons or secrets", async () => {
    const { call, admin } = setUp()
    admin.fault({ kind: "resetAfter" })
    await call("/withdraw/create", { description: "for Ivan" }).catch(() => undefined)
    const [entry] = admin.journal({ reference: "p-1" })
    expect(entry).toMatchObject({
      seq: 1,
      method: "POST",
      endpoint: "/withdraw/create",
      reference: "p-1",
      fault: "resetAfter",
      acted: true,
      reply: "reset",
      status: null
    })
    const text = JSON.stringify(admin.journal())
    for (const hidden of ["4111111111111111", "payee@example.com", "for Ivan", body("/withdraw/create").sign]) {
      expect(text).not.toContain(hidden)
    }
    expect(admin.raw(entry?.seq ?? 0)).toContain("4111111111111111")
    expect(JSON.stringify([admin.operations(), admin.ledger()])).not.toContain("4111111111111111")
  })

  it("forgets the oldest beyond its limit", async () => {
    const { call, admin } = setUp({ journalLimit: 10 })
    for (let index = 0; index < 45; index += 1) await call("/shop_balance")
    const kept = admin.journal()
    expect(kept.length).toBeLessThan(20)
    expect(kept.at(-1)?.seq).toBe(45)
    expect(admin.raw(1)).toBeUndefined()
  })
})

describe("a reset", () => {
  it("makes the simulator as good as new, and nothing of before happens any more", async () => {
    const fresh = async (world: ReturnType<typeof setUp>) => [
      await world.call("/withdraw/create"),
      await world.call("/invoice/create", { payway: "card_h2h_usd" }),
      await world.call("/check_account"),
      (await world.call("/invoice/check")).error_code,
      await world.clock.advance(60_000),
      world.admin.ledger(),
      world.admin.violations(),
      world.admin.balances(),
      world.admin.deliveries()
    ]
    const used = setUp()
    used.admin.settings({ uniqueOrders: true })
    used.admin.fault({ kind: "resetAfter" }, { times: null, endpoint: "/withdraw/try" })
    used.admin.account("4111111111111111", { result: false, providerStatus: 1, info: {} })
    used.admin.scriptCallback({ early: 4 }, { times: null })
    used.admin.plan("payout", [{ status: 9, after: 60_000 }], { times: null })
    await used.call("/withdraw/create")
    await used.call("/invoice/create", { callback_url: "http://127.0.0.1:9/paid" })
    await used.call("/invoice/check")
    expect(used.admin.deliveries()).toHaveLength(1)
    used.admin.reset()
    expect(await fresh(used)).toEqual(await fresh(setUp()))
  })
})
