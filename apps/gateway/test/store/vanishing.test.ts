/** Statements that get no answer: given up in time, believed by nobody, and harmless when they are carried out after all. */
import { Context, Effect, Exit, Layer, Redacted, Result, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { until } from "../../soak/world/until.ts"
import * as Bounds from "../../src/store/bounds.ts"
import * as Postgres from "../../src/store/Postgres.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { lay, type Wire } from "../survival/support/wire.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
let wire: Wire
let url: Redacted.Redacted
const ends: Array<() => Promise<unknown>> = []

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(async () => {
  wire.comeBack()
  for (const end of ends.splice(0).reverse()) await end()
})

const short: Bounds.Bounds = { ...Bounds.ordinary, answer: 1_000, connection: 2_000 }

const connect = async (
  through: "the wire" | "nothing",
  { bounds = short }: { readonly bounds?: Bounds.Bounds } = {}
) => {
  const to = new URL(Redacted.value(url))
  if (through === "the wire") to.port = `${wire.port}`
  const scope = await Effect.runPromise(Scope.make())
  const layer = Postgres.client({ url: Redacted.make(to.href), maxConnections: 1, bounds })
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  ends.push(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return Context.get(context, SqlClient.SqlClient)
}

const open = async () => {
  url = await server.database()
  wire = await lay(server.port)
  ends.push(wire.close)
  const sql = await connect("the wire")
  const beside = await connect("nothing")
  await Effect.runPromise(beside`CREATE TABLE written (what text)`)
  const written = async () => {
    const rows = await Effect.runPromise(beside<{ readonly what: string }>`SELECT what FROM written ORDER BY what`)
    return rows.map(({ what }) => what)
  }
  return { sql, written, beside }
}

const failureOf = async (statement: Effect.Effect<unknown, { readonly _tag: string }>) => {
  const result = await Effect.runPromise(Effect.result(statement))
  return Result.isFailure(result) ? result.failure._tag : "written"
}

describe("a statement without an answer", { timeout: 180_000 }, () => {
  it("fails although it was carried out, and what it asked is not taken for the answer to anything else", async () => {
    const { sql, written } = await open()
    wire.swallowAnswers()
    assert.strictEqual(await failureOf(sql`INSERT INTO written VALUES ('first')`), "SqlError")
    await until("it was carried out", async () => (await written()).length === 1)
    wire.comeBack()
    const rows = await Effect.runPromise(sql<{ readonly one: number }>`SELECT 1 AS one`)
    assert.deepStrictEqual(rows, [{ one: 1 }])
    assert.deepStrictEqual(await written(), ["first"])
    // A server that waits for its standby would answer that with "committed".
    assert.isFalse(wire.hasCanceled())
    assert.strictEqual(wire.connections(), 2)
  })

  it("that comes to the server later than that is none that anybody waits for", async () => {
    const { sql, written } = await open()
    wire.vanish()
    assert.strictEqual(await failureOf(sql`INSERT INTO written VALUES ('late')`), "SqlError")
    // Nobody is there, and nobody is waited for.
    assert.strictEqual(await failureOf(sql`INSERT INTO written VALUES ('never')`), "SqlError")
    wire.comeBack()
    await Effect.runPromise(sql`INSERT INTO written VALUES ('next')`)
    assert.notInclude(await written(), "never")
    assert.include(await written(), "next")
  })

  it("is given up when whoever asked has gone away, and its connection is not used by anybody else meanwhile", async () => {
    const { sql, written } = await open()
    wire.swallowAnswers()
    const gone = Effect.timeoutOption(sql`INSERT INTO written VALUES ('gone')`, "100 millis")
    await Effect.runPromise(Effect.result(gone))
    await until("it was carried out", async () => (await written()).length === 1)
    wire.comeBack()
    assert.deepStrictEqual(await Effect.runPromise(sql`SELECT 2 AS two`), [{ two: 2 }])
    assert.isFalse(wire.hasCanceled())
  })
})

describe("a transaction without an answer", { timeout: 180_000 }, () => {
  const writing = (sql: SqlClient.SqlClient, before: Effect.Effect<void>) =>
    sql.withTransaction(Effect.andThen(sql`INSERT INTO written VALUES ('whole')`, before))

  it("fails as any statement does while its commit is in doubt, and has been committed", async () => {
    const { sql, written } = await open()
    const answer = failureOf(writing(sql, Effect.sync(wire.swallowAnswers)))
    assert.strictEqual(await answer, "SqlError")
    await until("it was committed", async () => (await written()).length === 1)
  })

  it("fails as any statement does when it is cut off before, and has done nothing", async () => {
    const { sql, written } = await open()
    const cut = Effect.sync(wire.vanish)
    const answer = await failureOf(
      sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`INSERT INTO written VALUES ('whole')`
          yield* cut
          yield* sql`INSERT INTO written VALUES ('and more')`
        })
      )
    )
    assert.strictEqual(answer, "SqlError")
    assert.deepStrictEqual(await written(), [])
  })
})

describe("a server that is too slow", { timeout: 180_000 }, () => {
  it("ends by itself what waits for a lock, which then has surely done nothing, and the connection is kept", async () => {
    const { beside, written } = await open()
    const waiting = await connect("the wire", { bounds: { ...short, lock: 200, answer: 60_000 } })
    const before = wire.connections()
    const error = await Effect.runPromise(
      beside.withTransaction(
        Effect.andThen(
          beside`LOCK TABLE written IN ACCESS EXCLUSIVE MODE`,
          Effect.flip(waiting`INSERT INTO written VALUES ('locked out')`)
        )
      )
    )
    assert.strictEqual(error.reason._tag, "LockTimeoutError")
    assert.deepStrictEqual(await Effect.runPromise(waiting`SELECT 1 AS one`), [{ one: 1 }])
    assert.strictEqual(wire.connections(), before)
    assert.deepStrictEqual(await written(), [])
  })

  it("ends by itself what takes too long", async () => {
    await open()
    const sleeping = await connect("the wire", { bounds: { ...short, statement: 200, answer: 60_000 } })
    const error = await Effect.runPromise(Effect.flip(sleeping`SELECT pg_sleep(600)`))
    assert.strictEqual(error.reason._tag, "StatementTimeoutError")
  })

  it("refuses whoever waits too long for a connection", async () => {
    const { sql } = await open()
    wire.swallowAnswers()
    const all = await Effect.runPromise(
      Effect.forEach([1, 2, 3, 4, 5, 6], () => Effect.result(sql`SELECT 1`), { concurrency: "unbounded" })
    )
    assert.isTrue(all.every(Result.isFailure))
  })
})

describe("a client that is closed", { timeout: 180_000 }, () => {
  it("does not wait for an answer that nobody would hear", async () => {
    const { written } = await open()
    const patient = { ...short, statement: 600_000, answer: 600_000 }
    const scope = await Effect.runPromise(Scope.make())
    const to = new URL(Redacted.value(url))
    to.port = `${wire.port}`
    const layer = Postgres.client({ url: Redacted.make(to.href), maxConnections: 1, bounds: patient })
    const sql = Context.get(await Effect.runPromise(Layer.buildWithScope(layer, scope)), SqlClient.SqlClient)
    wire.swallowAnswers()
    const asked = failureOf(sql`INSERT INTO written VALUES ('unheard')`)
    await until("it was carried out", async () => (await written()).length === 1)
    await Effect.runPromise(Scope.close(scope, Exit.void))
    assert.strictEqual(await asked, "SqlError")
  })
})
