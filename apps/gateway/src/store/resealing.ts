/**
 * Seals again, with the current key, whatever lies in the database under an older one, so that the older key can be given
 * up. Nothing else of a row changes. It may run beside gateways that know both keys: what one of them wrote meanwhile is
 * left alone, and found by the next run.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as SqlClient from "effect/sql/SqlClient"
import { Vault } from "../vault.ts"

/** The texts that were found in one place: sealed again, or impossible to open with the keys there are. */
export interface Resealed {
  readonly place: string
  readonly resealed: number
  readonly unreadable: number
}

// Each with the column that its texts are bound to.
const places = [
  { table: "operation", column: "sealed", key: "seq", bound: "id" },
  { table: "operation", column: "next_action", key: "seq", bound: "id" },
  { table: "attempt", column: "replay_key", key: "seq", bound: "operation" },
  { table: "attempt", column: "prepared", key: "seq", bound: "operation" },
  { table: "callback", column: "sealed", key: "seq", bound: "instance" },
  { table: "delivery", column: "body", key: "seq", bound: "id" },
  { table: "secret", column: "sealed", key: "seq", bound: "id" }
] as const

type Place = (typeof places)[number]

interface Found {
  readonly seq: bigint
  readonly bound: string
  readonly sealed: Uint8Array
}

const batch = 500

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

const inPlace = Effect.fnUntraced(function* ({ bound, column, key, table }: Place) {
  const sql = yield* SqlClient.SqlClient
  const vault = yield* Vault
  let after = 0n
  let resealed = 0
  let unreadable = 0
  for (;;) {
    const found = yield* sql<Found>`
      SELECT ${sql(key)} AS seq, ${sql(bound)} AS bound, ${sql(column)} AS sealed FROM ${sql(table)}
      WHERE ${sql(key)} > ${after} AND NOT starts_with(encode(${sql(column)}, 'hex'), ${vault.currentHeader})
      ORDER BY ${sql(key)} LIMIT ${batch}`
    const changes: Array<{ readonly seq: string; readonly was: string; readonly now: string }> = []
    for (const { bound: boundTo, sealed, seq } of found) {
      const text = yield* Effect.result(vault.open(sealed, boundTo))
      if (Result.isFailure(text)) unreadable += 1
      else {
        const now = base64(yield* vault.seal(text.success, boundTo))
        changes.push({ seq: String(seq), was: base64(sealed), now })
      }
    }
    const changed = yield* sql`
      UPDATE ${sql(table)} AS t SET ${sql(column)} = decode(c.now, 'base64')
      FROM json_to_recordset(${JSON.stringify(changes)}::json) AS c(seq bigint, was text, now text)
      WHERE t.${sql(key)} = c.seq AND t.${sql(column)} = decode(c.was, 'base64')
      RETURNING t.${sql(key)}`
    resealed += changed.length
    const last = found.at(-1)
    if (last === undefined || found.length < batch) return { place: `${table}.${column}`, resealed, unreadable }
    after = BigInt(last.seq)
  }
})

/** Seals again what an older key has sealed, and gives their number. */
export const reseal = Effect.forEach(places, inPlace)
