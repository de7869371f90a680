/** A PostgreSQL that cannot be used: which of all reasons it is, on real sockets and a real server, never with a secret. */
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { AuthenticationError, ConnectionError, SqlError, UnknownError } from "effect/sql/SqlError"
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import { run } from "../../src/command/cli.ts"
import * as Postgres from "../../src/store/Postgres.ts"
import { tooOld, unusable } from "../../src/store/unusable.ts"
import { describeFailure } from "../../src/telemetry/failure.ts"
import { makeServer, type Server } from "../operations/support/server.ts"
import { freePorts } from "../start/process.ts"

const directory = mkdtempSync(join(tmpdir(), "switchyard-test-"))
let server: Server
let port: number

// Everybody may come in without a password but those whose names say that they need one.
const access = `
host all closed    127.0.0.1/32 reject
host all asked     127.0.0.1/32 scram-sha-256
host all all       127.0.0.1/32 trust
`

const build = (url: string) =>
  Effect.scoped(Layer.build(Postgres.layer({ url: Redacted.make(url), maxConnections: 1 })))

const refusal = async (url: string): Promise<string> => {
  const { message } = await Effect.runPromise(Effect.flip(build(url)))
  assert.notInclude(message, "canary")
  return message.replace(/^the database cannot be used: /, "").replace(/ DATABASE_URL says where it is\.$/, "")
}

beforeAll(async () => {
  port = (await freePorts(1))[0] ?? 0
  server = await makeServer(directory, port)
  writeFileSync(join(directory, "data/pg_hba.conf"), access)
  await server.start()
  const sql = Postgres.client({ url: Redacted.make(`postgres://postgres@127.0.0.1:${port}/postgres`) })
  const roles = Effect.gen(function* () {
    const client = yield* SqlClient.SqlClient
    yield* client.unsafe("CREATE ROLE asked LOGIN PASSWORD 'right-canary'")
    yield* client.unsafe("CREATE ROLE closed LOGIN")
    yield* client.unsafe("CREATE ROLE reader LOGIN")
  })
  await Effect.runPromise(Effect.provide(roles, sql))
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

describe("why a database cannot be used", () => {
  it("nobody listens there, by name and by address", async () => {
    const [free] = await freePorts(1)
    for (const host of ["127.0.0.1", "localhost"]) {
      const reason = await refusal(`postgres://anna:canary@${host}:${free}/books`)
      assert.strictEqual(reason, `nobody listens on ${host}:${free} (ECONNREFUSED).`)
    }
  })

  it("its host is not known", async () => {
    const reason = await refusal("postgres://anna:canary@db.invalid/books")
    // A machine without any name server cannot tell.
    assert.match(
      reason,
      /^(there is no host db\.invalid \(ENOTFOUND\)|the host db\.invalid cannot be .* \(EAI_AGAIN\))\.$/
    )
  })

  it("the password is wrong, or missing", async () => {
    assert.strictEqual(
      await refusal(`postgres://asked:canary@127.0.0.1:${port}/postgres`),
      `127.0.0.1:${port} refuses the password of the user asked (28P01).`
    )
    assert.strictEqual(
      await refusal(`postgres://asked@127.0.0.1:${port}/postgres`),
      `127.0.0.1:${port} asks for a password of the user asked, and there is none.`
    )
  })

  it("the user is not there, or may not come in", async () => {
    for (const user of ["nobody", "closed"]) {
      const reason = await refusal(`postgres://${user}:canary@127.0.0.1:${port}/postgres`)
      assert.include(reason, `127.0.0.1:${port} does not let the user ${user} into the database postgres from here (`)
      assert.match(reason, /\(28000\)\.$/)
    }
  })

  it("the database is not there", async () => {
    assert.strictEqual(
      await refusal(`postgres://postgres:canary@127.0.0.1:${port}/books`),
      `there is no database books on 127.0.0.1:${port}; \`createdb\` makes one (3D000).`
    )
  })

  it("the user may not make its tables", async () => {
    assert.strictEqual(
      await refusal(`postgres://reader:canary@127.0.0.1:${port}/postgres`),
      "the user reader may not create tables in the database postgres (42501)."
    )
  })

  it("a statement does not fit its tables, and a value that it refuses is not told", async () => {
    const failing = (statement: string) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const context = yield* Layer.build(
              Postgres.layer({
                url: Redacted.make(`postgres://postgres@127.0.0.1:${port}/postgres`),
                maxConnections: 1
              })
            )
            const sql = Context.get(context, SqlClient.SqlClient)
            return describeFailure(yield* Effect.flip(sql.unsafe(statement)))
          })
        )
      )
    const { code, error, message } = await failing("SELECT canary FROM operation")
    assert.deepStrictEqual([error, code], ["SqlError", "42703"])
    assert.match(message ?? "", /: column "canary" does not exist$/)
    const refused = await failing("SELECT 'canary'::integer")
    assert.strictEqual(refused.code, "22P02")
    assert.notInclude(JSON.stringify(refused), "canary")
  })

  it("it speaks no TLS, which the URL asks for", async () => {
    assert.strictEqual(
      await refusal(`postgres://postgres:canary@127.0.0.1:${port}/postgres?sslmode=require`),
      `127.0.0.1:${port} speaks no TLS, and sslmode asks for it.`
    )
  })

  it("something else listens there", async () => {
    const listen = async (answer: (socket: Socket) => void) => {
      const other = createServer(answer).listen(0, "127.0.0.1")
      onTestFinished(() => void other.close())
      await once(other, "listening")
      return (other.address() as AddressInfo).port
    }
    const web = await listen((socket) => void socket.on("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")))
    assert.strictEqual(
      await refusal(`postgres://anna:canary@127.0.0.1:${web}/books`),
      `what listens on 127.0.0.1:${web} does not speak as PostgreSQL does.`
    )
    const shut = await listen((socket) => socket.end())
    assert.strictEqual(
      await refusal(`postgres://anna:canary@127.0.0.1:${shut}/books`),
      `127.0.0.1:${shut} closes the connection before it says anything, as if it were no PostgreSQL.`
    )
  })

  it("and the commands that use it say the same", async () => {
    const env = {
      DATABASE_URL: `postgres://asked:canary@127.0.0.1:${port}/postgres`,
      SWITCHYARD_DATA_KEY: Buffer.alloc(32, 7).toString("base64")
    }
    for (const args of [["reseal"], ["recovered", "--by", "anna", "--note", "checked"]]) {
      const { error, exitCode } = await Effect.runPromise(run(args, env))
      assert.strictEqual(exitCode, 1)
      assert.deepStrictEqual(error, [
        `the database cannot be used: 127.0.0.1:${port} refuses the password of the user asked (28P01). DATABASE_URL says where it is.`
      ])
    }
  })
})

