/**
 * The platform's documents as data: which error texts refuse a payout, and what its statuses mean. There are no error codes,
 * and the list of texts "is not exhaustive": any other text leaves the outcome of a send unknown. A status that is not here
 * is neither success nor failure.
 */
import * as Failure from "@switchyard/core/Failure"
import type { Status } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Tables from "@switchyard/core/Tables"

/** "Possible Errors in Response" of create_pay_out; no other call has any. */
export const createCodes = Tables.codes({
  refused: [
    // "try a different amount, a different payment method, or wait"
    { text: "overloading requisite", reason: "ProviderUnavailable" },
    { text: "low balance", reason: "InsufficientFunds" },
    { text: "this payment method is disabled for your merchant", reason: "MethodUnavailable" }
  ]
})

/** The meaning of a status, and why the payout did not succeed. */
export interface Meaning {
  readonly status: Status
  readonly failure?: Failure.Failure
}

// Whether the same may be asked again is said of none of them.
const because = (reason: "Expired" | "Declined" | "Canceled", providerCode: string, message: string) =>
  Failure.make(reason, { by: "provider", again: "never", providerCode, message })

/**
 * Statuses of status_pay_out; callbacks have all but the first. That the last four are final is our reading: the document
 * lists them as what a callback can bring, and never uses the word.
 */
const meanings = Tables.words<Meaning>({
  expectation: { status: "processing" },
  successful: { status: "paid" },
  rejected_timeout: {
    status: "failed",
    failure: because("Expired", "rejected_timeout", "the payout timed out at the provider")
  },
  rejected_gate: {
    status: "failed",
    failure: because("Declined", "rejected_gate", "the provider's support rejected the payout")
  },
  rejected_merchant: {
    status: "canceled",
    failure: because("Canceled", "rejected_merchant", "the payout was canceled at the merchant's request")
  }
})

/** The meaning of a status text. */
export const meaning = (text: string): Meaning => {
  const found = meanings(text)
  return found === "unrecognised" ? { status: found } : found
}

/** Whether a text is a status that the document lists, letter for letter. */
export const isDocumented = (text: string): boolean => meanings(text) !== "unrecognised"

/** A status as it may be printed: an undocumented one could hold anything, so it is scrubbed and cut. */
export const printable = (text: string, sensitive: Redaction.Sensitive): string =>
  isDocumented(text) ? text : Redaction.scrub(text, sensitive, 64)
