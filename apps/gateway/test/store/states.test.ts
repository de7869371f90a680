/**
 * The states that the database takes are those of the table of statuses: all of them, and no other, in a new database and in
 * one of an earlier version that was brought up to date.
 */
import { assert, describe, it } from "vitest"
import { everyKind, everyStatus, everyStep, meanings } from "../../src/model/statuses.ts"
import { payersTurn } from "../../src/store/schema/22-payers-turn.ts"
import { readSql, versions } from "../dumps/files.ts"
import { load } from "../dumps/sql.ts"
import { keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import { stateStatements } from "./support/stateChecks.ts"

type Database = Pick<Awaited<ReturnType<typeof keepOpen>>, "sql">

const combinations = everyKind.flatMap((kind) =>
  [...everyStatus, "settled"].flatMap((status) => [...everyStep, "wait"].map((step) => ({ kind, status, step })))
)

type Combination = (typeof combinations)[number]

const isOfTable = ({ kind, status, step }: Combination): boolean => {
  const meaning = everyStatus.flatMap((each) => (each === status ? [meanings[each]] : []))[0]
  return meaning?.[kind] !== undefined && meaning.steps.some((each) => each === step)
}

const insert = ({ kind, status, step }: Combination, at: number): string =>
  `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts,
    created_at, updated_at, request, sealed, facts, results, parent)
  VALUES ('s${at}', '${kind}', 's${at}', 's${at}', 'd', '${status}', '${step}', ${step === "none" ? "NULL" : "1"}, 1, 0,
    1, 1, '{}', '', '{}', '{}', ${kind === "refund" ? "'paid'" : "NULL"})`

// What a refund is of.
const payment = `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, version, attempts, created_at,
    updated_at, request, sealed, facts, results)
  VALUES ('paid', 'payment', 'paid', 'paid', 'd', 'paid', 'none', 1, 0, 1, 1, '{}', '', '{}', '{}')`

const taken = async ({ sql }: Database): Promise<ReadonlyArray<Combination>> => {
  await sql(payment)
  const found: Array<Combination> = []
  for (const [at, combination] of combinations.entries()) {
    const isTaken = await sql(insert(combination, at)).then(
      () => true,
      () => false
    )
    if (isTaken) found.push(combination)
  }
  return found
}

describe("the states that the database takes", { timeout: 120_000 }, () => {
  it("are written in its last steps as the table says them", () => {
    assert.deepStrictEqual(payersTurn.slice(-3), stateStatements)
  })

  it("are those of the table in a new database", async () => {
    const database = await openEmbedded()
    assert.deepStrictEqual(await taken(database), combinations.filter(isOfTable))
    await database.close()
  })

  it("are those of the table in one that was brought up to date", async () => {
    const server = await startPostgres()
    for (const version of versions) {
      const url = await server.database()
      // What waited for a person could be due for another look.
      const due = "UPDATE operation SET step = 'sweep', next_at = 1 WHERE status = 'needs_review';"
      await load(server.client(url), `${readSql(version)}\n${due}\n`)
      const database = await keepOpen(server.layer(url))
      assert.deepStrictEqual(await taken(database), combinations.filter(isOfTable))
      const [waiting] = await database.sql<{ readonly count: bigint }>(
        "SELECT count(*) AS count FROM operation WHERE status = 'needs_review' AND step = 'none' AND id NOT LIKE 's%'"
      )
      assert.isAbove(Number(waiting?.count), 0)
      await database.close()
    }
    await server.close()
  })
})
