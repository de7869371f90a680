/**
 * The platform's error texts and what they prove. Its list "is not exhaustive", so only the three documented texts refuse
 * a payout; any other one may mean that the order exists already, and leaves the outcome of a send unknown.
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

/** The documented refusal that an error text contains, in any case; undefined when it contains none. */
export const refusal = (text: string): Refusal | undefined => {
  const lower = text.toLowerCase()
  return refusals.find((candidate) => lower.includes(candidate.text))
}
