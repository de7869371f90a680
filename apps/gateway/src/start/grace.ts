/**
 * The last bound of an end: whoever stops a gateway waits a minute and then kills it. Whatever has not ended by then (a
 * database that does not answer, a settlement report of millions of lines) is left, as a killed process would leave it.
 */
import { writeSync } from "node:fs"

const graceMillis = 50_000
const standardError = 2

const end = () => {
  writeSync(
    standardError,
    `The gateway stopped: it has not drained within ${graceMillis / 1_000} seconds. What it had claimed is due again when ` +
      "its leases end, and what it was sending is looked up.\n"
  )
  process.exit(1)
}

/** From the first signal on the process ends within its grace. */
export const begin = (): void => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => setTimeout(end, graceMillis).unref())
  }
}
