/**
 * How long the database may take. Every statement has two bounds: the server ends it after the first, which proves that
 * it did nothing, and we break its connection off a little later, when no answer came at all: then nobody knows, and
 * whatever the server still says is read by nobody. A statement is never canceled from our side: a server that waits for
 * its standby answers a cancellation with "committed".
 */

/** Bounds in milliseconds; infinite where there is none. */
export interface Bounds {
  /** The server ends a statement after so long. */
  readonly statement: number
  /** We wait so long for its answer. */
  readonly answer: number
  /** We wait so long for a connection that is free, or for a new one. */
  readonly connection: number
  /** The server ends a statement that waits so long for somebody else's lock. */
  readonly lock: number
  /** The server ends a session that leaves its transaction alone for so long, with its locks. */
  readonly idleInTransaction: number
}

/** For what requests and the worker ask: milliseconds, but for a server that is in trouble. */
export const ordinary: Bounds = {
  statement: 8_000,
  answer: 10_000,
  connection: 8_000,
  lock: 5_000,
  idleInTransaction: 10_000
}

/** For work on many rows at once, such as the end of a long settlement report. */
export const patient: Bounds = {
  statement: 600_000,
  answer: 610_000,
  connection: 60_000,
  lock: 60_000,
  idleInTransaction: 60_000
}

/**
 * For bringing the tables up to date, which takes as long as it takes: nobody is served before. A server that vanishes
 * is noticed by its socket.
 */
export const endless: Bounds = { ...patient, statement: Number.POSITIVE_INFINITY, answer: Number.POSITIVE_INFINITY }

/** For the embedded database, whose statements run in this process one after the other. */
export const embedded: Bounds = { ...patient, connection: 30_000 }
