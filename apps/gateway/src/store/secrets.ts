/** Secrets of instances that change, in SQL: sealed, one row for each, whose version grows with every value. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"
import { toText } from "./toJson.ts"

/** Reads and writes them. */
export const secrets = (sql: SqlClient): Pick<Service, "secret" | "setSecret"> => ({
  secret: (id) =>
    guarded(
      Effect.map(
        sql<{ readonly version: number; readonly sealed: Uint8Array }>`
          SELECT version, sealed FROM secret WHERE id = ${toText(id)}`,
        ([row]) => row
      )
    ),

  // What is told to be there is there after a crash: the provider may have taken back the one before.
  setSecret: (id, version, sealed) =>
    guarded(
      Effect.map(
        version === undefined
          ? sql`
            INSERT INTO secret (id, version, sealed) SELECT ${toText(id)}, 1, ${sealed}::bytea
            WHERE (SELECT keep_durably())
            ON CONFLICT (id) DO NOTHING RETURNING version`
          : sql`
            UPDATE secret SET version = version + 1, sealed = ${sealed}::bytea
            WHERE id = ${toText(id)} AND version = ${version} AND (SELECT keep_durably())
            RETURNING version`,
        (rows) => rows.length > 0
      )
    )
})
