/** Writes ZIP archives, also dishonest ones, to build spreadsheets that no spreadsheet program would write. */
import { crc32, deflateRawSync } from "node:zlib"

export interface Part {
  readonly name: string
  readonly content: string | Uint8Array
  /** The unpacked size it claims; the true one unless given. */
  readonly claims?: number
  readonly flags?: number
}

const local = 0x04034b50
const central = 0x02014b50
const end = 0x06054b50

export const zip = (parts: ReadonlyArray<Part>): Uint8Array => {
  const files: Array<Buffer> = []
  const directory: Array<Buffer> = []
  let offset = 0
  for (const { claims, content, flags = 0, name } of parts) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claims ?? bytes.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const signature = Buffer.alloc(4)
    signature.writeUInt32LE(local)
    const file = Buffer.concat([signature, fields, Buffer.from(name), packed])
    const head = Buffer.alloc(6)
    head.writeUInt32LE(central)
    head.writeUInt16LE(20, 4)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([head, fields, tail, Buffer.from(name)]))
    files.push(file)
    offset += file.length
  }
  const list = Buffer.concat(directory)
  const last = Buffer.alloc(22)
  last.writeUInt32LE(end)
  last.writeUInt16LE(parts.length, 8)
  last.writeUInt16LE(parts.length, 10)
  last.writeUInt32LE(list.length, 12)
  last.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...files, list, last]))
}
