/**
 * The account of what a pull has read: which rows were there before, which lie outside of the period, and whether as many have come
 * as the provider counts. Its memory is bounded by the rows of one pull.
 */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Settlement from "../../../domain/Settlement.ts"
import { compact } from "../../../outcome/Optional.ts"
import { ReadFailed } from "../../../outcome/ProviderError.ts"
import type { Reason } from "../../../outcome/Reason.ts"
import type { Page, Period, PulledEntry, Refusal } from "./page.ts"
import type { Changed, Progress, Pulled } from "./progress.ts"

const maxRows = 500_000
const maxPages = 100_000
const maxPasses = 3

interface Seen {
  /** Its place, once it was given. */
  line: number | undefined
  contents: ReadonlyArray<string>
  /** The last time that all pages were read in which it came. */
  pass: number
}

const isEntry = Schema.is(Settlement.Entry)

// Not every adapter is held to its types.
const idOf = (id: unknown): string | undefined => (typeof id === "string" && id !== "" ? id : undefined)

const badRow = (line: number, { column, id, reason }: Partial<Refusal> & Pick<Refusal, "reason">): Settlement.Row => ({
  _tag: "BadRow",
  line,
  reason,
  ...compact({ id: idOf(id), column })
})

const rowOf = (line: number, read: Result.Result<PulledEntry, Refusal>): Settlement.Row => {
  if (Result.isFailure(read)) return badRow(line, read.failure)
  const entry: Settlement.Entry = { _tag: "Entry", line, ...read.success }
  return isEntry(entry) ? entry : badRow(line, { id: read.success.id, reason: "is not an entry" })
}

const contentOf = (row: Settlement.Row): string =>
  createHash("sha256")
    .update(row._tag === "Entry" ? Settlement.contentOf(row) : JSON.stringify([row.column, row.reason]))
    .digest("base64")

/** Begins an account of a pull that goes on from there. */
export const make = (provider: string, { from, to }: Period, begin: Progress) => {
  const seen = new Map<string, Seen>()
  let pass = 1
  // Among the rows of this pass.
  let place = 0
  // Whether every row since the first page is known here, and the provider has counted the same on each of them.
  let isWhole = begin.cursor === undefined
  let countedBefore: number | undefined

  const failed = (reason: Reason, message: string) =>
    Effect.fail(new ReadFailed({ provider, operation: "settlement.pull", reason, message }))

  const isOutside = (row: Settlement.Row): boolean => row._tag === "Entry" && (row.at < from || row.at >= to)

  /** What is known of the row, once it is; whether it came in this pass, and with this content. */
  const note = (id: string, content: string) => {
    const known = seen.get(id) ?? { line: undefined, contents: [], pass: 0 }
    const was = { isOfPass: known.pass === pass, isSame: known.contents.includes(content) }
    known.pass = pass
    if (!was.isSame) known.contents = [...known.contents, content]
    seen.set(id, known)
    return { known, ...was }
  }

  /** Takes the rows of the next page. */
  const take = (
    { asOf = Number.POSITIVE_INFINITY, next, rows: read, total }: Page,
    before: Progress
  ): Effect.Effect<Pulled, ReadFailed> => {
    const rows: Array<Settlement.Row> = []
    const changed: Array<Changed> = []
    let { counted, outside, repeats } = before
    for (const each of read) {
      const line = before.rows + rows.length + 1
      const row = rowOf(line, each)
      place += 1
      const content = contentOf(row)
      // Without an id nobody knows a row again: it is another one in each place where it stands.
      const { isOfPass, isSame, known } = note(row.id ?? `${place} ${content}`, content)
      if (!isOfPass) counted += 1
      if (isSame) {
        if (isOfPass) repeats += 1
      } else if (isOutside(row)) {
        outside += 1
      } else {
        rows.push(row)
        if (known.line === undefined) known.line = line
        else changed.push({ id: row.id ?? "", line, earlierLine: known.line })
      }
    }
    if (countedBefore !== undefined && countedBefore !== total) isWhole = false
    countedBefore = total
    const pages = before.pages + 1
    if (seen.size > maxRows || pages > maxPages) {
      return failed("InvalidRequest", "the period has too many rows: ask for shorter ones")
    }
    const pulled = (how: Pick<Progress, "counted" | "isDone"> & { readonly cursor?: string }): Pulled => ({
      rows,
      changed,
      progress: {
        rows: before.rows + rows.length,
        repeats,
        outside,
        pages,
        completeUntil: Math.max(from, Math.min(before.completeUntil, asOf, to)),
        readAt: before.readAt,
        ...how
      }
    })
    if (next !== undefined) return Effect.succeed(pulled({ counted, isDone: false, cursor: next }))
    if (total === undefined || (isWhole && total === counted)) return Effect.succeed(pulled({ counted, isDone: true }))
    // Rows have moved between the pages, so that some were passed over. Those that have come are known again.
    if (pass === maxPasses) {
      const what = total === counted ? "that changes while they are read" : `${counted} came`
      return failed("UnrecognisedAnswer", `the provider counts ${total} rows, and ${what}`)
    }
    pass += 1
    place = 0
    isWhole = true
    countedBefore = undefined
    return Effect.succeed(pulled({ counted: 0, isDone: false }))
  }

  return { take }
}
