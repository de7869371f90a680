/** Stripe's words for a status with their meaning by its documents, written down here a second time and not taken from the adapter. */
import type { Harness } from "@switchyard/contract-tests"
import type { Way } from "./operations.ts"

type Words = ReadonlyArray<Harness.StatusWord>

const words: Readonly<Record<Way, Words>> = {
  card: [
    { word: "requires_payment_method", means: "awaiting_payer" },
    { word: "requires_action", means: "awaiting_payer" },
    { word: "processing", means: "processing" },
    { word: "succeeded", means: "paid" },
    { word: "canceled", means: "canceled" }
  ],
  page: [
    { word: "open, no intent", means: "awaiting_payer" },
    { word: "expired, no intent", means: "expired" },
    { word: "complete, processing", means: "processing" },
    { word: "complete, succeeded", means: "paid" }
  ],
  confirmed: [
    { word: "requires_payment_method", means: "declined" },
    { word: "requires_action", means: "awaiting_payer" },
    { word: "processing", means: "processing" },
    { word: "succeeded", means: "paid" },
    { word: "canceled", means: "canceled" }
  ],
  payout: [
    { word: "pending", means: "processing" },
    { word: "in_transit", means: "processing" },
    { word: "paid", means: "paid" },
    { word: "failed", means: "failed" },
    { word: "canceled", means: "canceled" }
  ],
  refund: [
    { word: "pending", means: "processing" },
    { word: "requires_action", means: "processing", waitingFor: "payer" },
    { word: "succeeded", means: "succeeded" },
    { word: "failed", means: "failed" },
    { word: "canceled", means: "canceled" }
  ]
}

/** The statuses for which Stripe sends an event about the operation. */
const told: Readonly<Record<Way, ReadonlyArray<string>>> = {
  card: ["requires_action", "processing", "succeeded", "canceled"],
  page: ["expired, no intent", "complete, succeeded"],
  confirmed: ["succeeded", "canceled"],
  payout: ["paid", "failed", "canceled"],
  refund: ["succeeded", "failed"]
}

/** The part of a harness that speaks of statuses. */
export const statusesOf = (way: Way): Pick<Harness.Service, "statuses" | "unknownStatus" | "callbackStatuses"> => ({
  statuses: words[way],
  unknownStatus: "hibernating",
  callbackStatuses: told[way]
})
