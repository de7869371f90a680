/** Refunds that no provider can carry out are refused when they are asked for, and their merchant is told why. */
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, open } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

let database: Database
let app: App

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(() => app.close())

const why = async (payment: string) => {
  const input = {
    idempotencyKey: `refund-of-${payment}`,
    bodyDigest: payment,
    request: { reference: `refund-of-${payment}`, payment, amount: undefined, request: {} }
  }
  const ended = await app.run(Effect.result(app.core.refunds.create(input)))
  return ended._tag === "Failure" && "issues" in ended.failure ? ended.failure.issues : ended
}

describe("a refund", { timeout: 180_000 }, () => {
  it("of what no provider has yet, and of what is with one that pays nothing back, says so", async () => {
    await database.empty()
    app = await open(makeSimulators(), database.layer, { config: configOf("feennex") })
    const id = await createPayment(app, "pay-1")
    assert.deepStrictEqual(await why(id), [
      { path: "payment", reason: "is with no provider, so nothing of it was paid" }
    ])
    await app.due()
    assert.deepStrictEqual(await why(id), [
      { path: "payment", reason: "is with feennex, which pays nothing back here" }
    ])
  })
})
