/**
 * Finds the header of a text, by the same rules by which its rows are split: the first of the lines at the beginning that
 * one of the delimiters makes a header. Excel's own first line `sep=;` names the delimiter; a title may stand above.
 */
import type { UnreadableReport } from "@switchyard/core/SettlementReports"
import { maxHeaderLines } from "../limits.ts"
import { aboveHeader, blank, type NoHeader, type TableLine, tooLong } from "../table.ts"
import { hasNothing, type PhysicalLine, softEnds, withoutSoftEnds } from "./lines.ts"
import type { Style } from "./records.ts"
import { splitQuoted } from "./split.ts"

/** A header that was found: the lines down to it, how it is written, and what of the last line stands behind it. */
export interface Found {
  readonly lines: ReadonlyArray<TableLine>
  readonly style: Style
  readonly next: number
  readonly rest: ReadonlyArray<PhysicalLine>
}

const separator = /^[\s\ufeff]*"?sep=(.)"?[\s;,]*$/i

/** Looks for the header line by line. */
export const headerFinder = (noHeader: NoHeader) => {
  const lines: Array<TableLine> = []
  let next = 1
  let delimiters: ReadonlyArray<string> = ["\t", ";", ","]
  // The texts of the last lines, as long as nothing blank stands between them; how many there were in all.
  let held: Array<string> = []
  let tried = 0
  let refusal: { readonly cells: number; readonly why: UnreadableReport } | undefined

  const headerIn = (text: string, lineCount: number): Omit<Found, "rest"> | undefined => {
    for (const delimiter of delimiters) {
      const split = splitQuoted(text, delimiter)
      if (split._tag !== "Whole") continue
      const { cells } = split
      const why = noHeader(cells)
      if (why === undefined) {
        const above = lines.slice(0, lines.length - lineCount + 1)
        const line = next - lineCount + 1
        const style = { delimiter, columns: cells.length, isQuoted: text.includes('"') }
        return { lines: [...above, { _tag: "Header", line, lines: lineCount, cells }], style, next: next + 1 }
      }
      if (cells.length > (refusal?.cells ?? 0)) refusal = { cells: cells.length, why }
    }
    return undefined
  }

  const headerAt = (line: string): Omit<Found, "rest"> | undefined => {
    for (let from = held.length; from >= 0; from--) {
      const found = headerIn([...held.slice(from), line].join("\n"), held.length - from + 1)
      if (found !== undefined) return found
    }
    return undefined
  }

  const hold = (line: TableLine, text: string | undefined) => {
    lines.push(line)
    held = text === undefined ? [] : [...held, text]
    tried += 1
    next += 1
  }

  const pass = (reason: "blank" | "header") => {
    const last = lines.at(-1)
    if (last?._tag === "Blank" && last.reason === reason)
      lines[lines.length - 1] = blank(last.line, last.lines + 1, reason)
    else lines.push(blank(next, 1, reason))
    held = []
    next += 1
  }

  const take = (given: PhysicalLine): Found | undefined => {
    if (given === undefined) {
      hold(tooLong(next), undefined)
      return undefined
    }
    const line = withoutSoftEnds(given)
    const named = tried === 0 ? separator.exec(line)?.[1] : undefined
    if (named !== undefined) {
      delimiters = [named, ...delimiters.filter((each) => each !== named)]
      pass("header")
      return undefined
    }
    if (hasNothing(line)) {
      pass("blank")
      return undefined
    }
    const found = headerAt(line)
    if (found !== undefined) return { ...found, rest: [] }
    const [part, ...others] = line.split(softEnds)
    if (part === undefined || others.length === 0) hold(aboveHeader(next), line)
    else {
      for (const [at, each] of [part, ...others].entries()) {
        const within = take(each)
        if (within !== undefined) return { ...within, rest: others.slice(at) }
      }
    }
    return undefined
  }

  return {
    take,
    /** Why there is none, once enough lines were looked at. */
    refusal: (isEnd: boolean): UnreadableReport | undefined =>
      tried >= maxHeaderLines || (isEnd && tried > 0) ? (refusal?.why ?? noHeader([])) : undefined,
    /** The lines so far, of a text in which nothing stands. */
    lines: (): ReadonlyArray<TableLine> => lines
  }
}
