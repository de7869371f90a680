/** The codes by which Stripe says why a payout or a refund did not succeed, by its documents. */
import type { Harness } from "@switchyard/contract-tests"
import type { Stripe as Sim } from "@switchyard/sandbox"
import * as Effect from "effect/Effect"
import type { Way } from "./operations.ts"

const elsewhere = { reason: "DestinationInvalid", by: "bank", again: "other_destination" } as const

const ofPayouts: Harness.FailureCodes["codes"] = [
  ...["account_closed", "account_frozen", "no_account", "invalid_currency", "incorrect_account_holder_name"].map(
    (code) => ({ code, means: elsewhere })
  ),
  { code: "debit_not_authorized", means: { reason: "RecipientRejected", by: "bank", again: "other_destination" } },
  { code: "declined", means: { reason: "RecipientRejected", by: "bank", again: "other_destination" } },
  { code: "insufficient_funds", means: { reason: "InsufficientFunds", by: "provider", again: "other_provider" } },
  { code: "could_not_process", means: { reason: "ProviderUnavailable", by: "bank", again: "later" } }
]

const ofRefunds: Harness.FailureCodes["codes"] = [
  { code: "lost_or_stolen_card", means: { ...elsewhere, by: "issuer" } },
  { code: "expired_or_canceled_card", means: { ...elsewhere, by: "issuer" } },
  { code: "declined", means: { reason: "RecipientRejected", by: "issuer", again: "other_destination" } },
  { code: "insufficient_funds", means: { reason: "InsufficientFunds", by: "provider", again: "other_provider" } },
  { code: "merchant_request", means: { reason: "Canceled", by: "provider", again: "never" } }
]

/** The codes of a way; those of declines are tested by the mapping. */
export const failuresOf = (way: Way, admin: Sim.Admin): Harness.FailureCodes | undefined =>
  way === "payout" || way === "refund"
    ? {
        codes: way === "payout" ? ofPayouts : ofRefunds,
        unknownCode: way === "payout" ? "somebody_sneezed" : "unknown",
        fail: (reference, { code }) => Effect.sync(() => admin.setStatus(way, reference, "failed", code))
      }
    : undefined
