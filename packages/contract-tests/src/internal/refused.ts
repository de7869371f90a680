/** How a send was refused, also where that is unknown because something is left that could still be paid. */
import type { Outcome, Refused } from "@switchyard/core/Outcome"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Exit from "effect/Exit"
import { errorOf } from "./running.ts"

/** A refusal, or one that would be none but for what it has left. */
export const refusalOf = (exit: Exit.Exit<Outcome<unknown>, SendError>): SendError | Refused | undefined => {
  const error = errorOf(exit)
  if (error !== undefined || Exit.isFailure(exit)) return error
  return exit.value._tag === "OutcomeUnknown" && exit.value.reason === "Leftover" ? exit.value.refused : undefined
}
