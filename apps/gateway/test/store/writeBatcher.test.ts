import { Effect, Result } from "effect"
import { ConnectionError, SqlError, UnknownError } from "effect/sql/SqlError"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { asIs } from "../../src/operations/OperationRunner.ts"
import { batched } from "../../src/store/WriteBatcher.ts"
import { createPayout, open } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

const why = { cause: new Error("no"), message: "no", operation: "query" }
const refused = new SqlError({ reason: new UnknownError(why) })
const away = new SqlError({ reason: new ConnectionError(why) })

/** Doubles numbers in groups; a group with a negative one fails with `error`. */
const doubling = async (error: SqlError) => {
  const groups: Array<ReadonlyArray<number>> = []
  const write = await Effect.runPromise(
    batched((numbers: ReadonlyArray<number>) => {
      groups.push(numbers)
      return numbers.some((number) => number < 0)
        ? Effect.fail(error)
        : Effect.as(
            Effect.promise(() => new Promise(setImmediate)),
            numbers.map((number) => number * 2)
          )
    })
  )
  const all = (numbers: ReadonlyArray<number>) =>
    Effect.runPromise(Effect.forEach(numbers, (number) => Effect.result(write(number)), { concurrency: "unbounded" }))
  return { groups, all }
}

describe("writes that come at the same time", () => {
  it("are written together, and each gets its own answer", async () => {
    const { all, groups } = await doubling(refused)
    assert.deepStrictEqual((await all([1, 2, 3])).map(Result.getOrThrow), [2, 4, 6])
    assert.deepStrictEqual(groups, [[1, 2, 3]])
    assert.deepStrictEqual((await all([4])).map(Result.getOrThrow), [8])
  })

  it("are split where there are too many, and none is left behind", async () => {
    const { all, groups } = await doubling(refused)
    const numbers = Array.from({ length: 300 }, (_, n) => n)
    assert.deepStrictEqual(
      (await all(numbers)).map(Result.getOrThrow),
      numbers.map((number) => number * 2)
    )
    assert.isAtMost(Math.max(...groups.map(({ length }) => length)), 64)
    assert.isAtMost(groups.length, 12)
  })

  it("fail alone when the database refuses one of them", async () => {
    const { all } = await doubling(refused)
    assert.deepStrictEqual((await all([1, -2, 3])).map(Result.isSuccess), [true, false, true])
  })

  it("fail together, untried, when the database is away", async () => {
    const { all, groups } = await doubling(away)
    assert.deepStrictEqual((await all([1, -2, 3])).map(Result.isSuccess), [false, false, false])
    assert.strictEqual(groups.length, 1)
  })
})

describe("writes that wait for a database that does not answer", () => {
  /** Groups wait until they are let go; each is refused then. */
  const stuck = async (patienceMillis: number) => {
    const groups: Array<ReadonlyArray<number>> = []
    const letGo = Promise.withResolvers<void>()
    const write = await Effect.runPromise(
      batched(
        (numbers: ReadonlyArray<number>) => {
          groups.push(numbers)
          return Effect.andThen(
            Effect.promise(() => letGo.promise),
            Effect.fail(numbers.length > 1 ? refused : away)
          )
        },
        { patienceMillis }
      )
    )
    const ask = (number: number) => Effect.runPromise(Effect.result(write(number)))
    const turn = () => new Promise(setImmediate)
    return { ask, groups, letGo: letGo.resolve, turn }
  }

  it("are refused with those before them, and not asked for after them", async () => {
    const { ask, groups, letGo, turn } = await stuck(5_000)
    const asked = [ask(1)]
    await turn()
    asked.push(ask(2))
    await turn()
    // Both ways are taken.
    asked.push(ask(3), ask(4))
    await new Promise((resolve) => setTimeout(resolve, 5_500))
    letGo()
    assert.deepStrictEqual((await Promise.all(asked)).map(Result.isFailure), [true, true, true, true])
    assert.deepStrictEqual(groups, [[1], [2]])
  })

  it("are not tried one by one for ever", async () => {
    let writes = 0
    const write = await Effect.runPromise(
      batched(
        (_: ReadonlyArray<number>) => {
          writes += 1
          const time = new Promise((resolve) => setTimeout(resolve, 300))
          return Effect.andThen(
            Effect.promise(() => time),
            Effect.fail(refused)
          )
        },
        { patienceMillis: 1_000 }
      )
    )
    const all = Effect.forEach(
      Array.from({ length: 40 }, (_, n) => n),
      (n) => Effect.result(write(n)),
      { concurrency: "unbounded" }
    )
    assert.isTrue((await Effect.runPromise(all)).every(Result.isFailure))
    // All of them together, and then as many as begin within a second.
    assert.isAtMost(writes, 1 + 4)
  })
})

