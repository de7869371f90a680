/** Physical lines: every kind of line end, mixed in one file, cut into any pieces. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { maxLineLength } from "../../src/internal/limits.ts"
import { lineCutter } from "../../src/internal/text/lines.ts"

const cut = (...pieces: ReadonlyArray<string>) => {
  const cutter = lineCutter()
  return [...pieces.flatMap((piece) => cutter.write(piece)), ...cutter.end()]
}

describe("the lines of a text", () => {
  it.each([
    ["nothing", "", []],
    ["one line without an end", "a", ["a"]],
    ["LF", "a\nb\n", ["a", "b"]],
    ["CR", "a\rb\r", ["a", "b"]],
    ["CRLF", "a\r\nb\r\n", ["a", "b"]],
    ["CRCRLF", "a\r\r\nb\r\r\n", ["a", "b"]],
    ["all of them in one text", "a\nb\rc\r\nd\r\r\ne", ["a", "b", "c", "d", "e"]],
    ["blank lines", "\n\na\r\n\r\n\r\n", ["", "", "a", "", ""]],
    ["blank lines that only CR ends", "a\r\r\rb", ["a", "", "", "b"]],
    ["CR at the end", "a\r\r", ["a", ""]],
    ["what ends a line only for some programs, kept", "a\u2028b\u0085c\n", ["a\u2028b\u0085c"]]
  ])("are those between %s", (_, text, lines) => {
    expect(cut(text)).toEqual(lines)
  })

  it("are the same in whichever pieces the text comes", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "\r\n", "\r\r\n", "\u2028"), maxLength: 40 })
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 6 }), (whole, places) => {
        const ends = [...places.map((place) => Math.min(place, whole.length)).toSorted((a, b) => a - b), whole.length]
        const pieces = ends.map((end, at) => whole.slice(at === 0 ? 0 : ends[at - 1], end))
        expect(cut(...pieces)).toEqual(cut(whole))
      })
    )
  })

  it("that are too long are reported and not kept; the next one is", () => {
    expect(cut("x".repeat(maxLineLength), "\nb")).toEqual(["x".repeat(maxLineLength), "b"])
    expect(cut("x".repeat(maxLineLength), "x", "x".repeat(maxLineLength), "\nb")).toEqual([undefined, "b"])
    expect(cut(`${"x".repeat(maxLineLength)}x\nb`)).toEqual([undefined, "b"])
  })

  it("of a long text without line feeds are those between other line ends", () => {
    const lines = Array.from({ length: 5000 }, (_, at) => `${at}`.padEnd(100, "x"))
    const pieces = lines.join("\u0085").match(/[\s\S]{1,60000}/g) ?? []
    // The last ones are short enough to be distinguished by whoever knows how many cells there are.
    const found = cut(...pieces).flatMap((line) => line?.split("\u0085") ?? [])
    expect(found).toEqual(lines)
  })

  it("that are only carriage returns, very many of them, are all reported", () => {
    expect(cut("\r".repeat(10_000))).toHaveLength(10_000)
  })
})
