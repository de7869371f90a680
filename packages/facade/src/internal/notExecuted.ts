/** The facade's own word that nothing was done: it refuses before any provider is called. */
import { type FieldIssue, NotExecuted } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import { facadeName } from "./configFile.ts"

/** The refusal of an operation of our interface, such as `payouts.create`. */
export const notExecuted = (
  operation: string,
  reason: Reason,
  message: string,
  issues?: ReadonlyArray<FieldIssue>
): NotExecuted =>
  new NotExecuted({ provider: facadeName, operation, reason, message, ...(issues === undefined ? {} : { issues }) })
