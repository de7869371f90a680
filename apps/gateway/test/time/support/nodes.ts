/**
 * Nodes on one real database, each with a clock of its own that can be wrong, and a database whose clock can be wrong as
 * well; what they count, and the providers' time, is true.
 */
import { Clock, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import * as Readiness from "../../../src/model/Readiness.ts"
import type { Store } from "../../../src/store/Store.ts"
import * as DatabaseTime from "../../../src/time/DatabaseTime.ts"
import type { Endpoint } from "../../../src/webhooks/Endpoint.ts"
import { open } from "../../operations/support/app.ts"
import { sandboxClock, shifted } from "../../operations/support/clock.ts"
import { keepOpen } from "../../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../../operations/support/simulators.ts"

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const month = 30 * 24 * hour

const creates = /withdraw\/create|create_pay_out/

type Records = Layer.Layer<Store | SqlClient.SqlClient, unknown>

const makeNode = async (simulators: Simulators, records: Records, endpoints: ReadonlyArray<Endpoint>) => {
  const clock = { ahead: 0 }
  const counts = { sends: 0 }
  const time = DatabaseTime.make()
  const readiness = Readiness.make()
  const database = await keepOpen(Layer.provide(records, Layer.succeed(Readiness.Readiness, readiness)))
  const shown = shifted(sandboxClock(simulators.clock), () => clock.ahead)
  const app = await open(simulators, database.layer, {
    config: configOf("p2p", "feennex"),
    clock: shown,
    source: time.source,
    runner: { endpoints },
    transport: (request, line) => {
      if (creates.test(request.url)) counts.sends += 1
      return simulators.transport(request, line)
    }
  })
  const look = time.look.pipe(
    Effect.provide(database.layer),
    Effect.provideService(Readiness.Readiness, readiness),
    Effect.provideService(Clock.Clock, shown)
  )
  return {
    app,
    clock,
    counts,
    sql: database.sql,
    look: () => Effect.runPromise(look),
    reasons: () => Effect.runPromise(readiness.reasons),
    close: async () => {
      await app.close()
      await database.close()
    }
  }
}

export type Node = Awaited<ReturnType<typeof makeNode>>

const replaced = [
  "CREATE TABLE IF NOT EXISTS test_clock (at bigint NOT NULL)",
  "DELETE FROM test_clock",
  "INSERT INTO test_clock VALUES (0)",
  "CREATE OR REPLACE FUNCTION switchyard_now() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT at FROM test_clock'"
]

/** So many nodes on one database, whose tables are there. */
export const nodes = async (records: ReadonlyArray<Records>, endpoints: ReadonlyArray<Endpoint> = []) => {
  const simulators = makeSimulators()
  const all = await Promise.all(records.map((each) => makeNode(simulators, each, endpoints)))
  const [first] = all
  if (first === undefined) throw new Error("no node")
  const database = { ahead: 0 }
  for (const statement of replaced) await first.sql(statement)
  const show = () => first.sql(`UPDATE test_clock SET at = ${Math.floor(simulators.clock.now() + database.ahead)}`)
  const look = async () => {
    await show()
    for (const node of all) await node.look()
  }
  await look()
  return {
    simulators,
    nodes: all,
    database,
    look,
    /** Lets time pass for everybody; those that work do. */
    pass: async (
      seconds: number,
      { each = 1, working = all }: { each?: number; working?: ReadonlyArray<Node> } = {}
    ) => {
      for (let passed = 0; passed < seconds; passed += each) {
        await simulators.clock.advance(each * second)
        await simulators.feennex.admin.callbacksIdle()
        await simulators.p2p.admin.callbacksIdle()
        await look()
        await Promise.all(working.map(({ app }) => app.due()))
      }
    },
    /** Stored times that lie in the future and cannot. */
    // What was paid is looked after once a week at the most, and by a day later where it could not be read.
    strange: async () => {
      const [row] = await first.sql<{ count: bigint }>(
        `SELECT (SELECT count(*) FROM operation WHERE greatest(created_at, last_read_at, (facts ->> 'since')::bigint,
            (facts ->> 'sendUntil')::bigint - 60000, lease_until - 100000,
            next_at - CASE WHEN status = 'paid' THEN 8 ELSE 1 END * 86400000::bigint) > ${simulators.clock.now() + 2_000})
          + (SELECT count(*) FROM callback WHERE greatest(received_at, next_at - 100000) > ${simulators.clock.now() + 2_000})
          + (SELECT count(*) FROM delivery WHERE greatest(first_attempt_at, next_at - 86400000) > ${simulators.clock.now() + 2_000})
          AS count`
      )
      return Number(row?.count)
    },
    close: () => Promise.all(all.map((node) => node.close()))
  }
}

export type World = Awaited<ReturnType<typeof nodes>>
