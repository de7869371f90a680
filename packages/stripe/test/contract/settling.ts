/** Moves an operation of the sandbox to a status by Stripe's word for it, as its payer, its bank or Stripe would. */
import type { Stripe as Sim } from "@switchyard/sandbox"
import { isOnPage, kindOf, type Way } from "./operations.ts"

const names = { payments: "payment", payouts: "payout", refunds: "refund" } as const

/** Settles it; of a page the word is that of the session and of its intent, which is there once somebody has paid. */
export const settle = (way: Way, admin: Sim.Admin, reference: string, word: string): void => {
  if (isOnPage(way) && !admin.operations(reference).some(({ kind }) => kind === "payment")) admin.pay(reference)
  const status = word.split(", ").at(-1) ?? word
  if (admin.operations(reference).find(({ kind }) => kind === names[kindOf(way)])?.status === status) return
  admin.setStatus(names[kindOf(way)], reference, status)
}
