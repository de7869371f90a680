/** The payers of the merchant's payments: told by a webhook what to do, most of them pay, some are refused or stay away. */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Providers } from "../world/bank.ts"
import type { Resource } from "./client.ts"
import type { Received } from "./receiver.ts"

/** All payers. */
export interface Payers {
  /** Hears of a webhook that the merchant has accepted. */
  readonly onWebhook: (received: Received) => void
  /** Payments whose payer never comes. */
  readonly absent: ReadonlySet<string>
  /** Resolves when everybody who came has done what they came for. */
  readonly done: () => Promise<void>
}

const mostTries = 900

/** Payers at these providers; they come again while those are away. */
export const make = (random: Random, { bank, feennex }: Pick<Providers, "bank" | "feennex">): Payers => {
  const notified = new Set<string>()
  const absent = new Set<string>()
  const busy = new Set<Promise<void>>()

  const deedAt = ({ captureMethod, provider, reference }: Resource, deed: "pay" | "reject") => {
    const paid = captureMethod === "manual" ? "held" : "received"
    return provider === "bank"
      ? bank.post("settle", { kind: "payment", reference, status: deed === "pay" ? paid : "refused" })
      : feennex.post(`payments/${reference}/${deed}`, {})
  }

  const act = async (payment: Resource, deed: "pay" | "reject") => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      try {
        await deedAt(payment, deed)
        return
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        await pause(200)
      }
    }
    throw new Error(`the payer of ${payment.reference} came ${mostTries} times in vain`)
  }

  return {
    onWebhook: ({ resource, type }) => {
      const { reference } = resource
      if (type !== "payment.awaiting_payer" || notified.has(reference)) return
      notified.add(reference)
      if (random.chance(0.1)) return void absent.add(reference)
      const deeds = act(resource, random.chance(0.1) ? "reject" : "pay")
      busy.add(deeds)
      void deeds.finally(() => busy.delete(deeds))
    },
    absent,
    done: async () => {
      while (busy.size > 0) await Promise.all(busy)
    }
  }
}
