/**
 * Circuits in SQL, as the nodes share them: one row for each instance that any of them has ever kept away from. Its version
 * grows with every change, so that nobody takes what was read before its own change for news.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

interface Columns {
  readonly instance: string
  readonly openings: number
  readonly since: bigint
  readonly tried_from: bigint | null
  readonly trying: bigint | null
  readonly version: bigint
}

const orNull = (at: bigint | null): number | null => (at === null ? null : Number(at))

/** Circuits that are shared. */
export const circuits = (sql: SqlClient): Pick<Service, "circuits" | "shareCircuit" | "tryCircuit"> => ({
  circuits: guarded(
    Effect.map(sql<Columns>`SELECT * FROM circuit`, (rows) =>
      rows.map(({ instance, openings, since, tried_from, trying, version }) => ({
        instance,
        openings,
        since: Number(since),
        triedFrom: orNull(tried_from),
        trying: orNull(trying),
        version: Number(version)
      }))
    )
  ),

  // What was found earlier is no news beside what was found later.
  shareCircuit: ({ instance, openings, since, triedFrom, trying }) =>
    guarded(
      Effect.map(
        sql<{ readonly version: bigint }>`
          INSERT INTO circuit (instance, openings, since, tried_from, trying, version)
          VALUES (${instance}, ${openings}, ${since}, ${triedFrom}::bigint, ${trying}::bigint, 1)
          ON CONFLICT (instance) DO UPDATE SET openings = excluded.openings, since = excluded.since,
            tried_from = excluded.tried_from, trying = excluded.trying, version = circuit.version + 1
            WHERE circuit.since <= excluded.since
          RETURNING version`,
        ([row]) => (row === undefined ? undefined : Number(row.version))
      )
    ),

  tryCircuit: (instance, now, staleBefore) =>
    guarded(
      Effect.map(
        sql<{ readonly version: bigint }>`
          UPDATE circuit SET trying = ${now}, version = version + 1
          WHERE instance = ${instance} AND tried_from <= ${now} AND (trying IS NULL OR trying <= ${staleBefore})
          RETURNING version`,
        ([row]) => (row === undefined ? undefined : Number(row.version))
      )
    )
})
