/** A node whose records may have gone back in time: what it was told meanwhile is kept, and what it held is not held up. */
import { Effect, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import * as Readiness from "../../src/model/Readiness.ts"
import { held } from "../../src/store/held.ts"
import type { Service as StoreService } from "../../src/store/Store.ts"
import { type App, createPayout, open, payout } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(async () => {
  await app?.close()
  app = undefined
})

const start = async (wrap: (store: StoreService) => StoreService) => {
  await database.empty()
  const simulators = makeSimulators()
  app = await open(simulators, database.layer, { config: configOf("p2p"), wrap })
  return { app, simulators }
}

const callback = (reference: string) => ({
  path: "payouts/success",
  headers: {},
  body: new TextEncoder().encode(
    JSON.stringify({ type: "pay_out", status: "successful", updated_at: "1", order_id: reference })
  )
})

describe("a fenced node", () => {
  it("keeps callbacks, also about what its records do not know any more, and creates nothing", async () => {
    const readiness = Readiness.make()
    const { app: of } = await start((store) => held(store, readiness))
    await Effect.runPromise(readiness.report("fence", "the records have gone back in time"))
    await of.run(of.core.receiveCallback("p2p", callback("lost-1")))
    const [row] = await database.sql<{ n: bigint }>("SELECT count(*) AS n FROM callback WHERE state = 'new'")
    assert.strictEqual(Number(row?.n), 1)
    // Whoever heard that it is not there would create it again under another reference.
    const read = await of.run(Effect.result(of.core.payouts.get("po_lost")))
    assert.isTrue(Result.isFailure(read) && read.failure._tag === "StoreUnavailable")
  })

  it("gives back what it had claimed: that is due at once, and not only when its claim ends", async () => {
    let refusals = 1
    const refused = new StoreUnavailable({ retryAfterSeconds: 5, isAboutContent: false, isFenced: true })
    const { app: of, simulators } = await start((store) => ({
      ...store,
      commit: (row, commit) => Effect.suspend(() => (refusals-- > 0 ? Effect.fail(refused) : store.commit(row, commit)))
    }))
    const id = await createPayout(of, "payout-1")
    const began = simulators.clock.now()
    await of.due()
    const { attempts } = await payout(of, id)
    assert.strictEqual(attempts, 1)
    assert.strictEqual(simulators.clock.now(), began)
  })
})
