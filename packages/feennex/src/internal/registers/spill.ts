/**
 * Bytes that are appended and read back at any place. They go to a temporary file as soon as they are many; of the file a
 * few pages are kept, because what is read next usually lies beside what was read last.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const pageBytes = 16 * 1024
const keptPages = 64

/** Bytes beside the memory. */
export interface Spill {
  /** Appends bytes, at most as many as the buffer holds, and gives where they end. */
  readonly append: (bytes: Uint8Array) => number
  readonly slice: (start: number, end: number) => Buffer
  readonly close: () => void
}

interface Opened {
  readonly descriptor: number
  readonly directory: string
}

const openFile = (): Opened => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-register-"))
  return { directory, descriptor: openSync(join(directory, "spill"), "wx+", 0o600) }
}

// Pages of a file that only grows; those at its end are not kept, because they are not whole yet.
const pageReader = (descriptor: number) => {
  const pages = new Map<number, Buffer>()
  return (number: number): Buffer => {
    const kept = pages.get(number)
    if (kept !== undefined) return kept
    const read = Buffer.allocUnsafe(pageBytes)
    const page = read.subarray(0, readSync(descriptor, read, 0, pageBytes, number * pageBytes))
    if (page.length < pageBytes) return page
    const [oldest] = pages.keys()
    if (pages.size >= keptPages && oldest !== undefined) pages.delete(oldest)
    pages.set(number, page)
    return page
  }
}

/** No bytes yet; the last `bufferBytes` of them are in memory. */
export const makeSpill = (bufferBytes: number): Spill => {
  const buffer = Buffer.allocUnsafe(bufferBytes)
  let used = 0
  let spilled = 0
  let file: Opened | undefined
  let page: ((number: number) => Buffer) | undefined

  const flush = () => {
    file ??= openFile()
    page ??= pageReader(file.descriptor)
    for (let at = 0; at < used; ) at += writeSync(file.descriptor, buffer, at, used - at, spilled + at)
    spilled += used
    used = 0
  }

  const fromFile = (start: number, end: number): Buffer => {
    const parts: Array<Buffer> = []
    for (let at = start; at < end && page !== undefined; ) {
      const number = Math.floor(at / pageBytes)
      const from = at - number * pageBytes
      const part = page(number).subarray(from, from + end - at)
      if (part.length === 0) break
      parts.push(part)
      at += part.length
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
  }

  return {
    append: (bytes) => {
      if (used + bytes.length > bufferBytes) flush()
      buffer.set(bytes, used)
      used += bytes.length
      return spilled + used
    },
    slice: (start, end) => {
      if (start >= spilled) return buffer.subarray(start - spilled, end - spilled)
      const head = fromFile(start, Math.min(end, spilled))
      return end <= spilled ? head : Buffer.concat([head, buffer.subarray(0, end - spilled)])
    },
    close: () => {
      if (file === undefined) return
      closeSync(file.descriptor)
      rmSync(file.directory, { recursive: true, force: true })
      file = undefined
    }
  }
}
