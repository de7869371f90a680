/**
 * Reads a legacy XLS, whole and in a worker with a bounded heap and a bounded time: a file that makes its reader run
 * away ends there. That is why this format, and only this one, has a low limit of length.
 */
import { on } from "node:events"
import { readFile } from "node:fs/promises"
import { Worker } from "node:worker_threads"
import type { File } from "@switchyard/core/Registers"
import { batchRows, malformed, maxColumns, maxRows } from "./limits.ts"
import type { Table, TableRow } from "./table.ts"

const heapMegabytes = 512
const timeoutMillis = 60_000

interface Message {
  readonly from1904?: boolean
  readonly rows?: ReadonlyArray<TableRow>
  readonly problem?: string
  readonly end?: boolean
}

// Beside this module, as source or compiled.
const module = new URL(import.meta.url.endsWith(".ts") ? "./xlsWorker.ts" : "./xlsWorker.js", import.meta.url)

/** The table of an XLS. */
export const xlsTable = (file: File): Table => {
  let from1904 = false

  async function* rows(): AsyncIterable<ReadonlyArray<TableRow>> {
    const content = typeof file === "string" ? await readFile(file) : file
    const worker = new Worker(module, {
      workerData: { content, maxRows, maxColumns, batchRows },
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      env: {},
      stdout: true,
      stderr: true
    })
    const tooLong = AbortSignal.timeout(timeoutMillis)
    try {
      for await (const [message] of on(worker, "message", { signal: tooLong, close: ["exit"] })) {
        const { end, from1904: from, problem, rows: batch } = message as Message
        if (problem !== undefined) throw malformed(problem)
        from1904 = from ?? from1904
        if (batch !== undefined) yield batch
        if (end === true) return
      }
      throw malformed("is no XLS that can be read")
    } catch (error) {
      // Whatever the reader of the format says may repeat the content.
      throw error instanceof Error && "_tag" in error ? error : malformed("is no XLS that can be read")
    } finally {
      await worker.terminate()
    }
  }

  return { rows: rows(), isPadded: false, from1904: () => from1904 }
}
