/** Giving up a data key: everything that it has sealed is sealed again, and opens with the new key alone. */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { assert, describe, it, onTestFinished } from "vitest"
import { run } from "../../src/command/cli.ts"
import * as Embedded from "../../src/store/Embedded.ts"
import * as Vault from "../../src/vault.ts"
import { directory } from "../operations/support/databases.ts"
import { layEmbedded } from "../operations/support/embedded.ts"

const [older, newer, foreign] = [1, 2, 3].map(() => randomBytes(32).toString("base64")) as [string, string, string]
const vaultOf = (key: string) => Vault.make({ current: Redacted.make(Buffer.from(key, "base64")), previous: [] })
const many = 1203

const inside = <A, E>(path: string, effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.runPromise(Effect.provide(effect, Layer.fresh(Embedded.layer(path))))

const fill = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const seal = (text: string, boundTo: string) => vaultOf(older).seal(text, boundTo)
  for (let n = 1; n <= 3; n += 1) {
    yield* sql`
      INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, version, attempts,
        created_at, updated_at, request, sealed, facts, results, next_action)
      VALUES (${`po_${n}`}, 'payout', ${`r-${n}`}, ${`k-${n}`}, 'd', 'paid', 'none', 1, 1, 1, 1, '{}',
        ${yield* seal(`request ${n}`, `po_${n}`)}, '{}', '{}', ${n === 1 ? yield* seal("next", "po_1") : null})`
  }
  yield* sql`INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, replay_key, prepared)
    VALUES ('po_1', 1, 'a', 'f', 1, 1, ${yield* seal("key", "po_1")}, ${yield* seal("prepared", "po_1")})`
  yield* sql`INSERT INTO callback (instance, digest, sealed, received_at, state, next_at)
    VALUES ('p2p', 'd1', ${yield* seal("callback", "p2p")}, 1, 'new', 1), ('p2p', 'd2', NULL, 1, 'handled', NULL)`
  yield* sql`INSERT INTO secret (id, version, sealed) VALUES ('["bank","m-1","token"]', 1,
    ${yield* seal("token", '["bank","m-1","token"]')})`
  for (let n = 1; n <= many; n += 1) {
    const id = `whd_${n}`
    yield* sql`INSERT INTO delivery (id, event_id, endpoint, type, lane, body, created_at, status)
      VALUES (${id}, 'evt_1', 'https://a.test', 'payout.paid', ${id}, ${yield* seal(`body ${n}`, id)}, 1, 'delivered')`
  }
})

interface Text {
  readonly sealed: Uint8Array
  readonly bound: string
}

// Whatever may hold something sealed, so that no table can be forgotten.
const binaries = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return (yield* sql<{ readonly place: string }>`
    SELECT table_name || '.' || column_name AS place FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'bytea'`).map(({ place }) => place)
})

const opened = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const vault = vaultOf(newer)
  const open = (rows: ReadonlyArray<Text>) => Effect.forEach(rows, ({ bound, sealed }) => vault.open(sealed, bound))
  return {
    requests: yield* open(yield* sql<Text>`SELECT sealed, id AS bound FROM operation ORDER BY seq`),
    next: yield* open(
      yield* sql<Text>`SELECT next_action AS sealed, id AS bound FROM operation WHERE next_action IS NOT NULL`
    ),
    attempts: yield* open(
      yield* sql<Text>`SELECT replay_key AS sealed, operation AS bound FROM attempt
        UNION ALL SELECT prepared AS sealed, operation AS bound FROM attempt`
    ),
    secrets: yield* open(yield* sql<Text>`SELECT sealed, id AS bound FROM secret`),
    callbacks: yield* open(yield* sql<Text>`SELECT sealed, instance AS bound FROM callback WHERE sealed IS NOT NULL`),
    bodies: (yield* open(yield* sql<Text>`SELECT body AS sealed, id AS bound FROM delivery ORDER BY seq`)).length
  }
})

describe("reseal", () => {
  it("seals everything again, once, and says what no key opens", { timeout: 600_000 }, async () => {
    const { path, remove } = directory()
    onTestFinished(remove)
    const data = join(path, "data")
    await layEmbedded(data)
    await inside(data, fill)
    const reseal = (current: string, previous: string) =>
      Effect.runPromise(
        run(["reseal"], {
          SWITCHYARD_DATA_DIR: data,
          SWITCHYARD_DATA_KEY: current,
          SWITCHYARD_DATA_KEY_PREVIOUS: previous
        })
      )

    const lost = await reseal(newer, foreign)
    assert.strictEqual(lost.exitCode, 1)
    assert.include(lost.error.join(), `${3 + 1 + 2 + 1 + many + 1} could not be opened`)

    const done = await reseal(newer, older)
    assert.deepStrictEqual(done, {
      exitCode: 0,
      out: [
        "operation.sealed: 3 sealed again",
        "operation.next_action: 1 sealed again",
        "attempt.replay_key: 1 sealed again",
        "attempt.prepared: 1 sealed again",
        "callback.sealed: 1 sealed again",
        `delivery.body: ${many} sealed again`,
        "secret.sealed: 1 sealed again"
      ],
      error: []
    })
    assert.sameMembers(
      done.out.map((line) => line.split(":")[0]),
      await inside(data, binaries)
    )
    assert.deepStrictEqual(await inside(data, opened), {
      requests: ["request 1", "request 2", "request 3"],
      next: ["next"],
      attempts: ["key", "prepared"],
      secrets: ["token"],
      callbacks: ["callback"],
      bodies: many
    })
    assert.include((await reseal(newer, "")).out, `delivery.body: 0 sealed again`)
  })

  it("asks for a data key, and takes no arguments", async () => {
    const missing = await Effect.runPromise(run(["reseal"], {}))
    assert.strictEqual(missing.exitCode, 78)
    assert.include(missing.error.join(), "SWITCHYARD_DATA_KEY: is not set")
    assert.strictEqual((await Effect.runPromise(run(["reseal", "x"], {}))).exitCode, 64)
  })
})
