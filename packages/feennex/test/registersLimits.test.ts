/** Files made to use up memory, disk or time are refused; with limits that are low enough to be reached in a test. */
import { readdirSync } from "node:fs"
import fc from "fast-check"
import { afterAll, describe, expect, it, vi } from "vitest"
import { formats, printedHeader, printedRow, read, refusal, rowOf, sheetOf, text, xlsxOf } from "./support/registers.ts"
import { ownTemporaryDirectory } from "./support/temporary.ts"
import { type Part, zip } from "./support/zip.ts"

const temporary = ownTemporaryDirectory()

vi.mock("../src/internal/registers/limits.ts", async (original) => ({
  ...(await original<typeof import("../src/internal/registers/limits.ts")>()),
  maxFileBytes: 1_000_000,
  maxXlsBytes: 50_000,
  maxRows: 1000,
  maxUnpackedBytes: 1_000_000,
  maxParts: 20,
  maxSharedStrings: 5000
}))
// Other files in this process have the true limits: nothing that was loaded with the one is used with the other.
vi.hoisted(() => vi.resetModules())
afterAll(() => void vi.resetModules())

const bytes = (content: string) => new Uint8Array(Buffer.from(content))
const header = rowOf(printedHeader, 1)
const many = Array.from({ length: 1000 }, () => printedRow)

const sharedStrings = (count: number, length: number): Part => ({
  name: "xl/sharedStrings.xml",
  content: `<sst>${`<si><t>${"x".repeat(length)}</t></si>`.repeat(count)}</sst>`
})

describe("a file beyond a limit", () => {
  it.each<[string, () => Uint8Array]>([
    ["of bytes", () => new Uint8Array(1_000_001)],
    ["of bytes, as XLS", () => formats.XLS!([printedHeader, ...many.slice(0, 900)])],
    ["of rows, as CSV", () => bytes(text([printedHeader, ...many]))],
    ["of rows, as XLSX", () => xlsxOf([sheetOf(header + rowOf(printedRow, 1001))])],
    ["of columns", () => xlsxOf([sheetOf(`<row r="1"><c r="BN1"><v>1</v></c></row>`)])],
    ["of a row's length, as CSV", () => bytes(`${text([printedHeader])}${"x".repeat(300_000)}`)],
    ["of a cell's length", () => xlsxOf([sheetOf(`<row r="1"><c t="str"><v>${"x".repeat(40_000)}</v></c></row>`)])],
    ["of a text's length", () => xlsxOf([sheetOf(header)], [sharedStrings(1, 40_000)])],
    ["of texts", () => xlsxOf([sheetOf(header)], [sharedStrings(6000, 1)])],
    ["of unpacked bytes, by texts", () => xlsxOf([sheetOf(header)], [sharedStrings(50, 30_000)])],
    ["of unpacked bytes, by blanks", () => xlsxOf([sheetOf(header + " ".repeat(1_100_000))])],
    ["of parts", () => zip(Array.from({ length: 21 }, (_, at) => ({ name: `xl/part${at}.xml`, content: "<a/>" })))]
  ])("%s is refused", async (_, file) => {
    expect((await refusal(file()))[0]).toBe("TooLarge")
  })

  it("is not one that is just within", async () => {
    expect(await read(bytes(text([printedHeader, ...many.slice(1)])))).toHaveLength(999)
  })
})

describe("a dishonest XLSX", () => {
  const workbook = Buffer.from(xlsxOf([sheetOf("")]))
  const expanding = `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>${sheetOf("<row><c><v>&c;</v></c></row>")}`

  it.each<[string, () => Uint8Array]>([
    ["declares a document type", () => xlsxOf([expanding])],
    ["uses an entity that is not there", () => xlsxOf([sheetOf("<row><c><v>&c;</v></c></row>")])],
    ["lies about a part's size", () => xlsxOf([sheetOf("")], [{ ...sharedStrings(900, 100), claims: 10 }])],
    ["is encrypted", () => xlsxOf([sheetOf("")], [{ ...sharedStrings(1, 1), flags: 1 }])],
    ["has a part twice", () => xlsxOf([sheetOf("")], [sharedStrings(1, 1), sharedStrings(1, 1)])],
    ["leaves its directory", () => xlsxOf([sheetOf("")], [{ name: "../../etc/passwd", content: "x" }])],
    ["is not well-formed", () => xlsxOf([sheetOf("<row><c></row>")])],
    ["ends in the middle of a part", () => xlsxOf(["<worksheet><sheetData><row><c>"])],
    [
      "names a text that is not there",
      () => xlsxOf([sheetOf('<row><c t="s"><v>7</v></c></row>')], [sharedStrings(7, 1)])
    ],
    ["names a text by no number", () => xlsxOf([sheetOf('<row><c t="s"></c></row>')], [sharedStrings(7, 1)])],
    ["repeats its rows", () => xlsxOf([sheetOf(header + rowOf(printedRow, 1))])],
    ["numbers its rows by no number", () => xlsxOf([sheetOf('<row r="1e999"/>')])],
    ["repeats its cells", () => xlsxOf([sheetOf('<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>')])],
    ["places its cells nowhere", () => xlsxOf([sheetOf('<row><c r="1A"><v>1</v></c></row>')])],
    ["has an attribute without end", () => xlsxOf([sheetOf(`<row a="${"x".repeat(200_000)}"/>`)])],
    [
      "names sheets that are not there",
      () => zip([{ name: "xl/workbook.xml", content: '<a xmlns:r="r"><sheet r:id="1"/></a>' }])
    ],
    ["is cut off", () => new Uint8Array(workbook.subarray(0, workbook.length - 30))]
  ])("that %s is refused", async (_, file) => {
    expect((await refusal(file()))[0]).toBe("Malformed")
  })
})

describe("any bytes", () => {
  const left = () => readdirSync(temporary).length

  // Rows or a refusal, and never anything else.
  const ends = async (file: Uint8Array) => {
    const found = await read(file).catch((error: unknown) => error)
    expect(Array.isArray(found) || (found as { _tag?: string })._tag === "UnreadableRegister", String(found)).toBe(true)
  }

  it("are rows or refused, whatever they begin with", { timeout: 120_000 }, async () => {
    const before = left()
    const starts = [[], [0x50, 0x4b, 3, 4], [0xff, 0xfe], [0xfe, 0xff], [...Buffer.from(text([printedHeader]))]]
    const start = fc.constantFrom(...starts.map((each) => Buffer.from(each)))
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 600 }), (first, rest) =>
        ends(new Uint8Array(Buffer.concat([first, rest])))
      ),
      { numRuns: 500 }
    )
    expect(left()).toBe(before)
  })

  it.each(Object.keys(formats))(
    "changed in a register are rows or refused, for %s",
    { timeout: 120_000 },
    async (name) => {
      const whole = formats[name]!([printedHeader, printedRow, printedRow])
      const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(edits, fc.option(fc.nat(whole.length)), async (changes, end) => {
          const file = Uint8Array.from(whole)
          for (const [at, byte] of changes) file[at] = byte
          await ends(end === null ? file : file.subarray(0, end))
        }),
        // Each XLS is read in a thread of its own.
        { numRuns: name === "XLS" ? 12 : 150 }
      )
    }
  )
})
