/**
 * The thread that reads a workbook, with a bounded heap and a bounded time: a file that makes its reader run away ends
 * there. Rows are asked for one batch after the other, so no more of them are held here than are wanted.
 */
import { on } from "node:events"
import nodeModule from "node:module"
import { Worker } from "node:worker_threads"
import type { TableRow } from "../cell.ts"
import { malformed, tooLarge } from "../unreadable.ts"
import type { Given, Sheet, WorkbookMessage } from "./messages.ts"

/** A workbook that was read; its sheets are those with something in them. */
export interface Workbook {
  readonly sheets: ReadonlyArray<Sheet>
  readonly from1904: boolean
  /** The filled rows of a sheet from one of them on; none behind the last. */
  readonly rows: (sheet: number, from: number) => Promise<ReadonlyArray<TableRow>>
  readonly close: () => Promise<unknown>
}

// Beside this module, as source or compiled.
const module = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url)

// Loading the reader of workbooks is most of what a small one takes, so the thread shares what is compiled already, where
// whoever runs the process has asked for that (Node.js only). It gets nothing else of the process, and runs none of its
// preloads.
const environment = (): Readonly<Record<string, string>> => {
  const compiled = nodeModule.getCompileCacheDir?.()
  return compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }
}

const start = (given: Given): Worker =>
  new Worker(module, {
    workerData: given,
    resourceLimits: { maxOldGenerationSizeMb: given.limits.maxHeapMegabytes },
    execArgv: [],
    env: environment(),
    stdout: true,
    stderr: true
  })

// Messages of the format's reader may repeat the content.
const failureOf = (error: unknown, { format, limits }: Given) => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "ABORT_ERR") {
    return tooLarge(`takes more than ${limits.timeoutMillis / 1000} seconds to read; save it as CSV`)
  }
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? tooLarge("takes too much memory to read; save it as CSV")
    : malformed(`is no ${format.toUpperCase()} that can be read`)
}

// Returns the worker's next message. How long it is left waiting does not count.
const listener = (worker: Worker, given: Given) => {
  const tooLong = new AbortController()
  const messages = on(worker, "message", { signal: tooLong.signal, close: ["exit"] })
  return async (): Promise<WorkbookMessage> => {
    const timer = setTimeout(() => tooLong.abort(), given.limits.timeoutMillis)
    try {
      const { done, value } = await messages.next()
      if (done === true) throw malformed(`is no ${given.format.toUpperCase()} that can be read`)
      return value[0]
    } catch (error) {
      throw error instanceof Error && "_tag" in error ? error : failureOf(error, given)
    } finally {
      clearTimeout(timer)
    }
  }
}

const unexpected = (message: WorkbookMessage) => {
  if (message._tag !== "Refused") return malformed("was read in another order than it was asked for")
  return message.isTooLarge ? tooLarge(message.problem) : malformed(message.problem)
}

/** Reads a workbook in a thread of its own, until it is closed. */
export const openWorkbook = async (given: Given): Promise<Workbook> => {
  const worker = start(given)
  const next = listener(worker, given)
  const close = () => worker.terminate()
  try {
    const opened = await next()
    if (opened._tag !== "Opened") throw unexpected(opened)
    return {
      sheets: opened.sheets,
      from1904: opened.from1904,
      close,
      rows: async (sheet, from) => {
        worker.postMessage({ sheet, from })
        const message = await next()
        if (message._tag !== "Rows") throw unexpected(message)
        return message.rows
      }
    }
  } catch (error) {
    await close()
    throw error
  }
}
