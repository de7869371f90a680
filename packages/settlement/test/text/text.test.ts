/**
 * CSV and TSV of any issuer: how quotes, line ends, delimiters and the header are read, and that every line of the file is
 * reported once. The report here has the columns id, date, text and sum.
 */
import { UnreadableReport } from "@switchyard/core/SettlementReports"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openTable } from "../../src/internal/open.ts"
import type { TableLine } from "../../src/internal/table.ts"
import { lineCutter } from "../../src/internal/text/lines.ts"

const names = ["id", "date", "text", "sum", "a", "b", "c", "d"]

const noHeader = (cells: ReadonlyArray<string>) =>
  cells.length === names.length && cells.every((cell, at) => cell.trim() === names[at])
    ? undefined
    : new UnreadableReport({ reason: "UnknownColumns", message: "is no header" })

const linesOf = async (content: string | Uint8Array): Promise<ReadonlyArray<TableLine>> => {
  const bytes = typeof content === "string" ? new Uint8Array(Buffer.from(content)) : content
  const lines: Array<TableLine> = []
  for await (const batch of (await openTable(bytes, noHeader)).lines) lines.push(...batch)
  return lines
}

const printed = (line: TableLine): string => {
  switch (line._tag) {
    case "Row":
      return `row ${line.cells[0]}`
    case "Header":
      return "header"
    case "Unreadable":
      return "bad"
    case "Blank":
      return `${line.reason}${line.lines > 1 ? ` of ${line.lines}` : ""}`
  }
}

/** Each line as its number and the cell `id`, or what else it is. */
const shortly = async (content: string | Uint8Array) =>
  (await linesOf(content)).map((line) => `${line.line} ${printed(line)}`)

const header = names.join(";")
const quotedHeader = names.map((name) => `"${name}"`).join(";")
const row = (id: string, text = "t") => `${id};d;${text};1;;;;`
const quotedRow = (id: string, text = "t") => [id, "d", text, "1", "", "", "", ""].map((cell) => `"${cell}"`).join(";")
const file = (...lines: ReadonlyArray<string>) => lines.join("\r\n")

describe("a text that begins with a quote, in an export that does not quote", () => {
  it.each([
    ["twice", [header, row("1", '"Acme'), row("2", '"Beta'), row("3")], ["1", "2", "3"]],
    ["once", [header, row("1"), row("2", '"Acme'), row("3")], ["1", "2", "3"]],
    ["in the last line", [header, row("1"), row("2", '"Acme')], ["1", "2"]],
    ["and one ends with a quote later", [header, row("1", '"Acme'), row("2"), row("3", 'Beta"')], ["1", "2", "3"]],
    ["and the quote is closed too early", [header, row("1", '"Acme" Ltd'), row("2")], ["1", "2"]],
    ["and there is another in the same line", [header, '1;"d;"t;1;;;;', row("2")], ["1", "2"]]
  ])("%s, hides no line", async (_, lines, ids) => {
    const expected = [`1 header`, ...ids.map((id, at) => `${at + 2} row ${id}`)]
    expect(await shortly(file(...lines))).toEqual(expected)
  })

  it("is read as it stands", async () => {
    const [, first] = await linesOf(file(header, row("1", '"Acme'), row("2", 'Beta"')))
    expect(first).toMatchObject({ cells: ["1", "d", '"Acme', "1", "", "", "", ""] })
  })

  it("with a delimiter in it has a bad row for its line, and the lines after it stand", async () => {
    const lines = [header, row("1", '"Acme; Ltd'), row("2"), row("3", 'x";"y'), row("4")]
    expect(await shortly(file(...lines))).toEqual(["1 header", "2 bad", "3 row 2", "4 bad", "5 row 4"])
  })
})

describe("a quote that is not closed, in an export that quotes", () => {
  it("has a bad row for its line alone", async () => {
    const broken = '"2";"d";"Acme;"1";"";"";"";""'
    expect(await shortly(file(quotedHeader, quotedRow("1"), broken, quotedRow("3"), quotedRow("4")))).toEqual([
      "1 header",
      "2 row 1",
      "3 row 2",
      "4 row 3",
      "5 row 4"
    ])
    expect(await shortly(file(quotedHeader, '"2";"d";"Acme', quotedRow("3"), quotedRow("4")))).toEqual([
      "1 header",
      "2 bad",
      "3 row 3",
      "4 row 4"
    ])
  })

  it("at the end of the file has bad rows for the lines that it would take", async () => {
    expect(await shortly(file(quotedHeader, quotedRow("1"), '"2";"d";"Acme', "more", ""))).toEqual([
      "1 header",
      "2 row 1",
      "3 bad",
      "4 bad"
    ])
  })

  it("does not hide a row between itself and another one, also where all cells seem to be there", async () => {
    const lines = [quotedHeader, '"1";"d";"Acme', quotedRow("2").replaceAll('"', ""), 'Beta";"1";"";"";"";""']
    expect(await shortly(file(...lines))).toEqual(["1 header", "2 bad", "3 row 2", "4 bad"])
  })
})

