/** One id of a provider's is one operation's: in what was there before that was asked for, and in whatever is written since. */
import { Effect, Result } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import { assert, describe, it } from "vitest"
import { asIs } from "../../src/operations/OperationRunner.ts"
import { Store } from "../../src/store/Store.ts"
import { readSql, versions } from "../dumps/files.ts"
import { load } from "../dumps/sql.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"

interface Held {
  readonly id: string
  readonly providerReference: string | null
  readonly kind?: "payment" | "payout"
  readonly fingerprint?: string
}

const insert = ({ fingerprint = "bank m-1", id, kind = "payout", providerReference }: Held): string =>
  `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, version, attempts, created_at,
    updated_at, request, sealed, facts, results, provider, fingerprint, provider_reference)
  VALUES ('${id}', '${kind}', '${id}', '${id}', 'd', 'paid', 'none', 1, 1, 1, 1, '{}', '',
    '{}', '{}', 'bank', '${fingerprint}', ${providerReference === null ? "NULL" : `'${providerReference}'`});`

const others: ReadonlyArray<Held> = [
  { id: "other-kind", providerReference: "7", kind: "payment" },
  { id: "other-account", providerReference: "7", fingerprint: "bank m-2" },
  { id: "other-context", providerReference: "7", fingerprint: "bank m-1 / sub-1" },
  { id: "other-id", providerReference: "8" },
  { id: "none-1", providerReference: null },
  { id: "none-2", providerReference: null },
  { id: "empty-1", providerReference: "" },
  { id: "empty-2", providerReference: "" }
]

describe("an id that two operations had before", { timeout: 300_000 }, () => {
  it("stays theirs after an upgrade, is shown in both timelines, and is nobody else's", async () => {
    const server = await startPostgres()
    for (const version of versions) {
      const url = await server.database()
      const rows: ReadonlyArray<Held> = [
        { id: "first", providerReference: "7" },
        { id: "second", providerReference: "7" },
        { id: "third", providerReference: "007.0" },
        ...others
      ]
      await load(server.client(url), `${readSql(version)}\n${rows.map(insert).join("\n")}\n`)
      const database = await keepOpen(server.layer(url))
      const shown = await database.sql<{ operation: string; summary: string }>(
        `SELECT operation, summary FROM event WHERE kind = 'anomaly' AND summary LIKE '%is that of%' ORDER BY operation, seq`
      )
      const line = (operation: string, other: string) => ({
        operation,
        summary: `the provider's id of it is that of ${other} as well`
      })
      assert.sameDeepMembers(
        [...shown],
        [line("first", "second"), line("first", "third"), line("second", "first"), line("third", "first")]
      )
      const kept = await database.sql<{ id: string; of: string }>(
        "SELECT id, provider_reference AS of FROM operation WHERE id IN ('first', 'second', 'third') ORDER BY seq"
      )
      assert.deepStrictEqual(
        kept.map(({ of }) => of),
        ["7", "7", "007.0"]
      )
      const refused = await database
        .sql(insert({ id: "fourth", providerReference: "07" }))
        .catch(({ reason }: SqlError) => reason._tag)
      assert.strictEqual(refused, "UniqueViolation")
      await database.close()
    }
    await server.close()
  })
})

const engines: Record<string, () => Promise<Database>> = {
  embedded: openEmbedded,
  postgres: async () => {
    const server = await startPostgres()
    const opened = await keepOpen(server.layer(await server.database()))
    return { ...opened, close: () => opened.close().finally(server.close) }
  }
}

describe("an id that one operation has", { timeout: 300_000 }, () => {
  for (const [name, opening] of Object.entries(engines)) {
    it(`is refused to every other one of its kind at its account, by name and whole (${name})`, async () => {
      const database = await opening()
      const rows = [{ id: "first", providerReference: "7" }, { id: "late", providerReference: null }, ...others]
      for (const row of rows) await database.sql(insert(row))
      const written = await Effect.runPromise(
        Effect.provide(
          Effect.gen(function* () {
            const store = yield* Store
            const late = yield* store.find("late")
            if (late === undefined) throw new Error("it is not there")
            const to = { ...asIs(late, late.updatedAt), providerReference: "7.0" }
            const entries = [{ kind: "read" as const, summary: "found", details: {} }]
            const taken = yield* Effect.result(store.commit(late, { ...to, entries }))
            const other = yield* store.commit(late, { ...to, fingerprint: "bank m-3", entries })
            return { taken, other, lines: yield* store.timeline("late") }
          }),
          database.layer
        )
      )
      assert.isTrue(Result.isFailure(written.taken) && written.taken.failure.isIdTaken === true)
      assert.isTrue(written.other)
      assert.lengthOf(written.lines, 1)
      await database.close()
    })
  }
})
