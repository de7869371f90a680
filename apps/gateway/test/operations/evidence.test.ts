/** What providers do after they have refused, failed or paid: it is noticed, written down and asked for. */
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Endpoint } from "../../src/webhooks/Endpoint.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

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

const endpoints: ReadonlyArray<Endpoint> = [
  { url: "https://shop.test/hooks", secrets: [Redacted.make("whsec_AAAA")], events: ["*"], allowPrivateTargets: false }
]

const start = async (simulators: Simulators, ...route: ReadonlyArray<string>) => {
  await database.empty()
  app = await open(simulators, database.layer, { config: configOf(...route), runner: { endpoints } })
  return app
}

const announced = async (id: string) =>
  (await database.sql<{ type: string }>(`SELECT type FROM delivery WHERE operation = '${id}' ORDER BY seq`)).map(
    ({ type }) => type
  )

const timelineOf = async (of: App, id: string) => (await summaries(of, id)).join("\n")

const anomaliesOf = async (of: App, id: string) =>
  (await of.run(of.store.timeline(id))).flatMap(({ details }) =>
    details.anomaly === undefined ? [] : [details.anomaly]
  )

const lies = { kind: "error", message: "low balance", acts: true } as const

describe("a provider that refuses, pays all the same and calls back", () => {
  it("is found out when another one has paid: a person is called, with a webhook, and nothing is sent again", async () => {
    const simulators = makeSimulators()
    simulators.p2p.admin.fault(lies, { endpoint: "create_pay_out" })
    simulators.p2p.admin.scriptCallback({ late: 90_000 }, { reference: "payout-1" })
    const of = await start(simulators, "p2p", "feennex")
    const id = await createPayout(of, "payout-1")
    await of.later(600)
    assert.deepStrictEqual(simulators.paid("payout-1"), [1, 1])
    const resource = await payout(of, id)
    assert.deepInclude(resource, { status: "needs_review", provider: "feennex" }, await timelineOf(of, id))
    assert.includeMembers([...(await anomaliesOf(of, id))], ["CalledElsewhere", "FoundElsewhere"])
    assert.include(await announced(id), "payout.needs_review")
    for (const acceptDuplicateRisk of [true, false]) {
      const retry = { outcome: "retry", note: "", operator: "anna", acceptDuplicateRisk } as const
      const refused = await of.run(Effect.flip(of.core.payouts.resolve(id, retry)))
      assert.strictEqual(refused._tag, "Conflict")
    }
  })

  it("is asked before anybody else is tried when it calls back in time", async () => {
    const simulators = makeSimulators()
    simulators.p2p.admin.fault(lies, { endpoint: "create_pay_out" })
    const of = await start(simulators, "p2p", "feennex")
    // Feennex cannot be reached just now, so the payout waits for its next round.
    simulators.down.add("8081")
    const id = await createPayout(of, "payout-1")
    await of.later(60)
    simulators.down.clear()
    await of.later(3600)
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1], await timelineOf(of, id))
    assert.strictEqual((await payout(of, id)).status, "needs_review")
  })

  it("is found out when nobody else was left to try", async () => {
    const simulators = makeSimulators()
    simulators.p2p.admin.fault(lies, { endpoint: "create_pay_out" })
    simulators.p2p.admin.scriptCallback({ late: 90_000 }, { reference: "payout-1" })
    const of = await start(simulators, "p2p")
    const id = await createPayout(of, "payout-1")
    await of.later(600)
    assert.strictEqual((await payout(of, id)).status, "needs_review", await timelineOf(of, id))
    assert.deepStrictEqual(await announced(id), ["payout.failed", "payout.needs_review"])
  })

  it("causes one read a minute at the most, however often it calls back", async () => {
    const simulators = makeSimulators()
    simulators.p2p.admin.fault({ kind: "error", message: "low balance" }, { endpoint: "create_pay_out" })
    const of = await start(simulators, "p2p", "feennex")
    const id = await createPayout(of, "payout-1")
    await of.later(120)
    const body = (n: number) =>
      new TextEncoder().encode(
        JSON.stringify({ order_id: "payout-1", type: "pay_out", status: "successful", updated_at: String(n) })
      )
    for (let n = 0; n < 50; n += 1) {
      await of.run(of.core.receiveCallback("p2p", { body: body(n), path: "payouts/success", headers: {} }))
      await of.due()
    }
    const reads = () => simulators.p2p.admin.journal({ endpoint: "status_pay_out", reference: "payout-1" }).length
    assert.isAtMost(reads(), 1, await timelineOf(of, id))
    await of.later(50)
    assert.isAtMost(reads(), 1)
    // Nobody there has it: what the other one holds is not doubted.
    await of.later(3600)
    assert.strictEqual((await payout(of, id)).status, "paid", await timelineOf(of, id))
    assert.isAtMost(reads(), 20)
  })
})