describe("a quoted text over several lines", () => {
  it.each([
    ["in an export that quotes", quotedHeader, quotedRow],
    ["in one that quotes where it must", header, (id: string, text?: string) => row(id, text && `"${text}"`)]
  ])("is one row %s, and its further lines are counted", async (_, head, rowOf) => {
    const lines = [head, rowOf("1", 'one\r\ntwo; ""three""\n\nfour'), rowOf("2")]
    expect(await shortly(file(...lines))).toEqual(["1 header", "2 row 1", "3 continued of 3", "6 row 2"])
    expect((await linesOf(file(...lines)))[1]).toMatchObject({
      cells: ["1", "d", 'one\ntwo; "three"\n\nfour', "1", "", "", "", ""]
    })
  })

  it("may be in the last column and in several", async () => {
    const last = `${row("1").slice(0, -1)};"one\ntwo"`
    const several = '"1\n2";d;"x\ny";1;;;;'
    expect(await shortly(file(header, last, several, row("3")))).toEqual([
      "1 header",
      "2 row 1",
      "3 continued",
      "4 row 1\n2",
      "5 continued of 2",
      "7 row 3"
    ])
  })

  it("of very many lines is none: each of them is a bad row", async () => {
    const lines = [
      quotedHeader,
      '"1";"d";"x',
      ...Array.from({ length: 150 }, () => "x"),
      'x";"1";"";"";"";""',
      quotedRow("2")
    ]
    const found = await shortly(file(...lines))
    expect(found.filter((each) => each.endsWith("bad"))).toHaveLength(152)
    expect(found.at(-1)).toBe("154 row 2")
  })
})

describe("line ends", () => {
  it.each([
    ["CRLF and LF", "\r\n", "\n"],
    ["LF and CRLF", "\n", "\r\n"],
    ["CRCRLF", "\r\r\n", "\r\r\n"],
    ["CRLF and CR", "\r\n", "\r"],
    ["CRLF and LS", "\r\n", "\u2028"],
    ["LF and NEL", "\n", "\u0085"],
    ["NEL and LF", "\u0085", "\n"],
    ["LS alone", "\u2028", "\u2028"],
    ["PS and VT", "\u2029", "\v"],
    ["NEL before CRLF", "\u0085\r\n", "\u0085\r\n"]
  ])("may be %s, in the header and the rows", async (_, first, others) => {
    const text = `${header}${first}${[row("1"), row("2"), row("3")].join(others)}${others}`
    const rows = (await shortly(text)).filter((line) => !line.includes("blank"))
    expect(rows).toEqual(["1 header", "2 row 1", "3 row 2", "4 row 3"])
  })

  it("of some programs may stand inside a cell", async () => {
    expect(await shortly(file(header, row("1", "one\u2028two\u0085three"), row("2")))).toEqual([
      "1 header",
      "2 row 1",
      "3 row 2"
    ])
  })
})

describe("the header", () => {
  it.each([
    [
      "with blanks behind its delimiters, quoted",
      `${quotedHeader.replaceAll(";", "; ")}\n${quotedRow("1").replaceAll(";", " ; ")}`
    ],
    ["with blanks behind its delimiters", `${header.replaceAll(";", "; ")}\n${row("1")}`],
    ["with a byte order mark before its quote", `\ufeff${quotedHeader}\n${row("1")}`],
    ["with two byte order marks", `\ufeff\ufeff${quotedHeader}\n${quotedRow("1")}`],
    ["separated by tabs", `${header}\n${row("1")}`.replaceAll(";", "\t")],
    ["separated by commas", `${header}\n${row("1")}`.replaceAll(";", ",")]
  ])("%s is found", async (_, text) => {
    expect(await shortly(text)).toEqual(["1 header", "2 row 1"])
  })

  it.each(["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;", "sep=;;;"])(
    "may have Excel's line %s above it",
    async (line) => {
      expect(await shortly(`${line}\r\n${header}\r\n${row("1")}`)).toEqual(["1 header", "2 header", "3 row 1"])
    }
  )

  it("may be separated by what that line states", async () => {
    expect(await shortly(`sep=|\n${header}\n${row("1")}`.replaceAll(";", "|"))).toEqual([
      "1 header",
      "2 header",
      "3 row 1"
    ])
  })

  it("may have blank lines and a title above it; a title is a bad row", async () => {
    expect(await shortly(`\n\nReport of April\n\n${header}\n${row("1")}`)).toEqual([
      "1 blank of 2",
      "3 bad",
      "4 blank",
      "5 header",
      "6 row 1"
    ])
  })

  it("may have a name over two lines", async () => {
    const broken = quotedHeader.replace('"text"', '"text\n "')
    expect(await shortly(`${broken}\n${quotedRow("1")}`)).toEqual(["1 header", "3 row 1"])
  })

  it("that does not come within ten lines is none", async () => {
    await expect(linesOf(`${"x\n".repeat(10)}${header}`)).rejects.toMatchObject({ reason: "UnknownColumns" })
    expect(await shortly(`${"x\n".repeat(9)}${header}`)).toHaveLength(10)
  })
})

