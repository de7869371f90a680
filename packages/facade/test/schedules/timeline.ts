/** What a schedule says, in order of time: what happens comes before what is asked for at the same moment. */
import type { Event, Schedule } from "./schedule.ts"

/** A happening, or the place of an operation that is asked for. */
export interface Entry {
  readonly at: number
  readonly event: Event | undefined
  readonly operation: number | undefined
}

/** The timeline of a schedule; each operation is asked for at its time and so much later `again`. */
export const timeline = ({ events, operations }: Schedule, again: ReadonlyArray<number> = [0]): ReadonlyArray<Entry> =>
  [
    ...events.map((event) => ({ at: event.at, event, operation: undefined })),
    ...operations.flatMap(({ at }, operation) =>
      again.map((later) => ({ at: at + later, event: undefined, operation }))
    )
  ].sort((a, b) => a.at - b.at)
