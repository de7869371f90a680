/** The register of successful operations: what stands in it, in which days, and as a file over HTTP. */
import { describe, expect, it } from "vitest"
import { origin, setUp } from "./support.ts"

const cells = (text: string) =>
  text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.slice(1, -1).split(/";"|"\t"/))

const world = async () => {
  const here = setUp()
  await here.call("/invoice/create", { shop_order_id: "paid" })
  await here.call("/invoice/create", { shop_order_id: "waiting" })
  await here.feennex.admin.pay("paid")
  await here.call("/withdraw/create", { shop_payment_id: "out" })
  await here.call("/withdraw/create", { shop_payment_id: "failed" })
  await here.feennex.admin.setStatus("payout", "failed", 6)
  await here.clock.advance(10_000)
  return here
}

describe("the register", () => {
  it("has the header as the document prints it, paid payments and completed payouts", async () => {
    const { feennex } = await world()
    const [header = [], ...rows] = cells(feennex.admin.register())
    expect(header).toHaveLength(16)
    expect(header.filter((name) => name === "Invoice amount")).toHaveLength(2)
    const payment = feennex.admin.operations("paid")[0]
    const comma = (text = "") => text.replace(".", ",")
    expect(rows.map((row) => [row[6], row[11]])).toEqual([
      ["Payments", "paid"],
      ["Payouts", "out"]
    ])
    expect(rows[0]?.slice(1, 6)).toEqual([payment?.id, "112", comma(payment?.shopAmount), "", payment?.shopCurrency])
    // The document's own example: 1 to the recipient costs 1.02.
    expect([rows[1]?.[4], rows[1]?.[15], rows[1]?.[9]]).toEqual(["1,02", "0,02", "1,02"])
    expect(rows.every((row) => row.length === 16)).toBe(true)
  })

  it("goes from 00:00:00 to 23:59:59 in UTC+3", async () => {
    const { clock, feennex } = await world()
    const day = (at: number) => new Date(at + 3 * 3_600_000).toISOString().slice(0, 10)
    const today = day(clock.now())
    expect(cells(feennex.admin.register({ from: today, to: today }))).toHaveLength(3)
    expect(cells(feennex.admin.register({ from: day(clock.now() + 86_400_000) }))).toHaveLength(1)
    expect(cells(feennex.admin.register({ to: day(clock.now() - 86_400_000) }))).toHaveLength(1)
  })

  it("is a file over HTTP", async () => {
    const { feennex } = await world()
    const get = (query: string) => feennex.fetch(new Request(`${origin}/_sandbox/register${query}`))
    const tsv = await get("?format=tsv")
    expect(tsv.headers.get("content-type")).toBe("text/tab-separated-values; charset=utf-8")
    expect(await tsv.text()).toBe(feennex.admin.register({ format: "tsv" }))
    expect((await get("")).headers.get("content-type")).toBe("text/csv; charset=utf-8")
    for (const query of ["?from=yesterday", "?format=xlsx", "?surprise=1"]) expect((await get(query)).status).toBe(400)
  })
})