describe("a line of blank cells", () => {
  it("is a blank line, however many there are", async () => {
    expect(await shortly(file(header, ";;;;;;;", ";; ;", '"";"";""', row("1")))).toEqual([
      "1 header",
      "2 blank of 3",
      "5 row 1"
    ])
  })
})

describe("characters that are invisible", () => {
  it.each([
    ["early", "a\u0000b", row("2")],
    ["late", "c", row("2", "a\u0007\u001b\u0000b")]
  ])("%s in the file lose nothing", async (_, text, second) => {
    expect(await shortly(file(header, row("1", text), second))).toEqual(["1 header", "2 row 1", "3 row 2"])
  })

  it("alone on a line are a blank line", async () => {
    expect(await shortly(file(header, row("1"), "\u001a", "\u0000\u0000"))).toEqual([
      "1 header",
      "2 row 1",
      "3 blank",
      "4 blank"
    ])
  })

  it.each(["utf16le", "utf16be"])("are none in UTF-16 without a mark, as %s", async (encoding) => {
    const bytes = Buffer.from(file(header, row("1", "Щ")), "utf16le")
    if (encoding === "utf16be") bytes.swap16()
    expect(await shortly(new Uint8Array(bytes))).toEqual(["1 header", "2 row 1"])
  })
})

describe("a file in which nothing stands", () => {
  it.each([
    ["no byte", "", []],
    ["a byte order mark", "\ufeff", []],
    ["blanks", "  \r\n\r\n \t\n", ["1 blank of 3"]],
    ["only Excel's line", "sep=;\r\n", ["1 header"]],
    ["only its header", header, ["1 header"]]
  ])("but %s is an empty report", async (_, text, lines) => {
    expect(await shortly(text)).toEqual(lines)
  })
})

describe("every line", () => {
  const physical = (text: string) => {
    const cutter = lineCutter()
    return [...cutter.write(text), ...cutter.end()].length
  }
  const piece = fc.constantFrom(
    ...[";", '"', '""', "\n", "\r\n", "\r\r\n", "\r", "x", " ", "1", "\t", ",", "\u0000"],
    ...[row("7"), quotedRow("8"), `\n${row("9")}\n`, `\n${quotedRow("10", "a\nb")}\n`, ";;;;;;;"]
  )

  it("is reported once, in order, whatever the file holds", () => {
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""))
    return fc.assert(
      fc.asyncProperty(fc.constantFrom(header, quotedHeader), text, async (head, rest) => {
        const whole = `${head}\n${rest}`
        let next = 1
        for (const line of await linesOf(whole)) {
          expect(line.line).toBe(next)
          next += line._tag === "Blank" || line._tag === "Header" ? line.lines : 1
        }
        expect(next - 1).toBe(physical(whole))
      }),
      { numRuns: 1000 }
    )
  })

  it("that is a whole row is a row or a bad row, and never part of a text, whatever stands around it", () => {
    const text = fc.array(fc.constantFrom(";", '"', "\n", "x", " "), { maxLength: 20 }).map((pieces) => pieces.join(""))
    const rows = fc.constantFrom(row("hidden"), quotedRow("hidden"))
    return fc.assert(
      fc.asyncProperty(fc.constantFrom(header, quotedHeader), rows, text, text, async (head, hidden, before, after) => {
        const lines = await linesOf(`${head}\n${before}\n${hidden}\n${after}`)
        const at = 2 + physical(`${before}\n`)
        expect(lines.find(({ line }) => line === at)).toMatchObject({
          _tag: "Row",
          cells: ["hidden", "d", "t", "1", "", "", "", ""]
        })
      }),
      { numRuns: 1000 }
    )
  })
})
