/**
 * Why an operation did not succeed, by who says so. Who decided it and what makes sense now is what its provider's documents say of
 * an accepted one, and what core's table of reasons says of a refused one; nowhere in the gateway is it decided again.
 */
import { Failure as Failures, Reason } from "@switchyard/core"
import type { Failure } from "./Facts.ts"
import type { Observation } from "./Operation.ts"
import type { Status } from "./Status.ts"

const stored = ({ again, by, message, providerCode, reason, scheme }: Failures.Failure): Failure => ({
  reason,
  message,
  providerCode: providerCode ?? null,
  by,
  again,
  scheme: scheme ?? null
})

/** The failure of what a provider has refused, or of what could not be sent to anybody. */
export const ofReason = (
  reason: Reason.Reason,
  message: string,
  { again = Reason.again(reason), providerCode }: { again?: Reason.Again; providerCode?: string | null } = {}
): Failure => stored(Failures.make(reason, { message, again, providerCode: providerCode ?? undefined }))

/** The failure of what a provider has accepted, in its own terms; a status that it gives without any says little. */
export const reported = (status: Status | "declined", { failure }: Pick<Observation, "failure">): Failure => {
  if (failure !== null) return failure
  const message = `the provider says ${status}`
  return status === "expired" ? ofReason("Expired", message) : stored(Failures.unrecognised({ message }))
}

/** The failure of what nobody at a provider has decided: an operator has, or its merchant. */
export const ours = (reason: "Resolved" | "Canceled", message: string): Failure => ({
  ...{ reason, message, providerCode: null, by: null, scheme: null },
  again: reason === "Canceled" ? "later" : "never"
})

/**
 * The failure of a payment that is over because its answer was lost: a new one, under a new reference, is what makes sense. Nothing
 * is left of this one that could be paid unseen, or it is looked after.
 */
export const answerLost = (message: string): Failure => ofReason("AnswerLost", message, { again: "later" })
