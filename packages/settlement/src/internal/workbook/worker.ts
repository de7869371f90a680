/**
 * Reads a workbook in a thread of its own, with a bounded heap: it can only be read as a whole, by a reader that may meet
 * anything in it. Rows are posted as they are asked for. Runs as a worker and exports nothing. Each such thread loads
 * anew what it imports, so it imports what its format needs.
 */
import { readFileSync } from "node:fs"
import { parentPort, workerData } from "node:worker_threads"
import { batchRows, maxHeaderLines } from "../limits.ts"
import { encrypted, type Given, Refused, type Sheet, type Wanted, type WorkbookMessage } from "./messages.ts"
import { filledRows } from "./sheets.ts"

const { file, format, limits } = workerData as Given

const read = async () => {
  const content = typeof file === "string" ? readFileSync(file) : Buffer.from(file)
  return format === "xlsx"
    ? (await import("./xlsx.ts")).readXlsx(content, limits)
    : (await import("./xls.ts")).readXls(content)
}

const refusalOf = (error: unknown): Refused => {
  if (error instanceof Refused) return error
  // Messages of the format's reader may repeat the content.
  return error instanceof Error && /password/i.test(error.message)
    ? encrypted()
    : new Refused(`is no ${format.toUpperCase()} that can be read`)
}

const send = (message: WorkbookMessage) => parentPort?.postMessage(message)

try {
  const book = await read()
  const all = book.SheetNames.map((name) => filledRows(book.Sheets[name] ?? {}, limits))
  const sheets = all.flatMap(
    (rows, at): ReadonlyArray<Sheet> =>
      rows.length === 0 ? [] : [{ number: at + 1, head: rows.slice(0, maxHeaderLines) }]
  )
  parentPort?.on("message", ({ from, sheet }: Wanted) =>
    send({ _tag: "Rows", rows: (all[sheet - 1] ?? []).slice(from, from + batchRows) })
  )
  send({ _tag: "Opened", sheets, from1904: book.Workbook?.WBProps?.date1904 === true })
} catch (error) {
  const { isTooLarge, problem } = refusalOf(error)
  send({ _tag: "Refused", problem, isTooLarge })
}
