/**
 * A compound file with one stream: the container that `.xls` files come in.
 */
import { BadInput } from "./decode.ts"

const sector = 512
const perTable = sector / 4
/** So many tables fit into the header; a file with more would need another kind of list. */
const mostTables = 109
/** Shorter streams would have to go elsewhere. */
const leastStream = 4096

const free = 0xffffffff
const end = 0xfffffffe
const table = 0xfffffffd

const entry = (name: string, type: number, child: number, start: number, size: number): Buffer => {
  const buffer = Buffer.alloc(128)
  buffer.write(name, "utf16le")
  buffer.writeUInt16LE(name === "" ? 0 : (name.length + 1) * 2, 64)
  buffer.writeUInt8(type, 66)
  buffer.writeUInt8(1, 67)
  buffer.writeUInt32LE(free, 68)
  buffer.writeUInt32LE(free, 72)
  buffer.writeUInt32LE(child, 76)
  buffer.writeUInt32LE(start, 116)
  buffer.writeUInt32LE(size, 120)
  return buffer
}

const header = (tables: number, directory: number): Buffer => {
  const buffer = Buffer.alloc(sector)
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(buffer)
  buffer.writeUInt16LE(0x3e, 24)
  buffer.writeUInt16LE(3, 26)
  buffer.writeUInt16LE(0xfffe, 28)
  buffer.writeUInt16LE(9, 30)
  buffer.writeUInt16LE(6, 32)
  buffer.writeUInt32LE(tables, 44)
  buffer.writeUInt32LE(directory, 48)
  buffer.writeUInt32LE(leastStream, 56)
  buffer.writeUInt32LE(end, 60)
  buffer.writeUInt32LE(end, 68)
  for (let index = 0; index < mostTables; index += 1) {
    buffer.writeUInt32LE(index < tables ? index : free, 76 + index * 4)
  }
  return buffer
}

// Tables first, then the directory, then the stream.
const allocation = (tables: number, stream: number): Buffer => {
  const buffer = Buffer.alloc(tables * sector, 0xff)
  const first = tables + 1
  for (let index = 0; index < tables; index += 1) buffer.writeUInt32LE(table, index * 4)
  buffer.writeUInt32LE(end, tables * 4)
  for (let index = 0; index < stream; index += 1) {
    buffer.writeUInt32LE(index === stream - 1 ? end : first + index + 1, (first + index) * 4)
  }
  return buffer
}

/** The file's bytes; throws `BadInput` where the stream is longer than about seven megabytes. */
export const compound = (name: string, data: Buffer): Uint8Array<ArrayBuffer> => {
  const size = Math.max(data.length, leastStream)
  const stream = Math.ceil(size / sector)
  let tables = 1
  while (tables + 1 + stream > tables * perTable) tables += 1
  if (tables > mostTables) throw new BadInput("the table is too long for this format")
  const entries = [entry("Root Entry", 5, 1, end, 0), entry(name, 2, free, tables + 1, size)]
  const directory = Buffer.concat([...entries, entry("", 0, free, 0, 0), entry("", 0, free, 0, 0)])
  const padded = Buffer.concat([data, Buffer.alloc(stream * sector - data.length)])
  return new Uint8Array(Buffer.concat([header(tables, tables), allocation(tables, stream), directory, padded]))
}
