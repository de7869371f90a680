/** Moves an operation of the sandbox to a status by Stripe's word for it, as its payer, its bank or Stripe would. */
import type { Stripe as Sim } from "@switchyard/sandbox"
import { kindOf, type Way } from "./operations.ts"

const page = (admin: Sim.Admin, reference: string, word: string): void => {
  if (word === "open, no intent") return
  if (word === "expired, no intent") {
    admin.expire(reference)
    return
  }
  if (word === "complete, processing") admin.course({ processing: true })
  admin.pay(reference)
}

const names = { payments: "payment", payouts: "payout", refunds: "refund" } as const

export const settle = (way: Way, admin: Sim.Admin, reference: string, word: string): void => {
  if (way === "page") page(admin, reference, word)
  else admin.setStatus(names[kindOf(way)], reference, word)
}
