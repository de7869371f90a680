/**
 * The rows, as a database would hold them: a write goes through only over the version that was read, an illegal move
 * changes nothing, and no open row is left without a next step. It survives every crash. Hints wait beside the rows, so
 * that a callback never stands in the way of a worker that holds one.
 */
import type { Event } from "@switchyard/core/Callback"
import { edges, isOpen, type Row, type State } from "./row.ts"

/** A move that was written. */
export interface Move {
  readonly reference: string
  readonly at: number
  readonly from: State | undefined
  readonly to: State
}

/** A callback that was stored and not yet acted upon. */
export interface Hint {
  readonly at: number
  readonly instance: string
  readonly event: Event
}

/** The rows of one schedule. */
export interface Store {
  readonly rows: () => ReadonlyArray<Row>
  readonly get: (reference: string) => Row | undefined
  readonly insert: (row: Row) => void
  /** Writes `after` over `before`; what is returned is the row as it stands now, undefined when somebody was faster. */
  readonly replace: (before: Row, after: Row) => Row | undefined
  readonly moves: ReadonlyArray<Move>
  readonly anomalies: ReadonlyArray<string>
  readonly requestRead: (hint: Hint) => boolean
  readonly hints: (reference: string) => ReadonlyArray<Hint>
  readonly forget: (reference: string) => void
}

/** An empty store; `record` is called with every write. */
export const make = (now: () => number, record: (text: string) => void): Store => {
  const rows = new Map<string, Row>()
  const moves: Array<Move> = []
  const anomalies: Array<string> = []
  const hints = new Map<string, ReadonlyArray<Hint>>()
  const handled = new Set<string>()

  const write = (row: Row, from: State | undefined) => {
    rows.set(row.reference, row)
    moves.push({ reference: row.reference, at: now(), from, to: row.state })
  }

  return {
    rows: () => [...rows.values()],
    get: (reference) => rows.get(reference),
    insert: (row) => write(row, undefined),
    replace: (before, after) => {
      const current = rows.get(before.reference)
      if (current?.version !== before.version) {
        record(`${before.reference} was changed by somebody else meanwhile: nothing is written`)
        return undefined
      }
      if (!edges[before.state].includes(after.state)) {
        anomalies.push(`${before.reference}: ${before.state} may not become ${after.state}`)
        return undefined
      }
      if (isOpen(after) !== (after.dueAt !== undefined)) {
        anomalies.push(`${before.reference}: ${after.state} has ${after.dueAt === undefined ? "no" : "a"} next step`)
      }
      const written = { ...after, version: before.version + 1 }
      write(written, before.state)
      const isNews =
        before.state !== after.state || before.why !== after.why || before.isSuspended !== after.isSuspended
      if (isNews)
        record(
          `${before.reference} ${before.state} → ${after.state}${after.isSuspended ? ", suspended" : ""}: ${after.why}`
        )
      return written
    },
    moves,
    anomalies,
    requestRead: (hint) => {
      const { eventId, reference } = hint.event
      const row = reference === undefined ? undefined : rows.get(reference)
      if (row === undefined || !isOpen(row) || handled.has(eventId)) return false
      handled.add(eventId)
      hints.set(row.reference, [...(hints.get(row.reference) ?? []), hint])
      return true
    },
    hints: (reference) => hints.get(reference) ?? [],
    forget: (reference) => {
      hints.delete(reference)
    }
  }
}
