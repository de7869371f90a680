/** Calling an operation failed, over the real records and simulators: at whose risk, and what follows when it is paid after all. */
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { Conflict, type Resolution } from "../../src/model/Operations.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

let database: Database
let simulators: Simulators
let app: App

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.empty()
  simulators = makeSimulators()
})
afterEach(() => app.close())

const start = async (...route: ReadonlyArray<string>) => {
  app = await open(simulators, database.layer, { config: configOf(...route) })
}

const give = (acceptDuplicateRisk = false): Resolution => ({
  outcome: "failed",
  note: "their back office shows nothing",
  operator: "anna",
  acceptDuplicateRisk
})

const timelineOf = async (id: string) => (await summaries(app, id)).join("\n")

/** Who may still pay, by the answer that wants that risk accepted. */
const refusal = async <E extends { readonly _tag: string }>(deciding: Effect.Effect<unknown, E | Conflict>) => {
  const error = await app.run(Effect.flip(deciding))
  if (!(error instanceof Conflict)) throw new Error(`another error: ${error._tag}`)
  assert.strictEqual(error.code, "acceptance_of_duplicate_risk_required", error.message)
  return error.mayStillPay
}

describe("an operator who calls it failed", { timeout: 180_000 }, () => {
  it("takes a risk where its provider may still pay, and a person hears of it when that is paid", async () => {
    await start("p2p")
    // It was taken, and nobody could hear it.
    simulators.p2p.admin.plan([{ status: "successful", after: 30 * 60_000 }], { reference: "payout-1" })
    simulators.p2p.admin.fault({ kind: "resetAfter" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-1")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "unknown", await timelineOf(id))
    assert.deepStrictEqual(await refusal(app.core.payouts.resolve(id, give())), ["p2p"])
    assert.strictEqual((await payout(app, id)).status, "unknown")

    const failed = await app.run(app.core.payouts.resolve(id, give(true)))
    assert.deepInclude(failed, { status: "failed" })
    assert.deepInclude((await app.run(app.store.timeline(id))).at(-2)?.details, {
      operator: "anna",
      acceptDuplicateRisk: true
    })
    await app.later(8 * 3600)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await timelineOf(id))
    assert.include(await timelineOf(id), "failed → needs_review")
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    // What was paid after all may be paid already in another way, and that is no less of a risk.
    assert.deepStrictEqual(await refusal(app.core.payouts.resolve(id, give())), ["p2p"])
  })

  it("takes none where its provider calls it rejected while a person is asked", async () => {
    await start("p2p")
    simulators.p2p.admin.plan([{ status: "rejected_gate", after: 6 * 24 * 3_600_000 }], { reference: "payout-1" })
    simulators.p2p.admin.fault({ kind: "resetAfter" }, { endpoint: "create_pay_out" })
    for (let n = 0; n < 12; n += 1) {
      simulators.p2p.admin.fault({ kind: "error", message: "no such order" }, { endpoint: "status_pay_out" })
    }
    const id = await createPayout(app, "payout-1")
    await app.later(5 * 24 * 3600)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await timelineOf(id))
    assert.deepStrictEqual(await refusal(app.core.payouts.resolve(id, give())), ["p2p"])
    await app.later(2 * 24 * 3600)
    simulators.p2p.admin.clearFaults()
    await app.run(app.core.payouts.refresh(id))
    assert.strictEqual((await payout(app, id)).status, "needs_review", await timelineOf(id))
    assert.deepInclude(await app.run(app.core.payouts.resolve(id, give())), { status: "failed" })
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 0])
  })

  it("takes a risk where the payer of a payment may still pay, and a person hears of it when it does", async () => {
    await start("feennex")
    simulators.feennex.admin.fault({ kind: "resetAfter" }, { endpoint: "/invoice/create" })
    const id = await createPayment(app, "payment-1")
    await app.due()
    assert.strictEqual((await payment(app, id)).status, "unknown", await timelineOf(id))
    assert.deepStrictEqual(await refusal(app.core.payments.resolve(id, give())), ["feennex"])
    assert.deepInclude(await app.run(app.core.payments.resolve(id, give(true))), { status: "failed" })
    await simulators.feennex.admin.pay("payment-1")
    await app.later(24 * 3600)
    assert.strictEqual((await payment(app, id)).status, "needs_review", await timelineOf(id))
  })
})
