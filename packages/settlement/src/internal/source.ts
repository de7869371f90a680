/** A report's bytes, from a file or from memory: its length, its beginning, and all of it piece by piece. */
import { constants, createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import type { File } from "@switchyard/core/SettlementReports"
import { malformed } from "./unreadable.ts"

/** A report's bytes. */
export interface Source {
  readonly file: File
  readonly bytes: number
  /** The first bytes: enough to recognise the format. */
  readonly head: Uint8Array
  readonly pieces: () => AsyncIterable<Uint8Array>
}

const headBytes = 64 * 1024
const pieceBytes = 64 * 1024

async function* slices(content: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes)
}

const fromPath = async (path: string): Promise<Source> => {
  // Not to wait for ever on something that only looks like a file.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw malformed("is no regular file")
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), { position: 0 })
    return {
      file: path,
      bytes: stats.size,
      head: buffer.subarray(0, bytesRead),
      pieces: () => createReadStream(path, { highWaterMark: pieceBytes })
    }
  } finally {
    await handle.close()
  }
}

/** Opens a report far enough to look at its beginning. */
export const openSource = async (file: File): Promise<Source> =>
  typeof file === "string"
    ? fromPath(file)
    : { file, bytes: file.length, head: file.subarray(0, headBytes), pieces: () => slices(file) }
