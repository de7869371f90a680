/** What the database shows of its fence, and how somebody stands on it, raises it or breaks it. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { UsedAccount } from "./directory.ts"
import type { Snapshot, Stand } from "./Stand.ts"

/** The advisory lock that whoever raises or breaks the fence holds alone. */
const lock = 7_309_844_116

interface Columns {
  readonly database: string
  readonly epoch: bigint
  readonly token: string | null
  readonly system: string | null
  readonly timeline: number | null
  readonly tables: string | null
  readonly why: string
  readonly recovered_epoch: bigint
  readonly live_system: string
  readonly live_timeline: number
  readonly live_tables: string
  readonly live_started: string
  readonly now: bigint
  readonly marks: ReadonlyArray<{
    readonly node: string
    readonly slot: number
    readonly mark: number
    readonly at: number
    readonly has_left: boolean
  }>
  readonly is_used: boolean
}

/** What is shown, and whether there are operations. */
export interface Look extends Snapshot {
  readonly isUsed: boolean
}

const fromColumns = (row: Columns): Look => ({
  database: row.database,
  epoch: Number(row.epoch),
  token: row.token,
  system: row.system,
  timeline: row.timeline,
  tables: row.tables,
  why: row.why,
  recovered: Number(row.recovered_epoch),
  live: { system: row.live_system, timeline: row.live_timeline, tables: row.live_tables, started: row.live_started },
  marks: row.marks.map(({ has_left, ...mark }) => ({ ...mark, hasLeft: has_left })),
  at: Number(row.now),
  isUsed: row.is_used
})

/** Whose marks are looked at: those of these nodes, and of whoever has beaten since then by the database's clock. */
export interface Heard {
  readonly nodes: ReadonlyArray<string>
  readonly since: number
}

/** What the database shows now. */
export const look = (sql: SqlClient, { nodes, since }: Heard): Effect.Effect<Look, SqlError> =>
  Effect.flatMap(
    sql<Columns>`
      SELECT f.database::text, f.epoch, f.token::text, f.system, f.timeline, f.tables, f.why, f.recovered_epoch,
        l.system AS live_system,
        l.timeline AS live_timeline, l.tables AS live_tables, l.started AS live_started, switchyard_now() AS now,
        coalesce((
          SELECT jsonb_agg(to_jsonb(m)) FROM fence_mark m WHERE m.node = ANY(${nodes}::uuid[]) OR m.at > ${since}
        ), '[]') AS marks,
        EXISTS (SELECT 1 FROM operation) AS is_used
      FROM fence f, fence_live() l`,
    ([row]) => (row === undefined ? Effect.die(new Error("the fence has no row")) : Effect.succeed(fromColumns(row)))
  )

// Above what anybody has known, and no lower than the time, so that epochs of different copies do not meet.
const raised = (sql: SqlClient, known: number, why: string) => sql`
  epoch = greatest(epoch + 1, ${known}::bigint + 1, switchyard_now()), token = gen_random_uuid(),
  (system, timeline, tables) = (SELECT system, timeline, tables FROM fence_live()), why = ${why}, at = switchyard_now()`

/** Waits until nobody is in the middle of a statement that was admitted, and holds up whoever comes until the transaction ends. */
export const alone = (sql: SqlClient): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`SELECT pg_advisory_xact_lock(${lock})`)

/** Raises the epoch on the server as it is, if the fence still is what was looked at. */
export const raise = (
  sql: SqlClient,
  { epoch, token }: Pick<Snapshot, "epoch" | "token">,
  known: number,
  why: "adopted" | "promotion"
): Effect.Effect<void, SqlError> =>
  sql.withTransaction(
    Effect.andThen(
      alone(sql),
      Effect.asVoid(sql`
        UPDATE fence SET ${raised(sql, known, why)}
        WHERE epoch = ${epoch} AND token IS NOT DISTINCT FROM ${token}::uuid`)
    )
  )

/** The same within a transaction that begins a recovery, whatever the fence is. */
export const raiseForRecovery = (sql: SqlClient, known: number): Effect.Effect<void, SqlError> =>
  Effect.andThen(
    sql`UPDATE fence SET ${raised(sql, known, "recovery")}`,
    Effect.andThen(
      sql`UPDATE fence SET recovered_epoch = epoch`,
      // By no clock: which of them were raised since then is not a question of what it said.
      Effect.asVoid(sql`UPDATE fence_mark SET before_recovery = true`)
    )
  )

/** Whether a recovery has begun since this epoch. */
export const hasRecovered = (sql: SqlClient, epoch: number): Effect.Effect<boolean, SqlError> =>
  Effect.map(sql`SELECT 1 FROM fence WHERE recovered_epoch > ${epoch}`, (rows) => rows.length > 0)

/** Takes the token away, so that whoever stands on the fence stops. */
export const breakIt = (sql: SqlClient, { database }: Pick<Stand, "database">, why: string) =>
  sql.withTransaction(
    Effect.andThen(
      alone(sql),
      Effect.asVoid(sql`
        UPDATE fence SET token = NULL, why = ${why}, at = switchyard_now()
        WHERE database = ${database}::uuid AND token IS NOT NULL`)
    )
  )

/** Raises the mark of this node's beats, if it may still stand and send. */
export const beat = (sql: SqlClient, known: string) =>
  Effect.map(
    sql<{ readonly refused: string | null; readonly mark: bigint | null }>`
      SELECT refused, mark FROM fence_admits(${known}::jsonb, 0, true)`,
    ([row]) => ({ refused: row?.refused ?? null, mark: row?.mark == null ? null : Number(row.mark) })
  )

/** Says that this node has ended and that nothing of it is missing here. */
export const leave = (sql: SqlClient, node: string) =>
  Effect.asVoid(sql`UPDATE fence_mark SET has_left = true WHERE node = ${node}::uuid`)

/** Forgets marks from before the latest recovery: nobody is measured by them any more. */
export const forget = (sql: SqlClient) => Effect.asVoid(sql`DELETE FROM fence_mark WHERE before_recovery`)

/** The accounts that the records know to have been used. */
export const accounts = (sql: SqlClient) => sql<UsedAccount>`SELECT kind, instance, fingerprint FROM used_account`

/** Adds one. */
export const addAccount = (sql: SqlClient, { fingerprint, instance, kind }: UsedAccount) =>
  Effect.asVoid(sql`
    INSERT INTO used_account VALUES (${kind}, ${instance}, ${fingerprint}) ON CONFLICT DO NOTHING`)
