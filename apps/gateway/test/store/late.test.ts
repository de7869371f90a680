/**
 * Statements that a database carries out long after whoever asked has given up, as it may when its host comes back: none
 * undoes what somebody else has done since.
 */
import { Context, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Bulkhead from "../../src/model/Bulkhead.ts"
import * as Instant from "../../src/model/Instant.ts"
import { asIs } from "../../src/operations/OperationRunner.ts"
import { records as makeRecords } from "../../src/settlement/records.ts"
import { type App, createPayout, open } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

let database: Database
let app: App

beforeAll(async () => {
  database = await openEmbedded()
  app = await open(makeSimulators(), database.layer, { config: configOf("p2p", "feennex") })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const minute = 60_000
const at = (minutes: number) => Instant.of(1_800_000_000_000 + minutes * minute)

describe("a statement that comes late", () => {
  it("of a side read ends its own claim only, and not the question that was asked since", async () => {
    const { run, store } = app
    const id = await createPayout(app, "late-1")
    const account = { instance: "feennex", fingerprint: "f" }
    const ask = (minutes: number) =>
      store.requestSideRead(id, account, { now: at(minutes), since: at(minutes), needsAttempt: false })
    const claim = async (minutes: number) => {
      const bulkheads = [{ bulkhead: Bulkhead.of("feennex", "side"), limit: 1, dueBy: at(minutes) }]
      const [claimed] = await run(store.claimSideReads({ bulkheads, now: at(minutes), leaseUntil: at(minutes + 1) }))
      return claimed ?? assert.fail("nothing was claimed")
    }
    const end = { nextAt: null, isAnswered: true }

    assert.strictEqual(await run(ask(0)), "first")
    const first = await claim(0)
    // Nobody heard of its end, and another node took over.
    const second = await claim(1)
    await run(store.endSideRead(second, end))
    assert.isFalse(await run(store.hasSideRead(id)))
    assert.strictEqual(await run(ask(5)), "first")
    await claim(5)
    await run(store.endSideRead(first, end))
    await run(store.endSideRead(second, end))
    assert.isTrue(await run(store.hasSideRead(id)))
  })

  it("of a transition changes nothing where another one was faster", async () => {
    const { run, store } = app
    const id = await createPayout(app, "late-2")
    const before = (await run(store.find(id))) ?? assert.fail("it is not there")
    const move = (summary: string) =>
      store.commit(before, { ...asIs(before, before.createdAt), entries: [{ kind: "operator", summary, details: {} }] })
    assert.isTrue(await run(move("first")))
    assert.isFalse(await run(move("late")))
    assert.deepStrictEqual(
      (await run(store.timeline(id))).map(({ summary }) => summary),
      ["created", "first"]
    )
  })

  it("of a settlement report clears nothing of a run that has taken over", async () => {
    const sql = await Effect.runPromise(
      Effect.map(
        Effect.provide(Effect.context<SqlClient.SqlClient>(), database.layer),
        Context.get(SqlClient.SqlClient)
      )
    )
    const records = makeRecords(sql)
    const begin = (run: string, minutes: number) =>
      Effect.runPromise(
        records.begin({
          id: "rg_1",
          run,
          digest: "d",
          instance: "feennex",
          now: at(minutes),
          leaseUntil: at(minutes + 1)
        })
      )
    const marks = () => database.sql<{ readonly run: string }>("SELECT run FROM register_line WHERE register = 'rg_1'")
    const mark = (run: string) =>
      database.sql(`INSERT INTO register_line (register, run, key, line) VALUES ('rg_1', '${run}', 'k', 1)`)
    const clear = (run: string) => Effect.runPromise(records.clear({ id: "rg_1", run }))

    await begin("run_1", 0)
    await mark("run_1")
    await begin("run_2", 5)
    await clear("run_2")
    assert.deepStrictEqual(await marks(), [])
    await mark("run_2")
    await clear("run_1")
    assert.deepStrictEqual(await marks(), [{ run: "run_2" }])
  })
})