describe("late money", () => {
  it("of a payment is seen when it comes, however often it was asked for and called rejected before", async () => {
    const simulators = makeSimulators()
    const of = await start(simulators, "feennex")
    const id = await createPayment(of, "payment-1")
    await of.later(30)
    await simulators.feennex.admin.reject("payment-1")
    await of.later(60)
    assert.strictEqual((await payment(of, id)).status, "failed", await timelineOf(of, id))
    for (let n = 0; n < 4; n += 1) {
      await of.later(61)
      await of.run(Effect.result(of.core.payments.refresh(id)))
      await simulators.feennex.admin.sendCallback("payment-1", "rejected")
    }
    await of.later(90)
    await simulators.feennex.admin.setStatus("payment", "payment-1", 4)
    await of.later(8 * 3600)
    assert.strictEqual((await payment(of, id)).status, "paid", await timelineOf(of, id))
    assert.deepInclude((await announced(id)).slice(-1), "payment.paid")
  })

  it("of a closed payment is read at once after a verified callback, weeks later", async () => {
    const simulators = makeSimulators()
    const of = await start(simulators, "feennex")
    const id = await createPayment(of, "payment-1")
    await of.later(30)
    await simulators.feennex.admin.reject("payment-1")
    await of.later(20 * 86_400)
    await simulators.feennex.admin.setStatus("payment", "payment-1", 4)
    const before = simulators.counts.requests
    await simulators.feennex.admin.sendCallback("payment-1", "success")
    await of.later(90)
    assert.strictEqual((await payment(of, id)).status, "paid", await timelineOf(of, id))
    assert.strictEqual(simulators.counts.requests - before, 1)

    await simulators.feennex.admin.refund("payment-1")
    await simulators.feennex.admin.sendCallback("payment-1", "refunded")
    await of.later(90)
    assert.strictEqual((await payment(of, id)).status, "refunded", await timelineOf(of, id))
  })

  it("of a payout that was called failed calls a person, found by slow reads where nobody calls back", async () => {
    const simulators = makeSimulators()
    simulators.feennex.admin.plan("payout", [{ status: 6, after: 0 }])
    const of = await start(simulators, "feennex")
    const id = await createPayout(of, "payout-1")
    await of.later(600)
    assert.strictEqual((await payout(of, id)).status, "failed", await timelineOf(of, id))
    await simulators.feennex.admin.setStatus("payout", "payout-1", 5)
    await of.later(7 * 3600)
    assert.strictEqual((await payout(of, id)).status, "needs_review", await timelineOf(of, id))
    assert.deepStrictEqual(await announced(id), ["payout.failed", "payout.needs_review"])
  })

  it("that goes back after a payout was paid makes it returned, read after a callback that cannot be forged", async () => {
    const simulators = makeSimulators({ p2p: { settings: { standartSign: "{order_id}:{sign_key}" } } })
    await database.empty()
    const { providers, routes } = configOf("p2p") as { providers: { p2p: { options: object } }; routes: unknown }
    const signed = { ...providers.p2p, options: { ...providers.p2p.options, standartSign: "{order_id}:{sign_key}" } }
    app = await open(simulators, database.layer, {
      config: { providers: { ...providers, p2p: signed }, routes },
      runner: { endpoints }
    })
    const id = await createPayout(app, "payout-1")
    await app.later(600)
    assert.strictEqual((await payout(app, id)).status, "paid", await timelineOf(app, id))
    await app.later(86_400)
    await simulators.p2p.admin.setStatus("payout-1", "rejected_gate")
    await simulators.p2p.admin.sendCallback("payout-1", "rejected_gate")
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "returned", await timelineOf(app, id))
    assert.include(await announced(id), "payout.returned")
  })
})

