/**
 * Recoveries in SQL: the times for which the records may not have all that was sent, and what they name of who may have
 * it. Which recovery covers an operation comes with every row, so that no process goes by what it once knew.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { Fence } from "../fence/Fence.ts"
import * as Look from "../fence/look.ts"
import { guarded } from "./guard.ts"
import type { Recovery, Service, UsedAccount } from "./Store.ts"

/**
 * The columns of a row, with the recovery that covers it, the token of the fence under which it is read, and the epoch at which the
 * latest recovery began: above the time, and above every epoch that anybody knew who keeps them outside of the database.
 */
export const rowColumns = (sql: SqlClient) =>
  sql.literal(
    "operation.*, covering_recovery(operation.seq, operation.created_at) AS recovery, (SELECT token::text FROM fence) AS fence_token, (SELECT recovered_epoch FROM fence) AS recovered_epoch"
  )

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
export const recovering = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<
  Pick<Service, "beginRecovery" | "endRecoveries" | "recovery" | "recoveryOf" | "accounts" | "useAccount" | "callers">
> {
  const fence = yield* Fence
  const current = Effect.map(
    sql<Columns>`SELECT * FROM recovery WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1`,
    (rows) => rows.map(fromColumns)[0]
  )
  const begin = Effect.fnUntraced(function* (since: number | null, now: number) {
    // Whoever was admitted has committed before it, and nobody is after it who has not heard of it.
    yield* Look.alone(sql)
    // Of several gateways that start at once one begins it.
    yield* sql`LOCK TABLE recovery IN EXCLUSIVE MODE`
    // Records that have gone back know nothing of the recovery that they need, unless another node has begun it meanwhile.
    const isMissing = fence.isFenced() && !(yield* Look.hasRecovered(sql, fence.epoch()))
    const known = isMissing
      ? []
      : since === null && fence.known() !== null
        ? yield* sql<Columns>`SELECT * FROM recovery WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1`
        : yield* sql<Columns>`SELECT * FROM recovery WHERE since = ${since}::bigint ORDER BY id DESC LIMIT 1`
    const [going] = known.map(fromColumns)
    if (going !== undefined) return { ...going, isNew: false }
    // What a backup says of an earlier recovery is as old as the backup.
    yield* sql`UPDATE recovery SET ended_at = ${now}, note = 'another recovery began' WHERE ended_at IS NULL`
    const begun = yield* sql<Columns>`
      INSERT INTO recovery (since, started_at, covers_seq)
      VALUES (coalesce(${since}::bigint, (SELECT at FROM event ORDER BY seq DESC LIMIT 1), ${now}::bigint), ${now},
        coalesce((SELECT seq FROM operation ORDER BY seq DESC LIMIT 1), 0))
      RETURNING *`
    yield* Look.raiseForRecovery(sql, fence.epoch())
    const [first] = begun.map(fromColumns)
    return first === undefined ? yield* Effect.die(new Error("no recovery was stored")) : { ...first, isNew: true }
  })
  return {
    beginRecovery: (since, now) =>
      guarded(
        Effect.tap(sql.withTransaction(begin(since, now)), ({ isNew }) => (isNew ? fence.takeOver : Effect.void))
      ),

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
        Effect.map(
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
          SELECT instance, fingerprint FROM used_account WHERE kind = ${kind}
          UNION
          SELECT instance, NULL FROM callback`,
          (recorded) => {
            const names = new Set(recorded.map(({ fingerprint }) => fingerprint))
            return [...recorded, ...fence.accounts(kind).filter(({ fingerprint }) => !names.has(fingerprint))]
          }
        )
      ),

    useAccount: (kind, account) => guarded(fence.use({ kind, ...account })),

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
})
