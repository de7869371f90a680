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

/** The part of a harness that speaks of statuses. */
export const statuses: Pick<Harness.Service, "statuses" | "unknownStatus" | "callbackStatuses"> = {
  statuses: Object.entries(meanings).map(([word, means]) => ({ word, means })),
  unknownStatus: "on_a_long_walk",
  callbackStatuses: ["successful", "rejected_timeout", "rejected_merchant", "rejected_gate"]
}
