/**
 * The parts of an XLSX, which is a ZIP archive, unpacked one by one. What they claim to unpack to is bounded before any of
 * them is, what they do unpack to must be what they claim, and their names are looked up as Excel does: in any case and
 * with either slash.
 */
import type { Readable } from "node:stream"
import { crc32 } from "node:zlib"
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl"
import type { WorkbookLimits } from "../limits.ts"
import { encrypted, Refused } from "./messages.ts"

/** An opened archive. */
export interface Archive {
  readonly has: (name: string) => boolean
  /** Unpacks one part. */
  readonly part: (name: string) => Promise<Buffer>
}

const keyOf = (name: string): string => name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase()

const list = async (zip: ZipFile, { maxParts }: WorkbookLimits): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > maxParts) throw new Refused(`has more than ${maxParts} parts`, true)
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const key = keyOf(entry.fileName)
    if (entries.has(key)) throw new Refused("has two parts of one name")
    entries.set(key, entry)
  }
  return entries
}

// Small parts may be packed as they like.
const smallBytes = 1024 * 1024

const checkClaims = ({ compressedSize, uncompressedSize }: Entry, limits: WorkbookLimits, left: number) => {
  if (uncompressedSize > left) throw new Refused(`unpacks to more than ${limits.maxUnpackedBytes} bytes`, true)
  if (uncompressedSize > smallBytes && uncompressedSize > compressedSize * limits.maxPackedRatio) {
    throw new Refused(`has a part that unpacks to more than ${limits.maxPackedRatio} times its size`, true)
  }
}

const unpack = async (zip: ZipFile, entry: Entry): Promise<Buffer> => {
  if (entry.isEncrypted()) throw encrypted()
  if (!entry.canDecodeFileData()) throw new Refused("is packed in an unknown way")
  const pieces: Array<Buffer> = []
  // It ends with an error where more comes than was claimed.
  const stream: Readable = await zip.openReadStreamPromise(entry)
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece)
  const content = Buffer.concat(pieces)
  if (crc32(content) !== entry.crc32) throw new Refused("is damaged")
  return content
}

/** Opens an archive. */
export const openArchive = async (content: Buffer, limits: WorkbookLimits): Promise<Archive> => {
  const zip = await fromBufferPromise(content, { lazyEntries: true, autoClose: false })
  const entries = await list(zip, limits)
  let left = limits.maxUnpackedBytes
  return {
    has: (name) => entries.has(keyOf(name)),
    part: async (name) => {
      const entry = entries.get(keyOf(name))
      if (entry === undefined) throw new Refused("lacks a part that another one names")
      checkClaims(entry, limits, left)
      left -= entry.uncompressedSize
      return unpack(zip, entry)
    }
  }
}
