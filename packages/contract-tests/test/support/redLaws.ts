/**
 * Which laws a provider breaks that was only just generated: all but those that are kept by doing nothing. A new law is
 * expected to be red; one that a skeleton keeps is added here, with care that it does so honestly.
 */
import { PaymentContract, PayoutContract } from "../../src/index.ts"

// What a provider keeps by doing nothing: it sends nothing, claims nothing, and refuses what no provider would take.
const kept = {
  shared: [
    "amounts/beside",
    "amounts/exact",
    "amounts/limits",
    "asked/context",
    "asked/unknown-context",
    "capabilities/issues",
    "capabilities/manifest",
    "capabilities/misconfigured",
    "capabilities/quote",
    "capabilities/required-fields",
    "capabilities/undeclared-route",
    "capabilities/unknown-options",
    "changes/cancel-is-asked",
    "changes/own-cancel",
    "faults/connect-timeout",
    "faults/refused",
    "faults/unresolved",
    "identity/duplicate-is-named",
    "identity/duplicate-is-no-refusal",
    "identity/duplicate-is-not-adopted",
    "identity/found-by-provider-reference",
    "identity/not-found",
    "identity/own-reference",
    "identity/refuses-duplicates",
    "interruption/before-first-byte",
    "outcome/named",
    "redaction/asks",
    "redaction/invalid",
    "redaction/sends",
    "replay/at-most-once",
    "replay/changed",
    "replay/foreign",
    "replay/hash",
    "replay/same-request",
    "replay/undeclared",
    "replay/unsettled",
    "replay/window",
    "stages/abandon",
    "stages/commit-once",
    "stages/commit-until",
    "stages/generations",
    "stages/hook-first",
    "stages/lag",
    "stages/leftover",
    "stages/own-draft",
    "stages/prepare-moves-nothing",
    "stages/redaction",
    "stages/replays",
    "stages/there",
    "stages/uncommitted",
    "time/deadline-passed"
  ],
  payments: [
    "asked/changes-context",
    "asked/payer-context",
    "capabilities/card-form",
    "capabilities/receipt-host",
    "capabilities/receipts",
    // It captures nothing, lets go of nothing, and says nothing of what was paid back.
    "changes/approval",
    "changes/cancel-of-captured",
    "changes/capture-status",
    "changes/last",
    "changes/own-number",
    "changes/part",
    "changes/replay",
    "money/disputed",
    "money/every-part",
    "money/not-over",
    "money/part-refund",
    "money/stated",
    "time/held-until"
  ],
  payouts: [
    "asked/debit",
    "asked/offer",
    "asked/source",
    "asked/undeclared",
    "capabilities/balance",
    "capabilities/check-account",
    "capabilities/holder",
    "capabilities/quote-by-debit"
  ]
}

/** The laws of a kind that a generated provider breaks. */
export const red = (kind: "payments" | "payouts"): ReadonlyArray<string> => {
  const { laws } = kind === "payments" ? PaymentContract : PayoutContract
  const holds = [...kept.shared, ...kept[kind]]
  const ids = laws.map(({ id }) => id)
  const gone = holds.filter((id) => !ids.includes(id))
  if (gone.length > 0) throw new Error(`laws that are no more: ${gone.join(", ")}`)
  return ids.filter((id) => !holds.includes(id)).toSorted()
}
