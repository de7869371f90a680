/** Registers against the document: its own headers and example row, all three types, and rows that are refused. */
import { describe, expect, it } from "vitest"
import { formats, type Row, text } from "../../settlement/test/support/files.ts"
import { printed } from "../../settlement/test/support/reading.ts"
import { payoutRow, printedHeader, printedRow, read, refusal, serviceRow, tableHeader } from "./support/registers.ts"

const bytes = (rows: ReadonlyArray<Row>) => new Uint8Array(Buffer.from(text(rows)))
const rowsOf = async (rows: ReadonlyArray<Row>, header: Row = printedHeader) =>
  (await read(bytes([header, ...rows]))).map(printed)

const example = {
  _tag: "Entry",
  line: 2,
  kind: "payment",
  id: "payment:50000000",
  of: { providerReference: "50000000", reference: "i171e2d956-d3b4-457d-a26a-52d960" },
  at: "2024-04-19T14:07:43.000Z",
  status: "paid",
  amount: "301.00 USD",
  net: "282.94 USD",
  fee: "18.06 USD",
  payerCurrency: "USD",
  balance: "9393.74 USD"
}

const payout = {
  _tag: "Entry",
  line: 3,
  kind: "payout",
  id: "payout:60000000",
  of: { providerReference: "60000000", reference: "payout-1" },
  at: "2024-04-19T15:00:00.000Z",
  status: "paid",
  amount: undefined,
  currency: "RUB",
  net: "1530.00 RUB",
  fee: "30.00 RUB",
  payerAmount: "1530.00 RUB",
  payerCurrency: "RUB",
  balance: "7863.74 RUB"
}

const service = {
  _tag: "Entry",
  line: 4,
  id: "adjustment:70000000",
  kind: "adjustment",
  of: { providerReference: "70000000" },
  at: "2024-04-19T20:59:59.000Z",
  status: "paid",
  amount: undefined,
  net: "5.50 EUR",
  fee: undefined,
  balance: "1.00 EUR"
}

describe("the document's header", () => {
  it.each([
    ["as its example prints it, with one name twice", printedHeader],
    ["as its table has it", tableHeader],
    ["in other letters and with blanks", tableHeader.map((name) => `  ${name.toUpperCase().replace(" ", "   ")} `)]
  ])("%s is read", async (_, header) => {
    expect(await rowsOf([printedRow, payoutRow, serviceRow], header)).toEqual([example, payout, service])
  })

  it("may have its columns in another order, and columns that are not known", async () => {
    const reversed = (row: Row) => [...row.toReversed(), "more"]
    const rows = await rowsOf([printedRow, payoutRow].map(reversed), [...tableHeader.toReversed(), "New"])
    expect(rows).toEqual([example, payout])
  })

  it.each([
    ["lacks a column", tableHeader.with(15, "Comission"), 'lacks the column "Fee"'],
    ["has a name twice", tableHeader.with(14, "Fee"), 'has the column "Fee" twice'],
    ["has the doubled name at another place", printedHeader.with(3, "Balance").with(13, "Invoice amount"), "twice"],
    [
      "has the doubled name with its second in the fourth place",
      printedHeader.with(7, "Shop ID").with(2, "Invoice amount"),
      "twice"
    ],
    ["has the doubled name beside the right one", printedHeader.with(12, "Credited to the shop"), "twice"]
  ])("is refused when it %s", async (_, header, message) => {
    const [reason, problem] = await refusal(formats.XLS!([header, printedRow]))
    expect([reason, problem]).toEqual(["UnknownColumns", expect.stringContaining(message)])
    expect((await refusal(bytes([header, printedRow])))[0]).toBe("UnknownColumns")
  })
})

describe("a register without operations", () => {
  it.each(Object.entries(formats))("is empty and valid as %s", async (_, file) => {
    expect(await read(file([printedHeader]))).toEqual([])
  })

  it("may be a spreadsheet with nothing at all", async () => {
    expect(await read(formats.XLS!([]))).toEqual([])
    expect(await read(formats["XLSX with shared texts"]!([]))).toEqual([])
  })
})

const place = (name: string) => tableHeader.indexOf(name)
const but = (row: Row, name: string, cell: string | number) => row.with(place(name), cell)

