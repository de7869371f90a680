/**
 * One connection to a database, as the SQL client uses it: every statement of it is bounded, and it can be broken off.
 * After that it is dead, and whatever is asked of it fails at once.
 */
import type { Duplex } from "node:stream"
import type { PgConnection } from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Connection as SqlConnection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import { answering } from "./answering.ts"

/** A connection. */
export interface Connection extends SqlConnection {
  readonly isDead: () => boolean
  /** Breaks it off; what is asked at this moment fails. */
  readonly breakOff: (why: string) => void
  /** Calls back once, when it is dead. */
  readonly onDeath: (died: () => void) => void
}

/** The parts of a connection. */
export interface Parts {
  readonly session: PgConnection
  /** The stream that the session speaks through; destroyed when one of them fails. */
  readonly stream: Duplex
  /** Breaks the stream off; what is asked at this moment fails. */
  readonly breakOff: (why: string) => void
  /** How long an answer is waited for, in milliseconds. */
  readonly answer: number
}

type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined

/** Makes a connection of its parts. */
export const make = ({ answer, breakOff, session, stream }: Parts): Connection => {
  const tooLate = () => breakOff(`the database did not answer within ${answer / 1000} seconds`)
  const within = <A>(statement: Effect.Effect<A, SqlError>) => answering(statement, answer, tooLate)
  const rows = (prepare: boolean) => (sql: string, params: ReadonlyArray<unknown>, transform: Transform) => {
    const found = Effect.map(within(session.query(sql, params, prepare)), (result) => result.rows)
    return transform === undefined ? found : Effect.map(found, transform)
  }
  return {
    execute: rows(true),
    executeUnprepared: rows(false),
    executeRaw: (sql, params) => within(session.query(sql, params)),
    executeValues: (sql, params) => within(session.queryValues(sql, params)),
    executeValuesUnprepared: (sql, params) => within(session.queryValues(sql, params, false)),
    // As a whole: nothing here is too long for that, and a stream would keep its connection as long as its reader likes.
    executeStream: (sql, params, transform) => Stream.fromIterableEffect(rows(false)(sql, params, transform)),
    isDead: () => stream.destroyed,
    breakOff,
    onDeath: (died) => void stream.once("close", died)
  }
}
