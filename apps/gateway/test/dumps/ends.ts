/** What each operation of a dump must come to: its state in the end, and how often its provider has moved the money. */
import type { App } from "../operations/support/app.ts"
import type { Simulators } from "../operations/support/simulators.ts"

/** State and number of movements in the ledgers, by reference. */
export const ends: Readonly<Record<string, readonly [status: string, moved: number]>> = {
  "po-paid-p2p": ["paid", 1],
  "po-paid-feennex": ["paid", 1],
  "po-failed-over": ["paid", 1],
  "po-refused": ["failed", 0],
  "po-failed": ["failed", 0],
  "po-canceled": ["canceled", 0],
  "po-canceled-unsent": ["canceled", 0],
  "po-review-foreign": ["needs_review", 0],
  "po-review-lost": ["needs_review", 0],
  "po-resolved": ["failed", 0],
  "po-bounced": ["paid", 1],
  "po-polled": ["paid", 1],
  "po-swept": ["paid", 1],
  "po-parked-account": ["paid", 1],
  "po-parked-route": ["paid", 1],
  "po-parked-key": ["paid", 1],
  "po-resend": ["paid", 1],
  "po-unknown-not-found": ["paid", 1],
  "po-unknown-paid": ["paid", 1],
  "po-unknown-lost": ["needs_review", 0],
  "po-processing": ["paid", 1],
  "po-called-back": ["paid", 1],
  "po-claimed": ["paid", 1],
  "po-sending-arrived": ["paid", 1],
  "po-sending-lost": ["paid", 1],
  "po-waits": ["paid", 1],
  "po-blocked": ["paid", 1],
  "po-created": ["paid", 1],
  "pm-paid": ["paid", 1],
  "pm-other-amount": ["paid_other_amount", 1],
  "pm-rest": ["paid", 1],
  "pm-refunded": ["refunded", 1],
  "pm-failed": ["failed", 0],
  "pm-canceled": ["canceled", 0],
  "pm-review": ["needs_review", 0],
  "pm-watched-failed": ["paid", 1],
  "pm-watched-canceled": ["canceled", 0],
  "pm-awaiting-long": ["failed", 0],
  "pm-unknown": ["canceled", 0],
  "pm-awaiting": ["paid", 1],
  "pm-processing": ["paid", 1],
  "pm-refunding": ["refunded", 1],
  "pm-sending-arrived": ["paid", 1],
  "pm-waits": ["paid", 1],
  "pm-created": ["paid", 1]
}

/** Carries everything on for three weeks, in which payers and the payment system do what they do. */
export const goOn = async (app: App, { feennex }: Simulators) => {
  await app.later(600)
  await feennex.admin.expire("pm-awaiting-long")
  await feennex.admin.setStatus("payment", "pm-processing", 4)
  await feennex.admin.setStatus("payment", "pm-refunding", 7)
  await feennex.admin.setStatus("payment", "pm-watched-failed", 4)
  for (const reference of ["pm-sending-arrived", "pm-waits", "pm-created"]) await feennex.admin.pay(reference)
  await app.later(21 * 24 * 3600)
}
