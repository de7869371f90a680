/** The second chapter: operations in every open state, each step of each, with what they have counted so far. */
import type { App } from "../../operations/support/app.ts"
import { type Stage, until } from "./stage.ts"

const day = 24 * 3600
const cardInDollars = { method: "card", amount: { value: "10.00", currency: "USD" } }

/** Failed and canceled payments that are still looked after, and what has been under way for hours. */
export const forHours = async ({ simulators, fault, payment, payout, plan, administer }: Stage, app: App) => {
  await administer("feennex", "plans", {
    kind: "payout",
    reference: "po-polled",
    steps: [
      { status: 1, after: 0 },
      { status: 3, after: 1000 },
      { status: 5, after: 3 * day * 1000 }
    ]
  })
  await payout(app, "po-polled", { provider: "feennex" })
  await plan("po-swept", [
    { status: "expectation", after: 0 },
    { status: "successful", after: 2 * day * 1000 }
  ])
  await payout(app, "po-swept", { provider: "p2p", destination: { type: "sbp", phone: "79991234567", bank: "Bank" } })
  await payment(app, "pm-watched-failed")
  await fault("feennex", "payment", "pm-watched-canceled", { kind: "resetAfter" })
  await payment(app, "pm-watched-canceled", cardInDollars)
  await payment(app, "pm-awaiting-long")
  await app.later(30)
  await administer("feennex", "payments/pm-watched-failed/expire")
  await app.later(8 * 3600)
  await simulators.feennex.admin.callbacksIdle()
}

/** What waits for an account that is missing in the config of every other chapter. */
export const parkedForConfig = async ({ fault, payout, plan }: Stage, other: App) => {
  await fault("p2p", "payout", "po-parked-account", { kind: "resetAfter" })
  await plan("po-parked-account", [
    { status: "expectation", after: 0 },
    { status: "successful", after: 5000 }
  ])
  await payout(other, "po-parked-account", { provider: "closed" })
  await other.due()
  await payout(other, "po-parked-route", { provider: "closed" })
}

/** What waits for a key that the gateway of every other chapter has not. */
export const parkedForKey = async ({ payout }: Stage, other: App) => {
  await payout(other, "po-parked-key")
}

/** Unknown outcomes, each with some look-ups behind it; the first of them is about to be sent again in the end. */
export const unknown = async ({ fault, payment, payout, plan, administer }: Stage, app: App) => {
  await fault("feennex", "payout", "po-resend", { kind: "resetBefore" })
  await payout(app, "po-resend", { provider: "feennex" })
  await app.later(70)
  await fault("feennex", "payout", "po-unknown-not-found", { kind: "resetBefore" })
  await payout(app, "po-unknown-not-found", { provider: "feennex" })
  await fault("p2p", "payout", "po-unknown-paid", { kind: "resetAfter" })
  await administer("p2p", "faults", {
    fault: { kind: "html" },
    reference: "po-unknown-paid",
    endpoint: "status_pay_out"
  })
  await plan("po-unknown-paid", [
    { status: "expectation", after: 0 },
    { status: "successful", after: 5000 }
  ])
  await payout(app, "po-unknown-paid", { provider: "p2p" })
  await fault("p2p", "payout", "po-unknown-lost", { kind: "resetBefore" })
  await payout(app, "po-unknown-lost", { provider: "p2p" })
  await fault("feennex", "payment", "pm-unknown", { kind: "resetAfter" })
  const html = { kind: "html" }
  await administer("feennex", "faults", { fault: html, reference: "pm-unknown", endpoint: "/invoice/check", times: 8 })
  await payment(app, "pm-unknown", cardInDollars)
  await app.later(600)
}

/** What has begun in the last minutes. */
export const fresh = async ({ simulators, payment, payout, plan, administer }: Stage, app: App) => {
  await payment(app, "pm-awaiting")
  await payment(app, "pm-processing")
  const refunding = await payment(app, "pm-refunding")
  await app.due()
  await administer("feennex", "payments/pm-refunding/pay")
  await administer("feennex", "payments/pm-processing/status", { status: 5 })
  await app.later(15)
  await administer("feennex", "payments/pm-refunding/status", { status: 11 })
  await simulators.clock.advance(10_000)
  await app.run(app.core.payments.refresh(refunding))

  await plan(
    "po-processing",
    [
      { status: "expectation", after: 0 },
      { status: "successful", after: 600_000 }
    ],
    {}
  )
  await payout(app, "po-processing", { provider: "p2p" })
  await app.due()
}

/** Goes on until the next step of the first unknown one is to send it again, which its sick provider does not get. */
export const resend = (app: App) =>
  until(
    app,
    5,
    async () => {
      const row = await app.run(app.store.findByReference("payout", "po-resend"))
      return row?.step === "send"
    },
    "the step of sending again"
  )
