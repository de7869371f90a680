/** How far a pull has come, and what each page of it gives. */
import * as Schema from "effect/Schema"
import type { Row } from "../../../domain/Settlement.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How far a pull has come. Who wants to go on later stores it with the rows of its page, in one transaction. */
export const Progress = Schema.Struct({
  /** By what the next page is asked for; left out at the beginning, and at the end. */
  cursor: Schema.optionalKey(Schema.String),
  /** Every row has come. */
  isDone: Schema.Boolean,
  /** Rows that were given so far: entries and bad rows. */
  rows: Count,
  /** Rows that came again, with the same content, and were not given again. */
  repeats: Count,
  /** Rows that lie outside of the period, which another one has, and were not given. */
  outside: Count,
  /** Pages that were read. */
  pages: Count,
  /**
   * What lies before this instant is complete; it is the period's end once that is old enough, and its beginning where nothing is
   * complete yet.
   */
  completeUntil: Count,
  /** When the last page was read. */
  readAt: Count,
  /** How many rows have come since the first page was asked for the last time. */
  counted: Count
})

/** How far a pull has come. */
export interface Progress extends Schema.Schema.Type<typeof Progress> {}

/** An entry that has come with another content before: which of them holds is for a person. */
export interface Changed {
  readonly id: string
  /** Its place among the rows, and that of the first. */
  readonly line: number
  readonly earlierLine: number
}

/** The rows of one page. */
export interface Pulled {
  /** In the order in which they came; `line` is the place among all rows of the pull, from 1. */
  readonly rows: ReadonlyArray<Row>
  readonly changed: ReadonlyArray<Changed>
  readonly progress: Progress
}
