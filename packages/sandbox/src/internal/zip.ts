/**
 * A ZIP archive of files that are stored as they are: what a workbook needs and no more.
 */
import { crc32 } from "node:zlib"

/** One file of an archive. */
export interface Entry {
  readonly name: string
  readonly text: string
}

/** A buffer that numbers are written into, little end first. */
const record = (size: number, fields: ReadonlyArray<readonly [at: number, bytes: 2 | 4, value: number]>): Buffer => {
  const buffer = Buffer.alloc(size)
  for (const [at, bytes, value] of fields) buffer.writeUIntLE(value, at, bytes)
  return buffer
}

// The first of January 1980: there is no time in a file that depends on nothing else.
const day = 0x21

/** The archive's bytes. */
export const zip = (entries: ReadonlyArray<Entry>): Uint8Array<ArrayBuffer> => {
  const files: Array<Buffer> = []
  const directory: Array<Buffer> = []
  let offset = 0
  for (const { name, text } of entries) {
    const [title, data] = [Buffer.from(name), Buffer.from(text)]
    const [crc, size] = [crc32(data), data.length]
    const head = record(30, [
      [0, 4, 0x04034b50],
      [4, 2, 20],
      [12, 2, day],
      [14, 4, crc],
      [18, 4, size],
      [22, 4, size],
      [26, 2, title.length]
    ])
    const listed = record(46, [
      [0, 4, 0x02014b50],
      [4, 2, 20],
      [6, 2, 20],
      [14, 2, day],
      [16, 4, crc],
      [20, 4, size],
      [24, 4, size],
      [28, 2, title.length],
      [42, 4, offset]
    ])
    files.push(head, title, data)
    directory.push(listed, title)
    offset += head.length + title.length + size
  }
  const size = directory.reduce((total, part) => total + part.length, 0)
  const end = record(22, [
    [0, 4, 0x06054b50],
    [8, 2, entries.length],
    [10, 2, entries.length],
    [12, 4, size],
    [16, 4, offset]
  ])
  return new Uint8Array(Buffer.concat([...files, ...directory, end]))
}
