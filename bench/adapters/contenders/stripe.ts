/** stripe-node as in its README, but for the address: a payout, created. */
import Stripe from "stripe"
import { expect, type Make } from "./Contender.ts"

export const stripe: Make = async (origin) => {
  const { hostname, port } = new URL(origin)
  const client = new Stripe("sk_test_bench", { protocol: "http", host: hostname, port: Number(port) })
  return {
    call: async (reference) => {
      const payout = await client.payouts.create(
        { amount: 150_000, currency: "rub", destination: "card_1", metadata: { order: reference } },
        { idempotencyKey: reference }
      )
      expect(payout.status === "pending", payout)
    }
  }
}
