import { describe, expect, it } from "vitest"
import type { Fault } from "../../src/index.ts"
import { body, setUp } from "./support.ts"

const withFault = (fault: Fault) => {
  const world = setUp()
  world.admin.fault(fault, { endpoint: "create_pay_out", reference: "order123" })
  return world
}

describe("a fault", () => {
  it.each<[Fault, number]>([
    [{ kind: "resetBefore" }, 0],
    [{ kind: "resetAfter" }, 1],
    [{ kind: "truncate" }, 1]
  ])("%o breaks the connection", async (fault, operations) => {
    const { create, admin } = withFault(fault)
    await expect(create()).rejects.toThrow(TypeError)
    expect(admin.operations()).toHaveLength(operations)
    expect(admin.journal()).toMatchObject([{ endpoint: "create_pay_out", fault: fault.kind, acted: operations === 1 }])
  })

  it("error states its text in the platform's way, without acting", async () => {
    const { create, admin } = withFault({ kind: "error", message: "overloading requisite" })
    expect(await create()).toEqual({ ok: false, error: "overloading requisite" })
    admin.fault({ kind: "error" })
    expect(await create()).toEqual({ ok: false, error: "internal error" })
    expect(admin.operations()).toEqual([])
  })

  it.each<[Fault, number]>([
    [{ kind: "html" }, 502],
    [{ kind: "rateLimit", retryAfter: 9 }, 429],
    [{ kind: "answer", status: 200, body: "{}" }, 200],
    [{ kind: "error", status: 503 }, 503]
  ])("%o answers in its own way and pays nothing", async (fault, status) => {
    const { admin, get } = setUp()
    admin.fault(fault, { endpoint: "status" })
    expect((await get("status/")).status).toBe(status)
    expect((await get("status/")).status).toBe(200)
  })

  it("offline refuses connections for a while, and none of them is recorded", async () => {
    const { create, admin, clock } = setUp()
    admin.offline(5_000)
    expect(((await create().catch((reason: unknown) => reason)) as TypeError).cause).toMatchObject({
      code: "ECONNREFUSED"
    })
    expect(admin.journal()).toEqual([])
    await clock.advance(5_000)
    expect((await create()).ok).toBe(true)
  })

  it("applies to a status read by the reference behind a transaction id", async () => {
    const { create, status, admin } = setUp({ settings: { payoutIdInPath: "transactionId" } })
    const id = String((await create()).internal_transaction_id)
    admin.fault({ kind: "error", message: "later" }, { reference: "order123", endpoint: "status_pay_out" })
    expect((await status(id)).error).toBe("later")
    expect((await status(id)).ok).toBe(true)
  })
})

describe("the journal, the ledger and the operations", () => {
  it("show neither persons nor requisites nor secrets", async () => {
    const { create, status, cancel, admin, clock } = setUp()
    await create()
    await create({}, "card")
    await create({}, "iban")
    await status()
    await cancel()
    await clock.advance(5_000)
    const text = JSON.stringify([admin.journal(), admin.ledger(), admin.operations(), admin.violations()])
    const hidden = ["79161234567", "4276345439581234", "DE89370400440532013000", "Ivanov", "CUST12345", "Reward"]
    for (const word of [...hidden, body().sign, "test_api_key", "test_sign_key"]) expect(text).not.toContain(word)
    expect(text).toContain("1500.00")
    expect(admin.raw(1)).toContain("79161234567")
  })
})

describe("a reset", () => {
  it("makes the simulator as good as new, and nothing of before happens any more", async () => {
    const fresh = async (world: ReturnType<typeof setUp>) => [
      await world.create(),
      await world.status(),
      await world.clock.advance(60_000),
      world.admin.ledger(),
      world.admin.journal().map(({ at: _at, ...entry }) => entry),
      world.admin.violations(),
      world.admin.balances(),
      world.admin.settings(),
      world.admin.deliveries().length
    ]
    const used = setUp({ settings: { statusReads: 1 } })
    used.admin.settings({ duplicateOrders: "refuse", statusReads: 9 })
    used.admin.fault({ kind: "resetAfter" }, { times: null, endpoint: "rejected_pay_out" })
    used.admin.method("sbp", false)
    used.admin.scriptCallback({ lost: true }, { times: null })
    used.admin.plan([{ status: "rejected_gate", after: 60_000 }], { times: null })
    await used.create({}, "card")
    await used.status()
    used.admin.reset()
    expect(await fresh(used)).toEqual(await fresh(setUp({ settings: { statusReads: 1 } })))
  })
})
