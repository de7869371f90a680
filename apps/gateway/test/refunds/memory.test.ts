/** Refunds at the reference provider, with its whole adapter between: whatever it states, and however it treats a repeat. */
import { Money } from "@switchyard/core"
import { Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Decimal from "../../src/model/Decimal.ts"
import { type App, createPayment, open, summaries } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { makeSimulators } from "../operations/support/simulators.ts"
import { refund, refundOf } from "./support/app.ts"
import { rub } from "./support/bank.ts"

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

const start = async (options: object) => {
  await database.empty()
  const bank = MemoryBank.make()
  const keys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }
  app = await open(makeSimulators(), database.layer, { config: MemoryBank.configOf(options), keys, load: bank.load })
  const simulator = bank.simulator()
  const id = await createPayment(app, "pay-1", { amount: { value: "100.00", currency: "RUB" }, method: "page" })
  await app.due()
  simulator.settle("payment", "pay-1", "received")
  await app.later(600)
  assert.strictEqual((await app.run(app.core.payments.get(id))).status, "paid")
  const paidBack = () =>
    Decimal.sum(
      simulator
        .refunds("pay-1")
        .filter(({ status }) => status === "asked" || status === "paid_back")
        .map(({ amount }) => Money.toText(amount))
    )
  return { app, id, paidBack, simulator }
}

describe("a refund at the reference provider", { timeout: 180_000 }, () => {
  for (const states of [undefined, "sum", "nothing"] as const) {
    for (const duplicates of ["refused", "replayed", "revealed"] as const) {
      it(`is paid back once where it states ${states ?? "parts"} and repeats are ${duplicates}`, async () => {
        const { app, id, paidBack, simulator } = await start({
          duplicates,
          ...(states === undefined ? {} : { states })
        })
        simulator.fault({ kind: "cutAfterActing" }, { path: "/refunds/create" })
        const first = await refund(app, id, "re-1", "60.00")
        await app.later(3600)
        simulator.settle("refund", "re-1", "paid_back")
        await app.later(2 * 3600)
        const done = await refundOf(app, first)
        assert.strictEqual(done.status, "succeeded", (await summaries(app, first)).join("\n"))
        assert.strictEqual(await refund(app, id, "re-2", "60.00"), "exceeds_captured")
        const second = await refund(app, id, "re-3")
        await app.later(600)
        assert.strictEqual(
          (await refundOf(app, second)).amount.value,
          "40.00",
          (await summaries(app, second)).join("\n")
        )
        assert.strictEqual(paidBack(), "100")
      })
    }
  }

  it("is not replayed after its desk has paid the same back", async () => {
    const { app, id, paidBack, simulator } = await start({ duplicates: "replayed" })
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/refunds/create" })
    const first = await refund(app, id, "re-1", "60.00")
    // Its payment may not be read again at once.
    for (let n = 0; n < 20 && (await refundOf(app, first)).status === "created"; n += 1) await app.later(10)
    assert.strictEqual((await refundOf(app, first)).status, "unknown", (await summaries(app, first)).join("\n"))
    simulator.refund("pay-1", { amount: rub("60.00"), status: "paid_back" })
    await app.later(24 * 3600)
    assert.deepStrictEqual(
      simulator
        .received()
        .map(({ path }) => path)
        .filter((path) => path === "/refunds/create"),
      ["/refunds/create"]
    )
    assert.strictEqual((await refundOf(app, first)).status, "needs_review")
    assert.strictEqual(paidBack(), "60", (await summaries(app, first)).join("\n"))
  })
})
