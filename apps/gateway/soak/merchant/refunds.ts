/**
 * The merchant pays back: of most payments at the bank that are paid it wants a part or all back, in one request or in several at
 * once, also more than was captured. What the gateway takes must come to its end; what it refuses must have no place.
 */
import type { Random } from "../random.ts"
import type { Acknowledged, Client } from "./client.ts"
import type { Received } from "./receiver.ts"

/** Everything that is paid back. */
export interface Refunds {
  /** Hears of a webhook that the merchant has accepted. */
  readonly onWebhook: (received: Received) => void
  readonly acknowledged: ReadonlyArray<Acknowledged>
  /** How many were refused as more than is left. */
  readonly refused: () => number
  /** Asks for nothing new; resolves when everything asked for is answered. */
  readonly stop: () => Promise<void>
}

const wishes: readonly [ReadonlyArray<number>, ...ReadonlyArray<ReadonlyArray<number>>] = [
  [1],
  [0.6, 0.4],
  [0.6, 0.6],
  [0.3],
  [0.5, 0.5, 0.5],
  [0.25, 0.25, 0.25, 0.25]
]

const share = (amount: string, of: number): string => (Math.floor(Number(amount) * of * 100) / 100).toFixed(2)

/** A merchant that pays back. */
export const make = (random: Random, client: Client): Refunds => {
  const wanted = new Set<string>()
  const acknowledged: Array<Acknowledged> = []
  const busy = new Set<Promise<void>>()
  let refused = 0
  let isOver = false

  const one = async (payment: Received["resource"], part: number, number: number) => {
    const reference = `${payment.reference}-back-${number}`
    const value = share(payment.amount.value, part)
    const { currency } = payment.amount
    const body = JSON.stringify({ reference, payment: payment.id, amount: { value, currency } })
    const made = await client.refund({ kind: "refund", reference, value, body })
    if (made === undefined) refused += 1
    else acknowledged.push(made)
  }

  return {
    onWebhook: ({ resource, type }) => {
      if (isOver || type !== "payment.paid" || resource.provider !== "bank" || wanted.has(resource.reference)) return
      wanted.add(resource.reference)
      if (random.chance(0.15)) return
      for (const [number, part] of random.pick(wishes).entries()) {
        const asking = one(resource, part, number)
        busy.add(asking)
        // Whatever is no answer is a surprise, which the client keeps.
        asking.catch(() => undefined).finally(() => busy.delete(asking))
      }
    },
    acknowledged,
    refused: () => refused,
    stop: async () => {
      isOver = true
      while (busy.size > 0) await Promise.allSettled(busy)
    }
  }
}
