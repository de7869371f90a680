/**
 * The tables, and how they come to be. Any number of processes may start at once: one of them creates what is missing
 * while the others wait for its lock. Steps are only ever added. The operation's row is its own queue: the database
 * itself refuses one that is open and has no next step. Why not the library's migrator: decision 0023.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import { LockTimeoutError, SqlError } from "effect/sql/SqlError"
import { operations } from "./schema/01-operations.ts"
import { registers } from "./schema/02-registers.ts"
import { recoveries } from "./schema/03-recoveries.ts"
import { decisions } from "./schema/04-decisions.ts"
import { creators } from "./schema/05-creators.ts"
import { receipts } from "./schema/06-receipts.ts"
import { comparisons } from "./schema/07-comparisons.ts"
import { fence } from "./schema/08-fence.ts"
import { lanes } from "./schema/09-lanes.ts"
import { healing } from "./schema/10-healing.ts"
import { providerAmounts } from "./schema/11-provider-amounts.ts"
import { states } from "./schema/12-states.ts"
import { replays } from "./schema/13-replays.ts"
import { stages } from "./schema/14-stages.ts"
import { leftBehind } from "./schema/15-left-behind.ts"
import { pulls } from "./schema/16-pulls.ts"
import { refunds } from "./schema/17-refunds.ts"
import { afterEnd } from "./schema/18-after-end.ts"
import { once } from "./schema/19-once.ts"
import { paymentChanges } from "./schema/20-payment-changes.ts"
import { ids } from "./schema/21-ids.ts"
import { payersTurn } from "./schema/22-payers-turn.ts"

const steps: ReadonlyArray<ReadonlyArray<string>> = [
  operations,
  registers,
  recoveries,
  decisions,
  creators,
  receipts,
  comparisons,
  fence,
  lanes,
  healing,
  providerAmounts,
  states,
  replays,
  stages,
  leftBehind,
  pulls,
  refunds,
  afterEnd,
  once,
  paymentChanges,
  ids,
  payersTurn
]

// Any number that nobody else uses as an advisory lock in this database.
const lock = 7_309_844_115

// Whoever has the lock is at work, or was stopped in the middle; then its server lets go of it.
const lockEvery = "250 millis"
const lockTries = 2_400

const heldByOther = new SqlError({
  reason: new LockTimeoutError({
    cause: new Error("another process has been bringing the tables up to date for ten minutes"),
    message: "the lock of the tables is held",
    operation: "migrate"
  })
})

/** Brings the tables up to date, unless somebody else is at it; gives whether they are. */
const turn = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [tried] = yield* sql<{ readonly isOurs: boolean }>`SELECT pg_try_advisory_xact_lock(${lock}) AS "isOurs"`
  if (tried?.isOurs !== true) return false
  yield* sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
  const rows = yield* sql<{ readonly version: number | null }>`SELECT max(version) AS version FROM schema_version`
  const done = rows[0]?.version ?? 0
  for (const [index, statements] of steps.entries()) {
    if (index < done) continue
    for (const statement of statements) yield* sql.unsafe(statement)
    yield* sql`INSERT INTO schema_version (version) VALUES (${index + 1})`
  }
  return true
})

/** Brings the tables up to date. It waits for others without a statement on its way, so that it can be interrupted. */
export const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  for (let tries = 0; tries < lockTries; tries += 1) {
    if (yield* sql.withTransaction(turn)) return
    yield* Effect.sleep(lockEvery)
  }
  return yield* heldByOther
})
