/**
 * A workbook of the binary format of Excel 97 to 2003 (`.xls`, BIFF8) with one sheet.
 */
import { compound } from "./compound.ts"
import { BadInput } from "./decode.ts"
import type { Rows } from "./sheet.ts"
import { cellValue } from "./sheet.ts"

const mostRows = 65_536
/** The format of ordinary cells, after the fifteen that belong to styles. */
const ordinary = 15

const record = (type: number, ...parts: ReadonlyArray<Buffer>): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(4)
  head.writeUInt16LE(type, 0)
  head.writeUInt16LE(body.length, 2)
  return Buffer.concat([head, body])
}

const shorts = (...values: ReadonlyArray<number>): Buffer => {
  const buffer = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) buffer.writeUInt16LE(value, index * 2)
  return buffer
}

const long = (value: number): Buffer => shorts(value % 0x10000, Math.floor(value / 0x10000))

const double = (value: number): Buffer => {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleLE(value)
  return buffer
}

/** Characters of two bytes each, behind the byte that marks them. */
const wide = (text: string): Buffer => Buffer.concat([Buffer.from([1]), Buffer.from(text, "utf16le")])

const begin = (kind: 0x05 | 0x10): Buffer => record(0x0809, shorts(0x0600, kind, 0x0dbb, 0x07cc), long(0), long(6))
const finish = record(0x000a)

const font = record(0x0031, shorts(200, 0, 0x7fff, 400, 0, 0, 0), Buffer.from([5]), wide("Arial"))

const format = (index: number): Buffer => {
  const isStyle = index < ordinary
  return record(0x00e0, shorts(0, 0, isStyle ? 0xfff5 : 0x0001, 0x0020, 0, 0, 0, 0, 0, 0x20c0))
}

const globals = (title: string): Buffer => {
  const before = [
    begin(0x05),
    record(0x0042, shorts(1200)),
    record(0x003d, shorts(0, 0, 0x3000, 0x2000, 0x38, 0, 0, 1, 600)),
    ...Array.from({ length: 4 }, () => font),
    ...Array.from({ length: ordinary + 1 }, (_, index) => format(index)),
    record(0x0293, shorts(0x8000, 0xff00))
  ]
  const sheetAt = (at: number) => record(0x0085, long(at), shorts(0), Buffer.from([title.length]), wide(title))
  const size = [...before, sheetAt(0), finish].reduce((total, part) => total + part.length, 0)
  return Buffer.concat([...before, sheetAt(size), finish])
}

const cells = (rows: Rows): ReadonlyArray<Buffer> =>
  rows.flatMap((row, line) =>
    row.flatMap((cell, column) => {
      const value = cellValue(cell)
      if (value === undefined) return []
      const place = shorts(line, column, ordinary)
      if (typeof value === "number") return [record(0x0203, place, double(value))]
      return [record(0x0204, place, shorts(value.length), wide(value))]
    })
  )

/** The workbook's bytes; throws `BadInput` where there are more rows than the format can hold. */
export const xls = (title: string, rows: Rows): Uint8Array<ArrayBuffer> => {
  if (rows.length > mostRows) throw new BadInput("the table is too long for this format")
  const width = Math.max(0, ...rows.map((row) => row.length))
  const sheet = Buffer.concat([
    begin(0x10),
    record(0x0200, long(0), long(rows.length), shorts(0, width, 0)),
    ...cells(rows),
    record(0x023e, shorts(0x06b6, 0, 0, 0x40, 0, 0, 0, 0, 0)),
    finish
  ])
  return compound("Workbook", Buffer.concat([globals(title), sheet]))
}
