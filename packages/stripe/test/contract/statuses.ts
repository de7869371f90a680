/** Stripe's words for a status with their meaning by its documents, written down here a second time and not taken from the adapter. */
import type { Harness } from "@switchyard/contract-tests"
import type { Way } from "./operations.ts"

type Words = ReadonlyArray<Harness.StatusWord>

const card: Words = [
  { word: "requires_payment_method", means: "awaiting_payer" },
  { word: "requires_action", means: "awaiting_payer" },
  { word: "processing", means: "processing" },
  { word: "succeeded", means: "paid" },
  { word: "canceled", means: "canceled" }
]

// One that is open or expired has no other status after it but by its payer or its time: tests of the mapping have those.
const page: Words = [
  {
    word: "complete, requires_payment_method",
    means: "failed",
    why: { reason: "Declined", by: "issuer", again: "never" }
  },
  { word: "complete, requires_action", means: "awaiting_payer" },
  { word: "complete, processing", means: "processing" },
  { word: "complete, succeeded", means: "paid" }
]

const words: Readonly<Record<Way, Words>> = {
  card,
  held: [...card, { word: "requires_capture", means: "authorized" }],
  page,
  heldPage: [
    ...page,
    { word: "complete, canceled", means: "canceled" },
    { word: "complete, requires_capture", means: "authorized" }
  ],
  confirmed: [{ word: "requires_payment_method", means: "declined" }, ...card.slice(1)],
  payout: [
    { word: "pending", means: "processing" },
    { word: "in_transit", means: "processing" },
    { word: "paid", means: "paid" },
    // Where nothing is said of why.
    {
      word: "failed",
      means: "failed",
      why: { reason: "ProviderUnavailable", by: "bank", again: "later" }
    },
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
  held: ["requires_capture", "succeeded"],
  page: ["complete, succeeded", "complete, processing"],
  heldPage: ["complete, requires_capture"],
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
