/**
 * The parts of an XLSX, which is a ZIP archive. Entries are found by the archive's central directory, their sizes are
 * checked while they are unpacked, and all that is unpacked of one file together is bounded.
 */
import type { Readable } from "node:stream"
import type { File } from "@switchyard/core/Registers"
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl"
import { malformed, maxParts, maxUnpackedBytes, tooLarge } from "./limits.ts"

/** An opened archive. */
export interface Archive {
  readonly has: (name: string) => boolean
  /** Unpacks one part, piece by piece; nothing for a part that is not there. */
  readonly pieces: (name: string) => AsyncIterable<Uint8Array>
  readonly close: () => void
}

const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true }

const list = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > maxParts) throw tooLarge(`has more than ${maxParts} parts`)
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw malformed("has two parts of one name")
    entries.set(entry.fileName, entry)
  }
  return entries
}

/** Opens an archive. */
export const openArchive = async (file: File): Promise<Archive> => {
  const zip =
    typeof file === "string"
      ? await openPromise(file, options)
      : await fromBufferPromise(Buffer.from(file.buffer, file.byteOffset, file.length), options)
  const close = () => zip.close()
  let entries: ReadonlyMap<string, Entry>
  try {
    entries = await list(zip)
  } catch (error) {
    close()
    throw error
  }
  let unpacked = 0
  return {
    has: (name) => entries.has(name),
    close,
    pieces: async function* (name) {
      const entry = entries.get(name)
      if (entry === undefined) return
      if (!entry.canDecodeFileData()) throw malformed("is encrypted or packed in an unknown way")
      const stream: Readable = await zip.openReadStreamPromise(entry)
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) {
          unpacked += piece.length
          if (unpacked > maxUnpackedBytes) throw tooLarge(`unpacks to more than ${maxUnpackedBytes} bytes`)
          yield piece
        }
      } finally {
        stream.destroy()
      }
    }
  }
}
