/** The first chapter: operations of every end, in the first days. */
import type { App } from "../../operations/support/app.ts"
import { type Stage, until } from "./stage.ts"

const cardInDollars = { method: "card", amount: { value: "10.00", currency: "USD" } }

const payouts = async ({ fault, payout, plan, administer }: Stage, app: App) => {
  await payout(app, "po-paid-p2p", { metadata: { order: "17" } })
  await payout(app, "po-paid-feennex", { provider: "feennex" })
  await fault("p2p", "payout", "po-failed-over", { kind: "error", message: "low balance" })
  await payout(app, "po-failed-over")
  await fault("feennex", "payout", "po-refused", { kind: "error", code: 13, message: "bad account" })
  await payout(app, "po-refused", { provider: "feennex" })
  await plan(
    "po-failed",
    [
      { status: "expectation", after: 0 },
      { status: "rejected_gate", after: 5000 }
    ],
    {}
  )
  await payout(app, "po-failed", { provider: "p2p" })
  await plan(
    "po-canceled",
    [
      { status: "expectation", after: 0 },
      { status: "rejected_merchant", after: 5000 }
    ],
    {}
  )
  await payout(app, "po-canceled", { provider: "p2p" })
  await fault("feennex", "payout", "po-review-foreign", { kind: "error", code: 6, message: "not unique" })
  await payout(app, "po-review-foreign", { provider: "feennex" })
  for (const reference of ["po-review-lost", "po-resolved"]) {
    await fault("p2p", "payout", reference, { kind: "resetBefore" })
    await payout(app, reference, { provider: "p2p" })
  }
  const bounced = await payout(app, "po-bounced", { provider: "feennex" })
  const unsent = await payout(app, "po-canceled-unsent", { provider: "p2p" })
  await app.run(app.core.payouts.cancel(unsent))
  await app.later(120)
  await administer("feennex", "payouts/po-bounced/status", { status: 6 })
  await app.run(app.core.payouts.refresh(bounced))
}

const payments = async ({ fault, payment, administer }: Stage, app: App) => {
  for (const reference of ["pm-paid", "pm-other-amount", "pm-refunded", "pm-failed"]) await payment(app, reference)
  for (const reference of ["pm-canceled", "pm-review"]) {
    await fault("feennex", "payment", reference, { kind: reference === "pm-review" ? "resetBefore" : "resetAfter" })
    await payment(app, reference, cardInDollars)
  }
  await app.later(30)
  await administer("feennex", "payments/pm-paid/pay")
  await administer("feennex", "payments/pm-other-amount/pay", { amount: "1000.00" })
  await administer("feennex", "payments/pm-refunded/pay")
  await administer("feennex", "payments/pm-failed/expire")
  await app.later(120)
  const { data } = await app.run(app.core.payments.list({ reference: "pm-other-amount", limit: 1 }))
  await payment(app, "pm-rest", { amount: { value: "500.00", currency: "RUB" } }, data[0]?.id)
  await app.later(30)
  await administer("feennex", "payments/pm-rest/pay")
  await administer("feennex", "payments/pm-refunded/refund")
  const refunded = await app.run(app.core.payments.list({ reference: "pm-refunded", limit: 1 }))
  await app.later(120)
  await app.run(app.core.payments.refresh(refunded.data[0]?.id ?? ""))
}

/** Everything comes to its end within five days. */
export const ended = async (stage: Stage, app: App) => {
  await payouts(stage, app)
  await payments(stage, app)
  const inReview = async () => {
    const { data } = await app.run(app.core.payouts.list({ status: "needs_review", limit: 100 }))
    return data.some(({ reference }) => reference === "po-resolved")
  }
  await until(app, 12 * 3600, inReview, "needs_review of what was lost")
  const { data } = await app.run(app.core.payouts.list({ reference: "po-resolved", limit: 1 }))
  const resolution = { outcome: "failed", note: "the provider has confirmed it", operator: "anna" } as const
  await app.run(app.core.payouts.resolve(data[0]?.id ?? "", { ...resolution, acceptDuplicateRisk: true }))
}
