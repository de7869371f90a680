/** The rows of a file as a service reads them, in forms that are easy to compare. */
import { Money, type Settlement, type SettlementReports } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const printedMoney = (money: Money.Money | undefined) => money && `${Money.toText(money)} ${money.currency}`

/** A row with its amounts and times as text. */
export const printed = (row: Settlement.Row) =>
  row._tag === "BadRow"
    ? row
    : {
        ...row,
        at: new Date(row.at).toISOString(),
        amount: printedMoney(row.amount),
        net: printedMoney(row.net),
        fee: printedMoney(row.fee),
        ...(row.payerAmount && { payerAmount: printedMoney(row.payerAmount) }),
        ...(row.balance && { balance: printedMoney(row.balance) })
      }

/** How many lines there are and what became of them; each line must be reported once, in order. */
const counted = (lines: ReadonlyArray<Settlement.Line>) => {
  const counts = { headers: 0, entries: 0, badRows: 0, blanks: 0, lines: 0 }
  for (const line of lines) {
    if (line.line !== counts.lines + 1) throw new Error(`line ${line.line} comes after line ${counts.lines}`)
    counts.lines += line._tag === "Blank" ? line.lines : 1
    if (line._tag === "Entry") counts.entries += 1
    else if (line._tag === "BadRow") counts.badRows += 1
    else counts[line.reason === "header" ? "headers" : "blanks"] += line.lines
  }
  return counts
}

type File = Uint8Array | string

/** Reads files by a service. */
export const reading = ({ lines, read }: Pick<SettlementReports.Service, "lines" | "read">) => {
  const linesOf = (file: File): Promise<ReadonlyArray<Settlement.Line>> =>
    Effect.runPromise(Effect.flatMap(lines(file), Stream.runCollect))
  return {
    /** All rows. */
    read: (file: File): Promise<ReadonlyArray<Settlement.Row>> =>
      Effect.runPromise(Effect.flatMap(read(file), Stream.runCollect)),
    /** Every line. */
    linesOf,
    /** How many lines there are, and what became of them. */
    countsOf: async (file: File) => counted(await linesOf(file)),
    /** Only the first row, and the rest is let go of. */
    readFirst: (file: File): Promise<ReadonlyArray<Settlement.Row>> =>
      Effect.runPromise(Effect.flatMap(read(file), (rows) => Stream.runCollect(Stream.take(rows, 1)))),
    /** The tag and message of the error with which a file is refused. */
    refusal: (file: File): Promise<readonly [string, string]> =>
      Effect.runPromise(
        Effect.flatMap(read(file), Stream.runDrain).pipe(
          Effect.flip,
          Effect.map(({ message, reason }) => [reason, message] as const)
        )
      )
  }
}
