/**
 * The platform's payout statuses. A text that is not here is neither success nor failure. That the last four are final
 * is our reading: the document lists them as what a callback can bring, and never uses the word.
 */

import type { Status } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"

/** What a status means, and why the payout did not succeed. */
export interface Meaning {
  readonly status: Status
  readonly failure?: string
}

/** Statuses of status_pay_out; callbacks have all but the first. */
const meanings = {
  expectation: { status: "processing" },
  successful: { status: "paid" },
  rejected_timeout: { status: "failed", failure: "the payout timed out at the provider" },
  rejected_gate: { status: "failed", failure: "the provider's support rejected the payout" },
  rejected_merchant: { status: "canceled", failure: "the payout was canceled at the merchant's request" }
} as const satisfies Record<string, Meaning>

/** Whether a text is a status that the document lists, letter for letter. */
export const isDocumented = (text: string): text is keyof typeof meanings => Object.hasOwn(meanings, text)

/** What a status text means. */
export const meaning = (text: string): Meaning => (isDocumented(text) ? meanings[text] : { status: "unrecognised" })

/** A status as it may be shown: an undocumented one could hold anything, so it is scrubbed and cut. */
export const shown = (text: string, sensitive: Redaction.Sensitive): string =>
  isDocumented(text) ? text : Redaction.scrub(text, sensitive, 64)
