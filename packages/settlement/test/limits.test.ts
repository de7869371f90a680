/** Files made to use up memory, disk or time are refused; with limits that are low enough to be reached in a test. */
import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import type { SettlementReports } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type WorkbookLimits, workbookLimits } from "../src/internal/limits.ts"
import { read as readLines } from "../src/internal/read.ts"
import { definition } from "./examples/acmePay.ts"
import { header as names, sale } from "./support/acmePay.ts"
import { bytesOf, formats, rowOf, sheetOf, text, xlsxOf } from "./support/files.ts"
import { reading } from "./support/reading.ts"
import { ownTemporaryDirectory } from "./support/temporary.ts"
import { type Part, zip } from "./support/zip.ts"

const temporary = ownTemporaryDirectory()

const under = (limits: Partial<WorkbookLimits>) => {
  const lines: SettlementReports.Service["lines"] = (file) =>
    readLines(definition, file, { ...workbookLimits, ...limits })
  return reading({
    lines,
    read: (file) =>
      Effect.map(
        lines(file),
        Stream.filter((line) => line._tag !== "Blank")
      )
  })
}

const { read, refusal } = under({ maxBytes: 20_000, maxUnpackedBytes: 3_000_000, maxParts: 20, maxRows: 100 })

const header = rowOf(names, 1)
const many = Array.from({ length: 100 }, () => sale)