describe("what a payer must do", () => {
  it("stays there while later answers have links or sums only, and ends with its time", async () => {
    const simulators = makeSimulators({ feennex: { settings: { psDataCourse: "fading" } } })
    const of = await start(simulators, "feennex")
    const id = await createPayment(of, "payment-1")
    await of.later(5)
    const first = (await payment(of, id)).next
    assert.strictEqual(first?.type, "transfer", await timelineOf(of, id))
    await of.later(120)
    const later = (await payment(of, id)).next
    assert.isDefined(later?.card ?? later?.phone ?? later?.qr, JSON.stringify(later))
    assert.isNotNull(await of.run(of.core.payments.receiptPlace(id)))
  })
})

describe("cancelling", () => {
  it("asks the provider once a minute at the most, however many ask for it", async () => {
    const simulators = makeSimulators()
    await database.empty()
    const { providers, routes } = configOf("p2p") as { providers: { p2p: { options: object } }; routes: unknown }
    const signed = { ...providers.p2p, options: { ...providers.p2p.options, standartSign: "{order_id}:{sign_key}" } }
    app = await open(simulators, database.layer, { config: { providers: { ...providers, p2p: signed }, routes } })
    const of = app
    simulators.p2p.admin.plan([{ status: "successful", after: 3_600_000 }], { reference: "payout-1" })
    const id = await createPayout(of, "payout-1")
    await of.due()
    const ask = () => of.run(Effect.result(of.core.payouts.cancel(id)))
    await Promise.all(Array.from({ length: 10 }, ask))
    const asked = () => simulators.p2p.admin.journal({ endpoint: "rejected_pay_out", reference: "payout-1" }).length
    assert.strictEqual(asked(), 1, await timelineOf(of, id))
    const refused = await of.run(Effect.flip(of.core.payouts.cancel(id)))
    assert.strictEqual(refused._tag, "TooEarly")
    await simulators.clock.advance(61_000)
    await ask()
    assert.strictEqual(asked(), 2)
  })

  it("and giving up are possible while nothing was carried out, however often it was tried", async () => {
    for (const end of ["canceled", "failed"] as const) {
      const simulators = makeSimulators()
      simulators.down.add("8081").add("8082")
      const of = await start(simulators, "p2p", "feennex")
      const id = await createPayout(of, "payout-1")
      await of.later(120)
      assert.isAbove((await payout(of, id)).attempts, 2, await timelineOf(of, id))
      const give = { outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: false } as const
      await (end === "canceled" ? of.run(of.core.payouts.cancel(id)) : of.run(of.core.payouts.resolve(id, give)))
      simulators.down.clear()
      await of.later(3600)
      assert.strictEqual((await payout(of, id)).status, end)
      assert.deepStrictEqual(simulators.paid("payout-1"), [0, 0])
      await of.close()
      app = undefined
    }
  })
})

describe("a resend that an operator has risked", () => {
  it("is not taken any more when the provider calls back before it leaves", async () => {
    const simulators = makeSimulators()
    simulators.p2p.admin.fault({ kind: "resetAfter" }, { endpoint: "create_pay_out" })
    simulators.p2p.admin.plan([{ status: "successful", after: 600_000 }], { reference: "payout-1" })
    for (let n = 0; n < 12; n += 1) {
      simulators.p2p.admin.fault({ kind: "error", message: "no such order" }, { endpoint: "status_pay_out" })
    }
    let holdsBack = false
    await database.empty()
    app = await open(simulators, database.layer, {
      config: configOf("p2p"),
      // Its circuit keeps it away until it has called back.
      runner: {
        guard: {
          attempt: (_, run) => (holdsBack ? Effect.succeed(false) : Effect.as(run, true)),
          isUnhealthy: () => Effect.succeed(holdsBack),
          read: (_, run) => run
        }
      }
    })
    const of = app
    const id = await createPayout(of, "payout-1")
    await of.due()
    await of.later(10)
    holdsBack = true
    const retry = { outcome: "retry", note: "", operator: "anna", acceptDuplicateRisk: true } as const
    await of.run(of.core.payouts.resolve(id, retry))
    await of.later(120)
    assert.strictEqual((await of.run(of.store.find(id)))?.step, "send", await timelineOf(of, id))
    const body = new TextEncoder().encode(
      JSON.stringify({ order_id: "payout-1", type: "pay_out", status: "successful", updated_at: "1" })
    )
    await of.run(of.core.receiveCallback("p2p", { body, path: "payouts/success", headers: {} }))
    await of.due()
    holdsBack = false
    await of.later(3600)
    // The operator did not know of the callback: the risk is not taken any more, and its next look-up finds it paid.
    assert.deepStrictEqual(simulators.creates("payout-1"), [0, 1], await timelineOf(of, id))
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
  })
})
