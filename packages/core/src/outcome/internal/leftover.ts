/** The unknown that a refusal is while something is left that could still be paid. */
import { compact } from "../Optional.ts"
import { OutcomeUnknown, type Refused } from "../Outcome.ts"

/** A refusal that has left something behind, under this id where it is known. */
export const leftover = (
  about: Pick<OutcomeUnknown, "provider" | "operation" | "reference">,
  {
    _tag,
    message,
    providerCode,
    reason,
    retryAfterMillis
  }: Omit<Refused, "providerCode" | "retryAfterMillis"> & Partial<Refused>,
  providerReference: string | undefined
): OutcomeUnknown => {
  const said = compact({ providerCode, retryAfterMillis })
  return new OutcomeUnknown({
    ...about,
    ...said,
    ...compact({ providerReference }),
    reason: "Leftover",
    message: `${message}; something is left there that could still be paid`,
    refused: { _tag, reason, message, ...said }
  })
}
