/** What the merchant wants: payouts by either provider or whichever the route gives, and payments. */
import type { Random } from "../random.ts"

/** One operation that the merchant wants, once. */
export interface Order {
  readonly kind: "payout" | "payment" | "refund"
  /** Unique for ever, and the idempotency key at once. */
  readonly reference: string
  /** Decimal text in roubles; another one for each order, so that none can be taken for another. */
  readonly value: string
  /** The body of the request. */
  readonly body: string
}

const card = { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" }
const sbp = { type: "sbp", phone: "79161234567", bank: "Sberbank", holder: "Ivanov Ivan" }

const payoutParts = [
  { destination: card },
  { destination: card },
  { destination: card, provider: "p2p" },
  { destination: card, provider: "feennex" },
  { destination: sbp }
] as const

const wayOf = (number: number): object => {
  if (number % 5 === 4) return { method: "bank_transfer" }
  return { method: "page", ...(number % 10 === 1 && { captureMethod: "manual" }) }
}

/** The next order of a run; two in five are payments, one of them at the bank, where every other one is held first. */
export const order = (random: Random, run: string, number: number): Order => {
  const kind = number % 5 === 4 || number % 5 === 1 ? "payment" : "payout"
  const reference = `${run}-${number}`
  const value = (100 + number / 100).toFixed(2)
  const amount = { value, currency: "RUB" }
  const body =
    kind === "payment"
      ? { reference, amount, ...wayOf(number) }
      : { reference, amount, recipientEmail: "a@b.example", ...random.pick(payoutParts) }
  return { kind, reference, value, body: JSON.stringify(body) }
}