describe("a row", () => {
  it.each([
    ["Creation date", "2024-04-31 10:00:00", "time"],
    ["Creation date", "2024-04-19 24:00:00", "time"],
    ["Creation date", "19.04.2024 17:07:43", "time"],
    ["Creation date", "2024-04-19T17:07:43.", "time"],
    ["Creation date", "2024-04-19T17:07:43+15:00", "time"],
    ["Creation date", "1999-12-31 23:59:59", "time"],
    ["Creation date", "", "missing"],
    ["Operation ID", "", "missing"],
    ["Operation ID", "5e7", "digits"],
    ["Shop ID", "1235", "another shop"],
    ["Currency", "", "missing"],
    ["Currency", "680", "known currency"],
    ["Currency", "USD", "known currency"],
    ["Operation type", "Refunds", "Payments, Payouts or Service"],
    ["Operation type", "constructor", "Payments, Payouts or Service"],
    ["Credited to the shop", "", "missing"],
    ["Credited to the shop", "1 282,94", "decimal"],
    ["Credited to the shop", "1.282,94", "decimal"],
    ["Credited to the shop", "1,282.94", "decimal"],
    ["Credited to the shop", "1.282", "decimal"],
    ["Credited to the shop", "1,282", "at most 2 fraction digits"],
    ["Credited to the shop", "-282,94", "not be negative"],
    ["Credited to the shop", "2,8294e2", "decimal"],
    ["Credited to the shop", "٢٨٢", "decimal"],
    ["Debited from the shop", "1", "must be blank"],
    ["Fee", "18,060", "at most 2 fraction digits"]
  ])("of a payment with %s %j is reported and not guessed", async (name, cell, reason) => {
    const [bad, good] = await rowsOf([but(printedRow, name, cell), payoutRow], tableHeader)
    expect(bad).toEqual({ _tag: "BadRow", line: 2, column: name, reason: expect.stringContaining(reason) })
    expect(good).toEqual(payout)
  })

  it.each([
    ["Credited to the shop", "1", "must be blank"],
    ["Debited from the shop", "", "missing"],
    ["Payer currency", "XXX", "known currency"],
    ["Fee", "1530,01", "must not exceed"]
  ])("of a payout with %s %j is reported", async (name, cell, reason) => {
    const [bad] = await rowsOf([but(payoutRow, name, cell)], tableHeader)
    expect(bad).toEqual({ _tag: "BadRow", line: 2, column: name, reason: expect.stringContaining(reason) })
  })

  it("may have its ids in the notation that a spreadsheet leaves alone", async () => {
    const row = but(but(printedRow, "Operation ID", '="50000000"'), "Order number", '="0001001"')
    const plain = { ...example, of: { ...example.of, reference: "0001001" } }
    expect((await rowsOf([row]))[0]).toEqual(plain)
    const bare = `${tableHeader.join(";")}\n${row.join(";")}`
    expect((await read(new Uint8Array(Buffer.from(bare)))).map(printed)).toEqual([plain])
  })

  it("with too few or too many cells is reported, as the blanks that a print loses", async () => {
    const rows = await rowsOf([printedRow.filter((cell) => cell !== ""), [...printedRow, ""], printedRow])
    const reason = "must have 16 cells, as the header has"
    expect(rows).toEqual([
      { _tag: "BadRow", line: 2, reason },
      { _tag: "BadRow", line: 3, reason },
      { ...example, line: 4 }
    ])
  })

  it("may have zero where nothing belongs, no fee, a T in its time and an order number that is not ours", async () => {
    const free = but(but(but(printedRow, "Fee", ""), "Credited to the shop", "301.0"), "Debited from the shop", "0,00")
    const row = but(but(free, "Creation date", "2024-04-19T17:07:43"), "Order number", "Заказ № 5")
    const [entry] = await rowsOf([row], tableHeader)
    const of = { providerReference: "50000000" }
    expect(entry).toEqual({ ...example, of, fee: undefined, net: "301.00 USD" })
  })

  it.each([
    ["2024-04-19T17:07:43.250", "2024-04-19T14:07:43.250Z"],
    ["2024-04-19 17:07:43,123456", "2024-04-19T14:07:43.123Z"],
    ["2024-04-19T14:07:43Z", "2024-04-19T14:07:43.000Z"],
    ["2024-04-19T14:07:43.5Z", "2024-04-19T14:07:43.500Z"],
    ["2024-04-19T20:07:43+06:00", "2024-04-19T14:07:43.000Z"],
    ["2024-04-19T09:07:43-0500", "2024-04-19T14:07:43.000Z"]
  ])("with the time %s is of %s: a zone that is written holds", async (written, at) => {
    expect(await rowsOf([but(printedRow, "Creation date", written)], tableHeader)).toEqual([{ ...example, at }])
  })

  it.each([
    ["Credited to the shop", "282,95"],
    ["Invoice amount", "300"],
    ["Fee", ""]
  ])("is an entry although %s %j does not add up with the rest: that is for who compares", async (name, cell) => {
    expect((await rowsOf([but(printedRow, name, cell)], tableHeader))[0]).toMatchObject({ _tag: "Entry", line: 2 })
  })

  it.each([
    ["Invoice currency", "999", "payerCurrency"],
    ["Balance", "9 393,74", "balance"]
  ])("of a payment is an entry without %s %j, which is only stated beside it", async (name, cell, member) => {
    const [entry] = await rowsOf([but(printedRow, name, cell)], tableHeader)
    expect(entry).toEqual(Object.fromEntries(Object.entries(example).filter(([each]) => each !== member)))
  })

  it("of a payout is an entry without a payer amount that cannot be read; a balance may be negative", async () => {
    const [entry] = await rowsOf([but(but(payoutRow, "Payer amount", "?"), "Balance", "-5,5")], tableHeader)
    const { payerAmount: _, ...rest } = payout
    expect(entry).toEqual({ ...rest, line: 2, balance: "-5.50 RUB" })
  })

  it("that is bad repeats nothing of what stands in it", async () => {
    const secret = "Ivanov4929123412341234"
    const rows = await Promise.all(tableHeader.map((name) => rowsOf([but(printedRow, name, secret)], tableHeader)))
    const bad = rows.flat().filter(({ _tag }) => _tag === "BadRow")
    expect(bad).toHaveLength(9)
    expect(JSON.stringify(bad)).not.toContain("Ivanov")
    // Nor what nobody needs of a good one.
    const described = rows[place("Description")]
    expect([described?.[0]?._tag, JSON.stringify(described)]).toEqual(["Entry", expect.not.stringContaining("Ivanov")])
  })

  it("is counted by the lines of the file, also after a description of several lines and blank ones", async () => {
    const long = but(printedRow, "Description", "one\r\ntwo\nthree")
    const file = `${text([printedHeader, long])}\r\n\r\n${text([but(printedRow, "Shop ID", "9")])}`
    const rows = await read(new Uint8Array(Buffer.from(file)))
    expect(rows.map(({ _tag, line }) => [_tag, line])).toEqual([
      ["Entry", 2],
      ["BadRow", 7]
    ])
  })
})
