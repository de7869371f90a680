/** What a gateway had paid before it looked after that is looked after from then on, and not all of it at once. */
import { assert, describe, it } from "vitest"
import { readSql, versions } from "../dumps/files.ts"
import { load } from "../dumps/sql.ts"
import { keepOpen, startPostgres } from "../operations/support/databases.ts"

const hour = 3_600_000
const day = 24 * hour

const insert = (ids: string, status: string, { kind = "payout", days = 3, provider = "'bank'" } = {}): string =>
  `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, version, attempts, created_at,
    updated_at, request, sealed, facts, results, provider)
  SELECT '${ids}' || n, '${kind}', '${ids}' || n, '${ids}' || n, 'd', '${status}', 'none', 1, 1, at, at, '{}', '',
    jsonb_build_object('since', at), '{}', ${provider}
  FROM generate_series(1, ${status === "paid" && days === 3 ? 2000 : 5}) n,
    (SELECT (extract(epoch FROM now()) * 1000)::bigint - ${days * day} AS at) times;`

interface Row {
  readonly id: string
  readonly step: string
  readonly lane: string
  readonly in: bigint | null
  readonly watch: string | null
}

describe("what was paid before an upgrade", { timeout: 120_000 }, () => {
  it("is due in the course of a week, in a lane of its own, and only what may still change", async () => {
    const server = await startPostgres()
    for (const version of versions) {
      const url = await server.database()
      const rows = [
        insert("out", "paid"),
        insert("in", "refunded", { kind: "payment" }),
        insert("back", "returned"),
        insert("old", "paid", { days: 181 }),
        insert("dead", "failed"),
        insert("nobody", "paid_other_amount", { provider: "NULL" })
      ]
      await load(server.client(url), `${readSql(version)}\n${rows.join("\n")}\n`)
      const database = await keepOpen(server.layer(url))
      const found =
        await database.sql<Row>(`SELECT id, step, lane, next_at - (extract(epoch FROM now()) * 1000)::bigint AS in,
        (next_at - (facts ->> 'watchAt')::bigint)::text AS watch FROM operation WHERE reference ~ '^(out|in|back|old|dead|nobody)[0-9]+$'`)
      const of = (name: string) => found.filter(({ id }) => id.startsWith(name))
      const watched = ["out", "in", "back"].flatMap(of)
      assert.strictEqual(watched.length, 2010)
      for (const { in: wait, lane, step, watch } of watched) {
        assert.deepStrictEqual([step, lane, watch], ["sweep", "bank/ended", "0"])
        assert.isAtLeast(Number(wait), 5 * hour)
        assert.isAtMost(Number(wait), 7 * day + 6 * hour)
      }
      // No day of the week has much more than its share.
      const byDay = Map.groupBy(of("out"), ({ in: wait }) => Math.floor((Number(wait) - 6 * hour) / day))
      for (const [n, due] of byDay) if (n >= 0 && n < 7) assert.isBelow(due.length, 400, `day ${n}`)
      for (const { id, in: wait, step } of ["old", "dead", "nobody"].flatMap(of)) {
        assert.deepStrictEqual([step, wait], ["none", null], id)
      }
      await database.close()
    }
    await server.close()
  })
})
