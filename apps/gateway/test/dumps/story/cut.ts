/** The last chapter: what was under way when the machine was switched off. */
import * as Instant from "../../../src/model/Instant.ts"
import type { App } from "../../operations/support/app.ts"
import type { Stage } from "./stage.ts"

const nonsense = (path: string) => ({ body: Buffer.from("nonsense"), path, headers: {} })

/** Callbacks that were handled, whatever became of them, and a payout that is about to be called back. */
export const callbacks = async ({ simulators, payout, plan, administer }: Stage, app: App) => {
  const { body, path } = simulators.received.find(({ instance }) => instance === "p2p")!
  const stranger = Buffer.from(
    Buffer.from(body)
      .toString()
      .replace(/po-[a-z0-9-]+/, "stranger")
  )
  await app.run(app.core.receiveCallback("p2p", { body: stranger, path, headers: {} }))
  await app.run(app.core.receiveCallback("p2p", nonsense(path)))
  // Two hints: the first causes a read, the second has to wait its minute.
  for (const status of ["successful", "rejected_gate"]) {
    await administer("p2p", "payouts/po-processing/callback", { status })
    await simulators.clock.advance(1000)
    await app.due()
  }
  await plan("po-called-back", [{ status: "expectation", after: 0 }], {})
  await payout(app, "po-called-back", { provider: "p2p" })
  await app.due()
}

// The answer to a send never comes: the worker that waits for it is dead by then.
const sendInto = async (app: App, simulators: Stage["simulators"], count: () => number) => {
  void app.due()
  while (count() === 0) await new Promise((resolve) => setImmediate(resolve))
  await simulators.p2p.admin.callbacksIdle()
}

/** A claim by a worker that died at once, and sends whose answers have not come. */
export const attempts = async ({ simulators, fault, payment, payout }: Stage, app: App) => {
  await app.due()
  const now = Instant.of(simulators.clock.now())
  await payout(app, "po-claimed", { provider: "feennex" })
  const bulkheads = [{ bulkhead: "feennex/send", limit: 1, dueBy: now }]
  await app.run(app.store.claim({ now, leaseUntil: Instant.after(now, 60_000), bulkheads }))

  await fault("p2p", "payout", "po-sending-arrived", { kind: "silentAfter" })
  await payout(app, "po-sending-arrived", { provider: "p2p" })
  await sendInto(app, simulators, () => simulators.creates("po-sending-arrived")[1]!)
  await fault("feennex", "payout", "po-sending-lost", { kind: "silentBefore" })
  await payout(app, "po-sending-lost", { provider: "feennex" })
  await sendInto(app, simulators, () => simulators.creates("po-sending-lost")[0]!)
  await fault("feennex", "payment", "pm-sending-arrived", { kind: "silentAfter" })
  await payment(app, "pm-sending-arrived")
  await sendInto(app, simulators, () => simulators.feennex.admin.operations("pm-sending-arrived").length)
}

/** What could not be sent yet, what nobody has touched, and callbacks that nobody has looked at. */
export const untouched = async (
  { simulators, payment, payout, administer }: Stage,
  app: App,
  unhealthy: Set<string>
) => {
  for (const port of ["8081", "8082"]) simulators.down.add(port)
  await payout(app, "po-waits", { provider: "p2p" })
  await payment(app, "pm-waits")
  await app.due()
  unhealthy.add("feennex")
  await payout(app, "po-blocked", { provider: "feennex" })
  await app.due()
  await payout(app, "po-created")
  await payment(app, "pm-created")

  await administer("p2p", "payouts/po-called-back/status", { status: "successful" })
  await administer("feennex", "payments/pm-awaiting/pay")
  await app.run(app.core.receiveCallback("feennex", nonsense("payment/success")))
}
