/** How a send was refused, also where that is unknown because something is left that could still be paid. */
import type { Outcome, OutcomeUnknown, Refused } from "@switchyard/core/Outcome"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Operation } from "../Harness.ts"
import { errorOf } from "./running.ts"
import { isPayable } from "./stages.ts"
import { offers } from "./steps.ts"

/** Whether an operation can leave something that could still be paid, by the manifest: a draft, or what was declined. */
export const leavesPayable = Effect.fnUntraced(function* (operation: Operation) {
  return operation === "create" && ((yield* isPayable) || (yield* offers("abandon")))
})

/** The refusal that an unknown would be but for what it has left. */
export const refusedOf = ({ reason, refused }: Pick<OutcomeUnknown, "reason" | "refused">): Refused | undefined =>
  reason === "Leftover" ? refused : undefined

/** A refusal; or, where the operation can leave something payable, one that would be none but for what it has left. */
export const refusalOf = Effect.fnUntraced(function* (
  operation: Operation,
  exit: Exit.Exit<Outcome<unknown>, SendError>
) {
  const error: SendError | Refused | undefined = errorOf(exit)
  if (error !== undefined || Exit.isFailure(exit) || exit.value._tag !== "OutcomeUnknown") return error
  return (yield* leavesPayable(operation)) ? refusedOf(exit.value) : undefined
})