describe("transitions and operations that are written together", { timeout: 180_000 }, () => {
  let database: Database
  beforeAll(async () => {
    database = await openEmbedded()
  })
  afterAll(() => database.close())

  it("stand or fall each by its own version, and only the one that stands is told of", async () => {
    const app = await open(makeSimulators(), database.layer, { config: configOf("p2p") })
    const ids = [await createPayout(app, "grouped-1"), await createPayout(app, "grouped-2")]
    const late = await createPayout(app, "grouped-3")
    const [first, second, third] = await Promise.all([...ids, late].map((id) => app.run(app.store.find(id))))
    assert.isDefined(first)
    assert.isDefined(second)
    assert.isDefined(third)
    const move = (row: typeof first, summary: string) =>
      app.store.commit(row, {
        ...asIs(row, row.createdAt),
        entries: [{ kind: "operator", summary, details: {} }]
      })
    const stood = await app.run(
      Effect.all([move(first, "a"), move(first, "b"), move(second, "c"), move({ ...third, version: 9 }, "d")], {
        concurrency: "unbounded"
      })
    )
    assert.strictEqual(stood.slice(0, 2).filter(Boolean).length, 1)
    assert.deepStrictEqual(stood.slice(2), [true, false])
    assert.isFalse(await app.run(move(first, "e")))
    const timelines = await Promise.all([first, second, third].map(({ id }) => app.run(app.store.timeline(id))))
    assert.deepStrictEqual(
      timelines.map((lines) => lines.map(({ summary }) => summary)),
      [["created", stood[0] ? "a" : "b"], ["created", "c"], ["created"]]
    )
    const after = await Promise.all([first, second, third].map(({ id }) => app.run(app.store.find(id))))
    assert.deepStrictEqual(
      after.map((row) => row?.version),
      [2, 2, 1]
    )
    await app.close()
  })

  it("do not fail with the one that cannot be stored", async () => {
    const app = await open(makeSimulators(), database.layer, { config: configOf("p2p") })
    const rows = await Promise.all(
      ["grouped-4", "grouped-5"].map(async (name) => app.run(app.store.find(await createPayout(app, name))))
    )
    const [bad, good] = rows
    assert.isDefined(bad)
    assert.isDefined(good)
    const entry = (summary: string) => [{ kind: "operator" as const, summary, details: {} }]
    const results = await app.run(
      Effect.all(
        [
          // The database itself refuses one that is open and has no next step.
          Effect.result(app.store.commit(bad, { ...asIs(bad, bad.createdAt), nextAt: null })),
          Effect.result(app.store.commit(good, { ...asIs(good, good.createdAt), entries: entry("fine") }))
        ],
        { concurrency: "unbounded" }
      )
    )
    assert.deepStrictEqual(results.map(Result.isSuccess), [false, true])
    const [refused] = results
    assert.isTrue(Result.isFailure(refused) && refused.failure.isAboutContent)
    assert.strictEqual((await app.run(app.store.find(bad.id)))?.version, 1)
    await app.close()
  })
})
