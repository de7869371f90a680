import { describe, expect, it } from "vitest"
import { Feennex } from "../src/index.ts"
import { body, origin, post, secret, setUp } from "./support.ts"

/** A look-up by id, whose id stands in the JSON exactly as given here. */
const lookUp = (lexeme: string): Request => {
  const now = "2025-01-01 00:00:00.000000"
  const text = lexeme.startsWith('"') ? (JSON.parse(lexeme) as string) : lexeme
  const sign = Feennex.sign({ now, shop_id: "112", withdraw_id: text }, secret)
  return post(`${origin}/withdraw/status`, `{"now":"${now}","shop_id":112,"withdraw_id":${lexeme},"sign":"${sign}"}`)
}

const created = async (settings: Partial<Feennex.Settings>) => {
  const world = setUp({ settings })
  const text = async (request: Request) => (await world.feennex.fetch(request)).text()
  const id = (answer: string, name = "id") => new RegExp(`"${name}":("[^"]*"|[^,}]*)`).exec(answer)?.[1] ?? ""
  const first = id(await text(post(`${origin}/withdraw/create`, body("/withdraw/create"))))
  return { ...world, text, id, first, read: (lexeme: string) => text(lookUp(lexeme)) }
}

describe("a payout's id", () => {
  it("is counted from another number in a later life", async () => {
    const ids: Array<string> = []
    for (const options of [{}, { countFrom: 5_000 }]) {
      const { feennex } = setUp(options)
      const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
      ids.push(/"id":(\d+)/.exec(await answer.text())?.[1] ?? "")
    }
    expect(ids).toEqual(["11298076", "11303076"])
  })

  it.each([
    ["number", "11298076", '"11298076"'],
    ["long", "7000000000000000001", '"7000000000000000001"'],
    ["float", "70000001.0", "70000001"],
    ["text", '"0070000001"', "70000001"],
    ["word", '"wd-8f2"', '"wd-8f2"']
  ] as const)("as %s is %s, is found as it came, and may be written as %s", async (payoutIds, printed, other) => {
    const { first, read, id, admin } = await created({ payoutIds })
    expect(first).toBe(printed)
    expect(id(await read(printed))).toBe(printed)
    admin.settings({ idsInStatus: "other" })
    expect(id(await read(printed))).toBe(other)
  })

  it.each([
    ["long", "7000000000000000000"],
    ["long", "7000000000000000512"],
    ["text", "70000001"],
    ["text", '"70000001"'],
    ["text", '"00070000001"'],
    ["word", '"WD-8F2"'],
    ["float", "70000001.1"]
  ] as const)("as %s is not found as %s: what lost its digits is another id", async (payoutIds, lexeme) => {
    const { read } = await created({ payoutIds })
    expect(await read(lexeme)).toContain("wasn't found")
  })

  it.each(["70000001", "70000001.0", "70000001.00", "7.0000001e7", '"70000001.0"', '"70000001"'])(
    "as a number is found by its value: %s",
    async (lexeme) => {
      const { read } = await created({ payoutIds: "float" })
      expect(JSON.parse(await read(lexeme))).toMatchObject({ result: true, data: { shop_payment_id: "p-1" } })
    }
  )

  it("is known to the ledger, the register and the polling limit in its own form", async () => {
    const { read, admin, clock } = await created({ payoutIds: "text" })
    await clock.advance(5000)
    expect(admin.ledger()).toMatchObject([{ id: "0070000001", reference: "p-1" }])
    expect(admin.register()).toContain('"0070000001"')
    await read('"0070000001"')
    await read('"0070000001"')
    expect(admin.violations()).toMatchObject([{ kind: "tooEarly", reference: "p-1" }])
    await admin.setStatus("payout", "0070000001", 6)
    expect(admin.operations("0070000001")).toMatchObject([{ status: 6 }])
  })

  it("changes its form only for payouts to come", async () => {
    const { text, id, read, admin } = await created({})
    admin.settings({ payoutIds: "word" })
    const second = await text(post(`${origin}/withdraw/create`, body("/withdraw/create", { shop_payment_id: "p-2" })))
    expect(id(second)).toBe('"wd-8f3"')
    expect(await read("11298076")).toContain('"shop_payment_id":"p-1"')
  })
})

describe("a payment's id", () => {
  it.each([
    ["long", "7000000000000000001", '"7000000000000000001"', "7000000000000000001"],
    ["float", "70000001.0", "70000001", "70000001.0"],
    ["text", '"0070000001"', "70000001", "0070000001"],
    ["word", '"iv-8f2"', '"iv-8f2"', "iv-8f2"]
  ] as const)(
    "as %s is %s in the create answer, %s in the other notation, and %s in a callback",
    async (paymentIds, printed, other, noticed) => {
      const { admin, text, id, received } = await created({ paymentIds })
      const create = body("/invoice/create", { callback_url: "http://127.0.0.1:9/paid" })
      expect(id(await text(post(`${origin}/invoice/create`, create)))).toBe(printed)
      const check = () => text(post(`${origin}/invoice/check`, body("/invoice/check")))
      expect(id(await check(), "payment_id")).toBe(printed)
      admin.settings({ idsInStatus: "other" })
      expect(id(await check(), "payment_id")).toBe(other)
      await admin.pay(noticed)
      expect(new URLSearchParams(received[0]?.body).get("payment_id")).toBe(noticed)
    }
  )
})