describe("what no server here says", () => {
  const failed = (code: string | undefined, message = "PgConnection: Failed to connect") => {
    const cause = Object.assign(new Error("canary"), code === undefined ? {} : { code })
    return new SqlError({ reason: new ConnectionError({ cause, message, operation: "connect" }) })
  }
  const url = Redacted.make("postgres://anna:canary@db.test:5433/books")
  const cases: ReadonlyArray<readonly [error: SqlError, reason: string]> = [
    [failed("EAI_AGAIN"), "the host db.test cannot be looked up just now (EAI_AGAIN)"],
    [failed("ETIMEDOUT"), "db.test:5433 does not answer (ETIMEDOUT)"],
    [failed(undefined, "PgConnection: Connection timed out"), "db.test:5433 does not answer"],
    [failed("EHOSTUNREACH"), "db.test:5433 cannot be reached from here (EHOSTUNREACH)"],
    [failed("SELF_SIGNED_CERT_IN_CHAIN"), "the certificate of db.test is not trusted (SELF_SIGNED_CERT_IN_CHAIN)"],
    [
      failed("ERR_TLS_CERT_ALTNAME_INVALID"),
      "the certificate of db.test is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)"
    ],
    [failed("53300"), "db.test:5433 has no connection left (max_connections) (53300)"],
    [failed("57P03"), "db.test:5433 is starting or stopping (57P03)"]
  ]
  for (const [error, reason] of cases) {
    it(`is told as well: ${reason}`, () => {
      const { message } = unusable(error, url)
      assert.strictEqual(message, `the database cannot be used: ${reason}. DATABASE_URL says where it is.`)
    })
  }

  it("is told in the server's words where there are no better ones", () => {
    const cause = Object.assign(new Error("out of disk space"), { code: "53100" })
    const error = new SqlError({ reason: new UnknownError({ cause, message: "Failed to execute" }) })
    assert.include(unusable(error, url).message, "cannot be used: out of disk space (53100).")
    const bare = new SqlError({ reason: new AuthenticationError({ cause: undefined }) })
    assert.include(unusable(bare, url).message, "cannot be used: AuthenticationError.")
  })

  it("parameters of the URL come before its other parts, and a socket is named by its path", () => {
    const other = Redacted.make("postgres://anna:canary@db.test/books?host=/run/pg&port=5434&user=bob&dbname=other")
    assert.include(unusable(failed("ENOENT"), other).message, "there is no socket /run/pg/.s.PGSQL.5434")
    assert.include(unusable(failed("42501"), other).message, "the user bob may not create tables in the database other")
  })

  it("a version older than 15 is refused by its number, a newer one is not", () => {
    assert.strictEqual(
      tooOld(140_019)?.message,
      "the database cannot be used: it is PostgreSQL 14, and the gateway needs 15 or newer"
    )
    assert.isUndefined(tooOld(150_000))
    assert.isUndefined(tooOld(180_004))
  })
})
