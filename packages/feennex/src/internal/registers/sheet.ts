/** Reads the XML of one sheet of an XLSX into rows, as it comes; and the list of texts that its cells name. */
import { malformed, maxCellLength, maxColumns, maxRows, tooLarge } from "./limits.ts"
import { type Listener, markupReader, readPart } from "./markup.ts"
import type { SharedStrings } from "./sharedStrings.ts"
import { type Cell, isBlank, type TableRow } from "./table.ts"

// Collects a text that may come in several pieces.
const collector = () => {
  let text = ""
  return {
    take: () => {
      const taken = text
      text = ""
      return taken
    },
    add: (piece: string) => {
      text += piece
      if (text.length > maxCellLength) throw tooLarge(`has a cell of more than ${maxCellLength} characters`)
    }
  }
}

/** Reads xl/sharedStrings.xml; what is only there to be pronounced (`rPh`) is left out. */
export const readSharedStrings = (pieces: AsyncIterable<Uint8Array>, strings: SharedStrings): Promise<void> => {
  const { add, take } = collector()
  let isText = false
  let isPhonetic = false
  return readPart(pieces, {
    open: (name) => {
      if (name === "t") isText = true
      if (name === "rPh") isPhonetic = true
    },
    text: (piece) => {
      if (isText && !isPhonetic) add(piece)
    },
    close: (name) => {
      if (name === "t") isText = false
      if (name === "rPh") isPhonetic = false
      if (name === "si") strings.add(take())
    }
  })
}

// "AB12" is column 27, counted from 0.
const columnOf = (place: string): number => {
  const letters = /^[A-Z]{1,3}/.exec(place)?.[0]
  if (letters === undefined) throw malformed("has a cell without a place")
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

const cellOf = (type: string | undefined, text: string, strings: SharedStrings): Cell => {
  switch (type) {
    case undefined:
    case "n":
      return text === "" ? undefined : Number(text)
    case "s": {
      if (!/^\d{1,10}$/.test(text)) throw malformed("has a cell with a text that is not there")
      const shared = strings.get(Number(text))
      if (shared === undefined) throw malformed("has a cell with a text that is not there")
      return shared
    }
    default:
      // Texts, results of formulas, errors and yes or no: told apart by what the columns take.
      return text
  }
}

interface Open {
  line: number
  cells: Array<Cell>
}

const listener = (strings: SharedStrings, found: (row: TableRow) => void): Listener => {
  const { add, take } = collector()
  let line = 0
  let row: Open | undefined
  let column = -1
  let type: string | undefined
  let isValue = false

  const startRow = (given: string | undefined) => {
    const number = given === undefined ? line + 1 : Number(given)
    if (!Number.isInteger(number) || number <= line) throw malformed("has rows that are not in order")
    if (number > maxRows) throw tooLarge(`has more than ${maxRows} rows`)
    line = number
    row = { line, cells: [] }
    column = -1
  }
  const startCell = (place: string | undefined, ofType: string | undefined) => {
    const next = place === undefined ? column + 1 : columnOf(place)
    if (next <= column) throw malformed("has cells that are not in order")
    if (next >= maxColumns) throw tooLarge(`has more than ${maxColumns} columns`)
    column = next
    type = ofType
  }
  const endCell = () => {
    const value = cellOf(type, take(), strings)
    if (row === undefined || isBlank(value)) return
    while (row.cells.length < column) row.cells.push(undefined)
    row.cells.push(value)
  }

  return {
    open: (name, { r, t }) => {
      if (name === "row") startRow(r)
      else if (name === "c") startCell(r, t)
      else if (name === "v" || name === "t") isValue = true
    },
    text: (piece) => {
      if (isValue) add(piece)
    },
    close: (name) => {
      if (name === "v" || name === "t") isValue = false
      else if (name === "c") endCell()
      else if (name === "row") {
        if (row !== undefined && row.cells.length > 0) found(row)
        row = undefined
      }
    }
  }
}

/** The rows of a sheet that have something in them. */
export async function* readSheet(
  pieces: AsyncIterable<Uint8Array>,
  strings: SharedStrings
): AsyncIterable<ReadonlyArray<TableRow>> {
  let batch: Array<TableRow> = []
  const reader = markupReader(listener(strings, (row) => batch.push(row)))
  for await (const piece of pieces) {
    reader.write(piece)
    if (batch.length === 0) continue
    yield batch
    batch = []
  }
  reader.end()
  if (batch.length > 0) yield batch
}
