/**
 * Makes lines of a table from the physical lines of a text. A quoted cell may go on over several lines, but an export that
 * does not quote may have a text that begins with a quote: what would stand between two of those is no part of a cell. So
 * lines are joined only if exactly the cells of the header come out and none of them looks like a row; otherwise each is
 * read by itself, or is unreadable, and none is lost.
 */
import { isBlank } from "../cell.ts"
import { maxCellLength, maxCellLines } from "../limits.ts"
import { blank, mustHave, type TableLine, tooLong, unreadable } from "../table.ts"
import { hasNothing, type PhysicalLine, softEnds, withoutSoftEnds } from "./lines.ts"
import { type Split, splitPlainly, splitQuoted } from "./split.ts"

/** How the header is written, and so the rows below it. */
export interface Style {
  readonly delimiter: string
  readonly columns: number
  readonly isQuoted: boolean
}

// A line that waits for the end of a quoted cell, and the lines behind it that may belong to it.
interface Waiting {
  readonly lines: Array<PhysicalLine>
  readonly cells: ReadonlyArray<string>
  readonly text: string
  readonly length: number
}

/** Reads the lines below the header, the first of which has the number `first`; each gives what is settled by it. */
export const recordReader = ({ columns, delimiter, isQuoted }: Style, first: number) => {
  let settled: Array<TableLine> = []
  let waiting: Waiting | undefined
  let next = first

  const emit = (line: TableLine, lines = 1) => {
    settled.push(line)
    next += lines
  }
  const emitBlank = () => {
    const last = settled.at(-1)
    if (last?._tag === "Blank" && last.reason === "blank") {
      settled[settled.length - 1] = blank(last.line, last.lines + 1, "blank")
      next += 1
    } else emit(blank(next, 1, "blank"))
  }
  const emitRow = (cells: ReadonlyArray<string>) =>
    cells.every(isBlank) ? emitBlank() : emit({ _tag: "Row", line: next, cells })
  const emitUnreadable = (reason: string) => emit(unreadable(next, reason))

  // A line that has half the cells of a row is no part of a text.
  const looksLikeRow = (text: string): boolean => text.split(delimiter).length * 2 >= Math.max(columns, 4)

  const plainRow = (line: string): ReadonlyArray<string> | undefined => {
    const cells = splitPlainly(line, delimiter)
    return cells.length === columns ? cells : undefined
  }

  // Without waiting for anything: a row by the delimiters alone, several lines for some programs, or none.
  const alone = (line: string, split: Split): ReadonlyArray<string> => {
    const cells = split._tag !== "Whole" || !isQuoted ? plainRow(line) : undefined
    if (cells !== undefined) emitRow(cells)
    else if (softEnds.test(line)) return line.split(softEnds)
    else if (split._tag === "Whole") emitUnreadable(mustHave(columns))
    else emitUnreadable("has a quote that is not closed, or something behind one that is")
    return []
  }

  const start = (given: PhysicalLine): ReadonlyArray<PhysicalLine> => {
    const line = given === undefined ? undefined : withoutSoftEnds(given)
    if (line === undefined) emit(tooLong(next))
    else if (hasNothing(line)) emitBlank()
    else {
      const split = splitQuoted(line, delimiter)
      if (split._tag === "Whole" && split.cells.every(isBlank)) emitBlank()
      else if (split._tag === "Whole" && split.cells.length === columns)
        emit({ _tag: "Row", line: next, cells: split.cells })
      else if (split._tag === "Open" && mayGoOn(line, split.cells.length, split.text)) {
        waiting = { lines: [line], cells: split.cells, text: split.text, length: split.text.length }
      } else return alone(line, split)
    }
    return []
  }

  // In an export that does not quote, a line with all its cells is a row, unless the open one is its last.
  const mayGoOn = (line: string, before: number, text: string): boolean =>
    before < columns && !looksLikeRow(text) && (isQuoted || before === columns - 1 || plainRow(line) === undefined)

  // The lines that wait for nothing any more: the first stands alone, the others are looked at anew.
  const giveUp = ({ lines: [line = "", ...others] }: Waiting, more: ReadonlyArray<PhysicalLine>) => {
    waiting = undefined
    return [...alone(line, splitQuoted(line, delimiter)), ...others, ...more]
  }

  const goOn = (open: Waiting, line: PhysicalLine): ReadonlyArray<PhysicalLine> => {
    const split = line === undefined ? { _tag: "Broken" as const } : splitQuoted(line, delimiter, true)
    if (line === undefined || split._tag === "Broken") return giveUp(open, [line])
    const [within = "", ...behind] = split._tag === "Open" ? [...split.cells, split.text] : split.cells
    const lines = [...open.lines, line]
    const length = open.length + line.length
    const isText = !looksLikeRow(within) && length <= maxCellLength && lines.length <= maxCellLines
    const cells = [...open.cells, `${open.text}\n${within}`, ...behind]
    if (!isText || cells.length > columns) return giveUp(open, [line])
    if (split._tag === "Open") waiting = { lines, cells: cells.slice(0, -1), text: cells.at(-1) ?? "", length }
    else if (cells.length < columns) return giveUp(open, [line])
    else {
      waiting = undefined
      emitRow(cells)
      emit(blank(next, lines.length - 1, "continued"), lines.length - 1)
    }
    return []
  }

  const take = (line: PhysicalLine) => {
    const queue: Array<PhysicalLine> = [line]
    for (let at = 0; at < queue.length; at++) {
      const each = queue[at]
      const again = waiting === undefined ? start(each) : goOn(waiting, each)
      if (again.length > 0) queue.splice(at + 1, 0, ...again)
    }
  }

  return {
    /** The records that the lines settle, together with those before; the last ones may wait for more. */
    read: (lines: ReadonlyArray<PhysicalLine>): ReadonlyArray<TableLine> => {
      for (const line of lines) take(line)
      const taken = settled
      settled = []
      return taken
    },
    /** The records that are settled by the end of the lines. */
    end: (): ReadonlyArray<TableLine> => {
      while (waiting !== undefined) for (const line of giveUp(waiting, [])) take(line)
      const taken = settled
      settled = []
      return taken
    }
  }
}
