/** What the provider thinks of a receipt; a word that is not here is neither accepted nor rejected. */
import type { Receipt } from "@switchyard/core/Payment"

const statuses: Readonly<Record<string, Receipt["status"]>> = {
  looking: "pending",
  good: "succeeded",
  bad: "rejected"
}

/** What a receipt's state means. */
export const receiptStatus = (word: string): Receipt["status"] =>
  (Object.hasOwn(statuses, word) ? statuses[word] : undefined) ?? "unrecognised"
