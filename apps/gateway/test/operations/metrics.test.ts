/** What carrying payouts leaves in the metrics: transitions, anomalies and callbacks, under closed names only. */
import { PrometheusMetrics } from "effect/observability"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { createPayout, open } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

describe("carrying a payout", { timeout: 180_000 }, () => {
  it("counts transitions, callbacks by what became of them, and anomalies", async () => {
    const simulators = makeSimulators()
    const metrics = new Map()
    const app = await open(simulators, database.layer, { config: configOf("p2p"), metrics })
    await createPayout(app, "counted-1")
    await app.later(3600)
    const [callback] = simulators.received
    assert.isDefined(callback)
    const { body, instance, path } = callback
    await app.run(app.core.receiveCallback(instance, { body, path, headers: {} }))
    await app.run(app.core.receiveCallback(instance, { body: Buffer.from("nonsense"), path, headers: {} }))
    const stranger = Buffer.from(Buffer.from(body).toString().replaceAll("counted-1", "stranger-9"))
    await app.run(app.core.receiveCallback(instance, { body: stranger, path, headers: {} }))
    await app.due()

    // Its account is another one from now on: it is parked.
    const other = configOf("p2p") as { providers: { p2p: { options: object } } }
    simulators.p2p.admin.scriptCallback({ lost: true }, { reference: "parked-1" })
    await createPayout(app, "parked-1")
    await app.due()
    await app.close()
    const p2p = { ...other.providers.p2p, options: { ...other.providers.p2p.options, merchant: "another" } }
    const moved = await open(simulators, database.layer, {
      config: { ...other, providers: { ...other.providers, p2p } },
      metrics
    })
    await moved.later(24 * 3600)

    const text = await moved.run(PrometheusMetrics.format())
    for (const line of [
      'switchyard_transitions_total{kind="payout",from="created",to="submitting"} 2',
      'switchyard_transitions_total{kind="payout",from="processing",to="paid"} 1',
      'switchyard_callbacks_total{provider="p2p",outcome="hint"} ',
      'switchyard_callbacks_total{provider="p2p",outcome="repeated"} 1',
      'switchyard_callbacks_total{provider="p2p",outcome="rejected"} 1',
      'switchyard_callbacks_total{provider="p2p",outcome="unknown_reference"} 1',
      'switchyard_anomalies_total{provider="p2p",kind="Parked"} 1'
    ]) {
      assert.include(text, line)
    }
    for (const canary of ["counted-1", "stranger-9", "4111"]) assert.notInclude(text, canary)
    await moved.close()
  })
})