// One byte of what the first part unpacks to is another one, and its sum is not.
const damaged = (file: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(file)
  // Behind the end of the directory nothing is looked at, so it must be within a part.
  const at = Buffer.from(copy).indexOf("sheet0.xml") + 20
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

const sharedStrings = (count: number, length: number): Part => ({
  name: "xl/sharedStrings.xml",
  content: `<sst>${`<si><t>${"x".repeat(length)}</t></si>`.repeat(count)}</sst>`
})

describe("a workbook beyond a limit", () => {
  const blanks = (length: number) => sheetOf(header + " ".repeat(length))
  const noise = (length: number) => randomBytes(length / 2).toString("hex")

  it.each<[string, string, () => Uint8Array]>([
    ["of bytes", "20000 bytes", () => xlsxOf([sheetOf(header)], [{ name: "a.bin", content: noise(60_000) }])],
    ["of bytes, as XLS", "20000 bytes", () => formats.XLS!([names, ...many, ...many])],
    ["of rows", "100 rows", () => xlsxOf([sheetOf(header + rowOf(sale, 101).replace("<c ", '<c r="A101" '))])],
    ["of columns", "64 columns", () => xlsxOf([sheetOf(`<row r="1"><c r="BN1"><v>1</v></c></row>`)])],
    ["of unpacked bytes", "unpacks to more than 3000000 bytes", () => xlsxOf([blanks(3_100_000)])],
    [
      "of unpacked bytes, in several parts",
      "unpacks to more than 3000000 bytes",
      () => xlsxOf(Array.from({ length: 4 }, () => blanks(900_000)))
    ],
    ["of how small a part may be packed", "200 times its size", () => xlsxOf([blanks(1_100_000)])],
    [
      "of parts",
      "20 parts",
      () => zip(Array.from({ length: 21 }, (_, at) => ({ name: `xl/part${at}.xml`, content: "<a/>" })))
    ]
  ])("%s is refused", async (_, message, file) => {
    expect(await refusal(file())).toEqual(["TooLarge", expect.stringContaining(message)])
  })

  it("is not one that is just within", async () => {
    expect(await read(formats["XLSX with shared texts"]!([names, ...many.slice(1)]))).toHaveLength(99)
  })

  it("may have parts of any size that hold no sheet", async () => {
    const image = { name: "xl/media/image1.png", content: new Uint8Array(4_000_000) }
    expect(await read(xlsxOf([sheetOf(header + rowOf(sale, 2))], [image]))).toHaveLength(1)
  })
})

describe("a workbook that takes too much to read", () => {
  const small = formats["XLSX with shared texts"]!([names, sale])
  const rows = Array.from({ length: 10_000 }, (_, at) => `<row>${`<c><v>${at}</v></c>`.repeat(20)}</row>`)

  it.each<[string, Partial<WorkbookLimits>, Uint8Array, string]>([
    [
      "memory",
      { maxHeapMegabytes: 16 },
      xlsxOf([sheetOf(rows.join(""))]),
      "takes too much memory to read; save it as CSV"
    ],
    ["time", { timeoutMillis: 1 }, small, "takes more than 0.001 seconds to read; save it as CSV"]
  ])("of %s is refused, and its thread has ended", async (_, limits, file, message) => {
    const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length
    const before = threads()
    expect(await under(limits).refusal(file)).toEqual(["TooLarge", message])
    expect(threads()).toBe(before)
  })

  it("is not one that needs little of it", async () => {
    expect(await under({ maxHeapMegabytes: 16 }).read(small)).toHaveLength(1)
  })
})

describe("a text", () => {
  it("has no limit of rows or bytes", async () => {
    const rows = await read(bytesOf(text([names, ...many, ...many])))
    expect(rows).toHaveLength(200)
  })

  it("with a line that is too long to be kept has a bad row for it, and the lines after it", async () => {
    const [header = "", row = ""] = text([names, sale]).split("\r\n")
    for (const long of ["x".repeat(300_000), `"${"x;".repeat(400_000)}`, "\u0000".repeat(300_000)]) {
      const rows = await read(bytesOf([header, row, long, row].join("\r\n")))
      expect(rows.map(({ _tag, line }) => [_tag, line])).toEqual([
        ["Entry", 2],
        ["BadRow", 3],
        ["Entry", 4]
      ])
      expect(rows[1]).toEqual({ _tag: "BadRow", line: 3, reason: "has more than 262144 characters" })
    }
  })

  it("without any line end is refused, however long it is", async () => {
    expect((await refusal(bytesOf("x".repeat(2_000_000))))[0]).toBe("UnknownColumns")
  })
})

describe("a dishonest XLSX", () => {
  const workbook = Buffer.from(xlsxOf([sheetOf("")]))
  const expanding = `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>${sheetOf("<row><c><v>&c;</v></c></row>")}`

  it.each<[string, () => Uint8Array]>([
    ["declares a document type", () => xlsxOf([expanding])],
    ["lies about a part's size", () => xlsxOf([sheetOf("")], [{ ...sharedStrings(900, 100), claims: 10 }])],
    ["is encrypted", () => xlsxOf([sheetOf("")], [{ ...sharedStrings(1, 1), flags: 1 }])],
    ["has a part twice", () => xlsxOf([sheetOf("")], [sharedStrings(1, 1), sharedStrings(1, 1)])],
    [
      "has a part twice, in other letters",
      () => xlsxOf([sheetOf("")], [sharedStrings(1, 1), { ...sharedStrings(1, 1), name: "xl\\SHAREDSTRINGS.xml" }])
    ],
    ["leaves its directory", () => xlsxOf([sheetOf("")], [{ name: "../../etc/passwd", content: "x" }])],
    ["is not well-formed", () => xlsxOf([sheetOf("<row><c></row>")])],
    ["ends in the middle of a part", () => xlsxOf(["<worksheet><sheetData><row><c>"])],
    ["ends before its sheet does", () => xlsxOf([sheetOf(header).replace("</sheetData>", "")])],
    [
      "names a text that is not there",
      () => xlsxOf([sheetOf('<row><c t="s"><v>7</v></c></row>')], [sharedStrings(7, 1)])
    ],
    ["has texts and no list of them", () => xlsxOf([sheetOf('<row><c t="s"><v>0</v></c></row>')])],
    ["names a text by no number", () => xlsxOf([sheetOf('<row><c t="s"><v>x</v></c></row>')], [sharedStrings(7, 1)])],
    ["repeats its rows", () => xlsxOf([sheetOf(header + rowOf(sale, 1))])],
    ["repeats its cells", () => xlsxOf([sheetOf('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')])],
    ["has two sheets of one name", () => xlsxOf([sheetOf(header), sheetOf("")], [], "", ["S", "S"])],
    [
      "names sheets that are not there",
      () =>
        zip([{ name: "xl/workbook.xml", content: '<a xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></a>' }])
    ],
    ["is cut off", () => new Uint8Array(workbook.subarray(0, workbook.length - 30))],
    ["has a damaged part", () => damaged(xlsxOf([sheetOf(header)], [sharedStrings(1, 10)]))]
  ])("that %s is refused", async (_, file) => {
    expect((await refusal(file()))[0]).toBe("Malformed")
  })
})

describe("any bytes", () => {
  const left = () => readdirSync(temporary).length

  // Rows or a refusal, and never anything else.
  const ends = async (file: Uint8Array) => {
    const found = await read(file).catch((error: unknown) => error)
    expect(Array.isArray(found) || (found as { _tag?: string })._tag === "UnreadableReport", String(found)).toBe(true)
  }

  it("are rows or refused, whatever they begin with", { timeout: 120_000 }, async () => {
    const before = left()
    const starts = [[], [0x50, 0x4b, 3, 4], [0xff, 0xfe], [0xfe, 0xff], [...Buffer.from(text([names]))]]
    const start = fc.constantFrom(...starts.map((each) => Buffer.from(each)))
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 600 }), (first, rest) =>
        ends(new Uint8Array(Buffer.concat([first, rest])))
      ),
      { numRuns: 200 }
    )
    expect(left()).toBe(before)
  })

  it.each(Object.keys(formats))(
    "changed in a report are rows or refused, for %s",
    { timeout: 120_000 },
    async (name) => {
      const whole = formats[name]!([names, sale, sale])
      const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(edits, fc.option(fc.nat(whole.length)), async (changes, end) => {
          const file = Uint8Array.from(whole)
          for (const [at, byte] of changes) file[at] = byte
          await ends(end === null ? file : file.subarray(0, end))
        }),
        // Each workbook is read in a thread of its own.
        { numRuns: name.startsWith("XLS") ? 12 : 150 }
      )
    }
  )
})
