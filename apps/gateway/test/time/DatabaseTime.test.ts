/** What a node tells of its clocks, once for each change, and by which time it goes meanwhile; over a real database. */
import { Clock, Effect, Exit, Layer, Logger, Metric, Scope } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { afterEach, assert, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import * as Readiness from "../../src/model/Readiness.ts"
import * as DatabaseTime from "../../src/time/DatabaseTime.ts"
import { sandboxClock, shifted } from "../operations/support/clock.ts"
import { openEmbedded } from "../operations/support/databases.ts"
import { makeSimulators } from "../operations/support/simulators.ts"
import { hour, second } from "./support/nodes.ts"

const ends: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const setUp = async () => {
  const database = await openEmbedded()
  ends.push(database.close)
  await database.sql("CREATE TABLE test_clock (at bigint NOT NULL)")
  await database.sql("INSERT INTO test_clock VALUES (0)")
  await database.sql(
    "CREATE OR REPLACE FUNCTION switchyard_now() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT at FROM test_clock'"
  )
  const { clock } = makeSimulators()
  const state = { wall: 0, database: 0 }
  const time = DatabaseTime.make()
  const lines: Array<string> = []
  const metrics: typeof Metric.MetricRegistry.Service = new Map()
  const run = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.runPromise(
      effect.pipe(
        Effect.provideService(
          Clock.Clock,
          shifted(sandboxClock(clock), () => state.wall)
        ),
        Effect.provideService(Instant.Source, time.source),
        Effect.provideService(Readiness.Readiness, readiness),
        Effect.provideService(Metric.MetricRegistry, metrics),
        Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push([message].flat().join(" ")))]))
      )
    )
  const readiness = Readiness.make()
  return {
    clock,
    state,
    time,
    run,
    database,
    metric: async (name: string) => {
      const text = await run(PrometheusMetrics.format())
      return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1])
    },
    /** What was logged since this was asked last. */
    logged: () => lines.splice(0),
    look: async (seconds = 1) => {
      for (let n = 0; n < seconds; n += 1) {
        await clock.advance(second)
        await database.sql(`UPDATE test_clock SET at = ${clock.now() + state.database}`)
        await run(Effect.provide(time.look, database.layer))
      }
    }
  }
}

describe("the time of a program", { timeout: 180_000 }, () => {
  it("is the Clock's before the database was asked, and nothing begins by it; then it is the database's", async () => {
    const { clock, look, run, state } = await setUp()
    state.wall = 4 * second
    assert.strictEqual(await run(Instant.now), clock.now() + 4 * second)
    assert.isFalse(await run(Instant.isAgreed))
    await look()
    assert.closeTo(await run(Instant.now), clock.now(), 2)
    assert.isTrue(await run(Instant.isAgreed))
    // Whoever knows only the Clock is told by that.
    const until = Instant.after(await run(Instant.now), 30 * second)
    const shown = await run(Instant.onClock(until))
    assert.closeTo(shown.epochMilliseconds, clock.now() + 34 * second, 2)
  })

  it("is not agreed about from the moment on in which a clock is set, and each change is logged once", async () => {
    const { logged, look, metric, run, state } = await setUp()
    await look(3)
    assert.deepStrictEqual(logged(), [])
    state.wall = -hour
    assert.isFalse(await run(Instant.isAgreed))
    await look(3)
    const behind = "not ready: clock: this node's clock was changed: it is 60 minutes behind the database's"
    assert.deepStrictEqual(logged(), [behind])
    assert.closeTo(await metric("switchyard_clock_offset_seconds"), -3600, 1)
    // Then the database's is as well: that is another matter.
    state.database = -hour
    await look(34)
    const leapt = "not ready: clock: the clocks of the database and of this node have leapt 60 minutes back"
    assert.deepStrictEqual(logged(), [leapt])
    await look(3)
    assert.deepStrictEqual(logged(), [
      "not ready: clock: the database's clock has leapt, and stored times are being put right",
      "stored times were put right after the clock had leapt",
      "ready again: clock"
    ])
    assert.isTrue(await run(Instant.isAgreed))
    assert.closeTo(await metric("switchyard_clock_offset_seconds"), 0, 1)
  })

  it("goes on while the database is silent, which is logged once", async () => {
    const { clock, database, logged, look, run, time } = await setUp()
    await look()
    const before = await run(Instant.now)
    await database.sql("ALTER FUNCTION switchyard_now() RENAME TO gone")
    const silent = Effect.flip(Effect.provide(time.look, database.layer))
    for (let n = 0; n < 3; n += 1) assert.strictEqual((await run(silent))._tag, "StoreUnavailable")
    assert.deepStrictEqual(logged(), [
      "the database does not say what time it is: time is counted from its last answer"
    ])
    await clock.advance(60 * second)
    assert.closeTo((await run(Instant.now)) - before, 60 * second, 2)
    assert.isTrue(await run(Instant.isAgreed))
    await database.sql("ALTER FUNCTION gone() RENAME TO switchyard_now")
    await look()
    assert.deepStrictEqual(logged(), ["the database says again what time it is"])
  })

  it("is not acted on before stored times were put right, however often that has to be tried", async () => {
    const { database, logged, look, run, state } = await setUp()
    await look()
    state.database = -hour
    state.wall = -hour
    await database.sql("ALTER FUNCTION heal_times(bigint, bigint, bigint) RENAME TO gone")
    await look(40)
    assert.isFalse(await run(Instant.isAgreed))
    const again = "stored times could not be put right after the clock had leapt: trying again"
    assert.isAbove(logged().filter((line) => line === again).length, 2)
    await database.sql("ALTER FUNCTION gone(bigint, bigint, bigint) RENAME TO heal_times")
    await look()
    assert.isTrue(await run(Instant.isAgreed))
  })

  it("is asked before whatever needs it is made, and from then on by itself", async () => {
    const { clock, database, run, state, time } = await setUp()
    await database.sql(`UPDATE test_clock SET at = ${clock.now()}`)
    const scope = await Effect.runPromise(Scope.make())
    ends.push(() => Effect.runPromise(Scope.close(scope, Exit.void)))
    await run(Layer.buildWithScope(Layer.provide(time.layer, database.layer), scope))
    assert.isTrue(await run(Instant.isAgreed))
    state.wall = hour
    await clock.advance(2 * second)
    for (;;) {
      if (!(await run(Effect.flatMap(Readiness.Readiness, ({ mayClaim }) => mayClaim)))) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
})
