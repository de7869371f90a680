/** Secrets of instances that change are kept sealed in the records: over a restart, by all nodes, for one account. */
import type { Secrets } from "@switchyard/core"
import { Effect, Redacted, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as InstanceSecrets from "../../src/operations/instanceSecrets.ts"
import { Store } from "../../src/store/Store.ts"
import * as Vault from "../../src/vault.ts"
import { type App, type AppOptions, createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "./support/databases.ts"
import * as Rotating from "./support/rotating.ts"
import { makeSimulators } from "./support/simulators.ts"

const keys = { current: Redacted.make(new Uint8Array(32).fill(9)), previous: [] }
const databases: Record<string, Database> = {}
const opened: Array<App> = []

beforeAll(async () => {
  databases.embedded = await openEmbedded()
  const server = await startPostgres()
  const postgres = await keepOpen(server.layer(await server.database()))
  databases.postgres = { ...postgres, close: () => postgres.close().finally(server.close) }
})
afterAll(async () => {
  for (const database of Object.values(databases)) await database.close()
})
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close()
})

const of = async (name: string): Promise<Database> => {
  const database = databases[name] ?? assert.fail(name)
  await database.empty()
  return database
}

const value = (text: string) => Redacted.make(text)

describe.each(["embedded", "postgres"])("secrets of an instance (%s)", (name) => {
  it("are what was stored last, by whoever had read the version before, and sealed", async () => {
    const database = await of(name)
    const use = <A, E>(effect: (store: Secrets.Store, other: Secrets.Store) => Effect.Effect<A, E>) =>
      Effect.runPromise(
        Effect.provide(
          Effect.gen(function* () {
            const [one, two] = [InstanceSecrets.make(), InstanceSecrets.make()]
            const kept = { store: yield* Store, vault: Vault.make(keys) }
            for (const each of [one, two]) yield* each.keepIn(kept)
            return yield* effect(one.of("bank", "m-1"), two.of("bank", "m-1"))
          }),
          database.layer
        )
      )
    await use((one, other) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* one.get("token"))
        assert.isTrue(yield* one.compareAndSet("token", undefined, value("canary-1")))
        // Whoever has read nothing comes too late, and so does one of two that have read the same.
        assert.isFalse(yield* other.compareAndSet("token", undefined, value("late")))
        const read = yield* other.get("token")
        const set = (text: string) => (store: Secrets.Store) => store.compareAndSet("token", read?.version, value(text))
        const both = yield* Effect.all([set("canary-2")(one), set("canary-3")(other)], { concurrency: "unbounded" })
        assert.sameMembers(both, [true, false])
        const last = yield* one.get("token")
        assert.strictEqual(last && Redacted.value(last.value), both[0] ? "canary-2" : "canary-3")
        assert.notStrictEqual(last?.version, read?.version)
        assert.isFalse(yield* one.compareAndSet("token", read?.version, value("late")))
        assert.isUndefined(yield* one.get("other"))
      })
    )
    const [row] = await database.sql<{ id: string; sealed: Uint8Array }>("SELECT id, sealed FROM secret")
    assert.strictEqual(row?.id, '["bank","m-1","token"]')
    assert.notMatch(Buffer.from(row?.sealed ?? []).toString("latin1"), /canary/)
  })

  it("are another account's under no name, nor another instance's, and fail where no key opens them", async () => {
    const database = await of(name)
    const results = await Effect.runPromise(
      Effect.provide(
        Effect.gen(function* () {
          const secrets = InstanceSecrets.make()
          const early = yield* Effect.result(secrets.of("bank", "m-1").get("token"))
          const store = yield* Store
          yield* secrets.keepIn({ store, vault: Vault.make(keys) })
          yield* secrets.of("bank", "m-1").compareAndSet("token", undefined, value("canary"))
          const others = [yield* secrets.of("bank", "m-2").get("token"), yield* secrets.of("other", "m-1").get("token")]
          const foreign = InstanceSecrets.make()
          const key = { current: Redacted.make(new Uint8Array(32).fill(1)), previous: [] }
          yield* foreign.keepIn({ store, vault: Vault.make(key) })
          return { early, others, closed: yield* Effect.result(foreign.of("bank", "m-1").get("token")) }
        }),
        database.layer
      )
    )
    assert.deepStrictEqual(results.others, [undefined, undefined])
    const messages = [results.early, results.closed].map((each) =>
      Result.isFailure(each) ? `${each.failure._tag}: ${each.failure.message}` : "it was read"
    )
    assert.deepStrictEqual(messages, [
      "SecretsUnavailable: the records are not open yet",
      "SecretsUnavailable: what is stored of it cannot be opened (unknown_key)"
    ])
  })

  it("are there after a restart and at every node: no refresh token is used twice", { timeout: 180_000 }, async () => {
    const database = await of(name)
    const provider = Rotating.make()
    const simulators = makeSimulators()
    const node = async (account = "m-1", options: Partial<AppOptions> = {}) => {
      const { load, transport } = provider
      const app = await open(simulators, database.layer, {
        config: provider.configOf(account),
        keys,
        load,
        transport,
        ...options
      })
      opened.push(app)
      return app
    }
    const pay = async (app: App, reference: string) => {
      const id = await createPayout(app, reference)
      await app.due()
      assert.strictEqual((await payout(app, id)).status, "processing", (await summaries(app, id)).join("\n"))
    }
    const first = await node()
    await pay(first, "po-1")
    await simulators.clock.advance(provider.lastsMillis)
    await pay(first, "po-2")
    assert.strictEqual(provider.renewals(), 2)
    await first.close()
    opened.splice(0)
    // Its refresh token is over by now, and that of its config long ago.
    await simulators.clock.advance(provider.lastsMillis)
    const [second, third] = [await node(), await node()]
    await pay(second, "po-3")
    // What another node has got is used by all.
    await pay(third, "po-4")
    assert.strictEqual(provider.renewals(), 3)
    await simulators.clock.advance(provider.lastsMillis)
    await pay(third, "po-5")
    await pay(second, "po-6")
    assert.strictEqual(provider.renewals(), 4)
    // Another account under the same name of an instance has tokens of its own.
    const other = await node("m-2")
    await pay(other, "po-7")
    assert.deepStrictEqual(
      provider.authorizations,
      ["m-1-1", "m-1-2", "m-1-3", "m-1-3", "m-1-4", "m-1-4", "m-2-5"].map((token) => `Bearer access-${token}`)
    )
    assert.deepStrictEqual(provider.lost, [])
  })
})
