/**
 * The platform's error texts and what they prove. Its list "is not exhaustive", so only the three documented texts refuse
 * a payout, and only as the whole text: one that merely contains such words may say that the order exists already ("the
 * previous attempt ended with low balance, order123 is being paid"), and leaves the outcome of a send unknown.
 */
import type { Reason } from "@switchyard/core/Reason"

/** A documented refusal: its text, and the reason it stands for. */
export interface Refusal {
  readonly text: string
  readonly reason: Reason
}

/** "Possible Errors in Response" of create_pay_out. */
const refusals: ReadonlyArray<Refusal> = [
  // "try a different amount, a different payment method, or wait"
  { text: "overloading requisite", reason: "ProviderUnavailable" },
  { text: "low balance", reason: "InsufficientFunds" },
  { text: "this payment method is disabled for your merchant", reason: "MethodUnavailable" }
]

/** The documented refusal that an error text is, case and outer blanks aside; undefined for every other text. */
export const refusal = (text: string): Refusal | undefined => {
  const words = text.trim().toLowerCase()
  return refusals.find((candidate) => candidate.text === words)
}
