/**
 * Providers that repeat whom they pay, on every path and in every grouping and case: in refusals, unknown outcomes, look-ups,
 * status words, reasons, cancellations, callbacks, receipts and account checks. None of it may come out anywhere: not over
 * HTTP, in no message to the merchant, no log, span or metric, no row, and in no file of either database.
 */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { variants } from "../depth.ts"
import { keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import { stories } from "./support/stories.ts"
import { control, leaked, writings } from "./support/values.ts"
import { tables, world } from "./support/world.ts"

const databases = {
  PGlite: openEmbedded,
  PostgreSQL: async () => {
    const server = await startPostgres()
    const kept = await keepOpen(server.layer(await server.database()))
    return { ...kept, directory: server.directory, close: () => kept.close().finally(server.close) }
  }
}

type Database = Awaited<ReturnType<(typeof databases)["PGlite"]>>

/** Every byte that a database has written, once it has written all of it. */
const files = (directory: string): ReadonlyArray<readonly [name: string, text: string]> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => [name, readFileSync(join(directory, name)).toString("latin1")] as const)

// How words are written makes no difference to a database: one of the two is asked to keep them all.
const asked = { PGlite: Object.entries(writings), PostgreSQL: Object.entries(writings).slice(0, 2) }

describe.each(variants<"PGlite" | "PostgreSQL">("PGlite", "PostgreSQL"))(
  "people whom a provider repeats, over %s",
  (kind) => {
    let database: Database

    beforeAll(async () => {
      database = await databases[kind]()
      // What is compressed would be found by nobody.
      const columns = await database.sql<{ name: string; column: string }>(
        `SELECT table_name AS name, column_name AS column FROM information_schema.columns
       WHERE table_name IN (${tables.map((table) => `'${table}'`).join()}) AND data_type IN ('text', 'jsonb', 'bytea')`
      )
      for (const { column, name } of columns) {
        await database.sql(`ALTER TABLE ${name} ALTER COLUMN ${column} SET STORAGE EXTERNAL`)
      }
    })
    afterAll(() => database.close())

    it("come out nowhere, however they are written", { timeout: 1_200_000 }, async () => {
      const there = await world(database)
      for (const [number, [writing, write]] of asked[kind].entries()) {
        const ends: Record<string, string> = {}
        for (const [name, story] of Object.entries(stories)) {
          const { status, timeline } = await story(there, String(number), write)
          ends[name] = status
          assert.isUndefined(leaked(timeline), `${name}, ${writing}: ${timeline}`)
          assert.include(timeline, control, `${name}, ${writing}`)
        }
        assert.deepStrictEqual(
          ends,
          {
            followed: "paid",
            doubted: "unknown",
            refused: "failed, failed",
            lost: "paid",
            elsewhere: "processing",
            paid: "failed, failed",
            checked: "422"
          },
          writing
        )
        assert.deepStrictEqual(there.provider.left(), [], writing)
      }

      const { metrics, ...words } = await there.everything()
      for (const [where, text] of Object.entries({ ...words, metrics })) {
        assert.isUndefined(leaked(text), where)
        assert.isNotEmpty(text, where)
      }
      for (const where of ["answers", "messages", "rows"] as const) assert.include(words[where], control, where)
      await there.close()

      await database.sql("CHECKPOINT")
      const written = files(database.directory)
      for (const [name, text] of written) assert.isUndefined(leaked(text), name)
      for (const part of ["base", "pg_wal"]) {
        assert.isTrue(
          written.some(([name, text]) => name.includes(part) && text.includes(control)),
          `what is in ${part} can be found`
        )
      }
    })
  }
)
