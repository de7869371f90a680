/** The platform's statuses with the meaning by its documents, written down here and not taken from the adapter. */
import type { Harness } from "@switchyard/contract-tests"
import type { Status } from "@switchyard/core/Payout"

const meanings: Readonly<Record<string, Status>> = {
  expectation: "processing",
  successful: "paid",
  rejected_timeout: "failed",
  rejected_gate: "failed",
  rejected_merchant: "canceled"
}

// Of none it is said whether the same may be asked for again.
const whys: Readonly<Record<string, Harness.WhyFailed>> = {
  rejected_timeout: { reason: "Expired", by: "provider", again: "never" },
  rejected_gate: { reason: "Declined", by: "provider", again: "never" },
  rejected_merchant: { reason: "Canceled", again: "never" }
}

/** The part of a harness that speaks of statuses. */
export const statuses: Pick<Harness.Service, "statuses" | "unknownStatus" | "callbackStatuses"> = {
  statuses: Object.entries(meanings).map(([word, means]) => {
    const why = whys[word]
    return why === undefined ? { word, means } : { word, means, why }
  }),
  unknownStatus: "on_a_long_walk",
  callbackStatuses: ["successful", "rejected_timeout", "rejected_merchant", "rejected_gate"]
}
