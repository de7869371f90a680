/**
 * Recoveries in SQL: the times for which the records may not tell all that was sent, and what they name of who may have
 * it. Which recovery covers an operation is told with every row, so that no process goes by what it once knew.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import type { Recovery, Service, UsedAccount } from "./Store.ts"

/** The columns of a row, with the recovery that covers it. */
export const rowColumns = (sql: SqlClient) =>
  sql.literal("operation.*, covering_recovery(operation.created_at) AS recovery")

interface Columns {
  readonly id: number
  readonly since: bigint
  readonly started_at: bigint
  readonly ended_at: bigint | null
}

const fromColumns = ({ ended_at, id, since, started_at }: Columns): Recovery => ({
  id,
  since: Number(since),
  startedAt: Number(started_at),
  endedAt: ended_at === null ? null : Number(ended_at)
})

/** Recoveries, and who may have had an operation. */
export const recovering = (
  sql: SqlClient
): Pick<Service, "beginRecovery" | "endRecoveries" | "recovery" | "recoveryOf" | "accounts" | "callers"> => {
  const current = Effect.map(
    sql<Columns>`SELECT * FROM recovery WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1`,
    (rows) => rows.map(fromColumns)[0]
  )
  const begin = Effect.fnUntraced(function* (since: number | null, now: number) {
    // Of several gateways that start at once one begins it.
    yield* sql`LOCK TABLE recovery IN EXCLUSIVE MODE`
    const known = yield* sql<Columns>`SELECT * FROM recovery WHERE since = ${since}::bigint ORDER BY id DESC LIMIT 1`
    const [going] = known.map(fromColumns)
    if (going !== undefined) return { ...going, isNew: false }
    // What a backup says of an earlier recovery is as old as the backup.
    yield* sql`UPDATE recovery SET ended_at = ${now}, note = 'another recovery began' WHERE ended_at IS NULL`
    const begun = yield* sql<Columns>`
      INSERT INTO recovery (since, started_at)
      VALUES (coalesce(${since}::bigint, (SELECT at FROM event ORDER BY seq DESC LIMIT 1), ${now}::bigint), ${now})
      RETURNING *`
    const [first] = begun.map(fromColumns)
    return first === undefined ? yield* Effect.die(new Error("no recovery was stored")) : { ...first, isNew: true }
  })
  return {
    beginRecovery: (since, now) => guarded(sql.withTransaction(begin(since, now))),

    endRecoveries: ({ note, operator }, now) =>
      guarded(
        Effect.map(
          sql<{ readonly id: number }>`
            UPDATE recovery SET ended_at = ${now}, ended_by = ${operator}, note = ${note}
            WHERE ended_at IS NULL RETURNING id`,
          (rows) => rows.length
        )
      ),

    recovery: guarded(current),

    recoveryOf: (id) =>
      guarded(Effect.map(sql<Columns>`SELECT * FROM recovery WHERE id = ${id}`, (rows) => rows.map(fromColumns)[0])),

    // Accounts are few and attempts many: each account is found by its index, then one attempt of the kind is enough.
    accounts: (kind) =>
      guarded(
        sql<UsedAccount>`
          WITH RECURSIVE account AS (
            SELECT min(fingerprint) AS fingerprint FROM attempt
            UNION ALL
            SELECT (SELECT min(fingerprint) FROM attempt WHERE fingerprint > account.fingerprint)
            FROM account WHERE account.fingerprint IS NOT NULL
          )
          SELECT used.instance, account.fingerprint FROM account CROSS JOIN LATERAL (
            SELECT a.instance FROM attempt a JOIN operation o ON o.id = a.operation AND o.kind = ${kind}
            WHERE a.fingerprint = account.fingerprint LIMIT 1
          ) used WHERE account.fingerprint IS NOT NULL
          UNION
          SELECT instance, NULL FROM callback`
      ),

    callers: (kind, reference) =>
      guarded(
        Effect.map(
          sql<{ readonly instance: string }>`
            SELECT DISTINCT instance FROM callback
            WHERE state = 'unknown' AND kind = ${kind} AND reference = ${reference}`,
          (rows) => rows.map(({ instance }) => instance)
        )
      )
  }
}
