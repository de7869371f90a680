/** The register of successful operations: what stands in it, in which days, and as a file over HTTP. */

import { read, utils } from "@e965/xlsx"
import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

// By a reader of workbooks that knows nothing of how these are written.
const sheet = (bytes: Uint8Array): ReadonlyArray<ReadonlyArray<unknown>> => {
  const {
    SheetNames: [name = ""],
    Sheets
  } = read(bytes, { type: "array" })
  return utils.sheet_to_json<ReadonlyArray<unknown>>(Sheets[name] ?? {}, { header: 1 })
}

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

  it("states the shop's balance after each operation, a payout's description, and nothing of the project", async () => {
    const { call, feennex, clock } = setUp()
    await call("/withdraw/create", { amount: 100, description: "Payout of May" })
    await call("/invoice/create", { amount: 50, description: 'Order; with "quotes"' })
    await feennex.admin.pay("o-1")
    await clock.advance(5000)
    // Rows stand by their creation, balances are those after completion.
    const [, paid = [], out = []] = cells(feennex.admin.register())
    expect([out[12], out[13], out[14]]).toEqual(["Payout of May", "999946", ""])
    expect([paid[12], paid[13], paid[14]]).toEqual([`Order; with ""quotes""`, "999946", ""])
  })

  it("has what Feennex itself took, as service operations", async () => {
    const { feennex } = setUp()
    const { send, admin } = adminClient(feennex.fetch, origin)
    await send("/services", { currency: "840", amount: "12.50", description: "Monthly fee" })
    const row = cells(feennex.admin.register())[1] ?? []
    expect(row.slice(1)).toEqual([
      "50000001",
      "112",
      "",
      "12,5",
      "840",
      "Service",
      "",
      "",
      "",
      "",
      "",
      "Monthly fee",
      "999987,5",
      "",
      ""
    ])
    expect(feennex.admin.ledger()).toEqual([])
    for (const wrong of [{ currency: "840" }, { currency: "840", amount: "-1" }, { amount: "1" }]) {
      expect((await admin("POST", "/services", wrong)).status).toBe(400)
    }
    expect((await admin("POST", "/services", { currency: "840", amount: "1", shop: "7" })).status).toBe(404)
  })

  it("without operations is its header alone, or nothing at all", async () => {
    const { feennex } = setUp()
    expect(cells(feennex.admin.register())).toHaveLength(1)
    feennex.admin.settings({ emptyRegister: "nothing" })
    expect(feennex.admin.register()).toBe("")
    for (const format of ["xlsx", "xls"] as const) expect(sheet(feennex.admin.registerFile({ format }))).toEqual([])
  })

  it("calls its fourth column as the document's table does, when so switched", async () => {
    const { feennex } = setUp({ settings: { registerHeader: "table" } })
    const [header = []] = cells(feennex.admin.register())
    expect([header[3], header[7]]).toEqual(["Credited to the shop", "Invoice amount"])
  })

  it.each(["xlsx", "xls"] as const)(
    "is a workbook of the form %s: amounts as numbers, the rest as it stands",
    async (format) => {
      const { call, feennex, clock } = setUp({ settings: { paymentIds: "long" } })
      const reference = "0012 <&> €\u0001_x0041_"
      await call("/invoice/create", { amount: 294.73, shop_order_id: reference, description: "Заказ" })
      await feennex.admin.pay(reference)
      await clock.advance(5000)
      const [header = [], row = []] = sheet(feennex.admin.registerFile({ format }))
      expect(header).toEqual(cells(feennex.admin.register())[0])
      expect(row.slice(0, 9)).toEqual([
        "2025-01-01 03:00:00",
        "7000000000000000001",
        112,
        282.94,
        undefined,
        840,
        "Payments",
        294.73,
        840
      ])
      expect(row.slice(11)).toEqual([reference, "Заказ", 1000282.94, undefined, 11.79])
    }
  )

  it("is an old workbook unless set otherwise, and long ones are complete", async () => {
    const { feennex } = setUp()
    for (let count = 0; count < 3000; count += 1) feennex.admin.service("840", "1", { description: `Fee ${count}` })
    const bytes = feennex.admin.registerFile()
    expect(Buffer.from(bytes.subarray(0, 8)).toString("hex")).toBe("d0cf11e0a1b11ae1")
    const rows = sheet(bytes)
    expect([rows.length, rows.at(-1)?.[12]]).toEqual([3001, "Fee 2999"])
    expect(sheet(feennex.admin.registerFile({ format: "xlsx" }))).toEqual(rows)
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
    for (const [format, type] of [
      ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
      ["xls", "application/vnd.ms-excel"]
    ] as const) {
      const file = await get(`?format=${format}`)
      expect(file.headers.get("content-type")).toBe(type)
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(feennex.admin.registerFile({ format }))
    }
    for (const query of ["?from=yesterday", "?format=ods", "?surprise=1"]) expect((await get(query)).status).toBe(400)
  })
})
