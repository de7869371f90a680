/**
 * What one call shows of the instance that was called: that it is healthy, that it is unhealthy, or nothing. A refusal comes
 * from an instance that works; only one that cannot be reached, breaks off or answers 5xx is unhealthy. An answer that is
 * odd for one request (a text nobody knows, a page with 200) shows nothing of the next one. Pure.
 */
import { Reason } from "@switchyard/core"

/** How a call ended: the tag of its outcome or error, and what that says besides. */
export interface CallOutcome {
  readonly _tag:
    | "Accepted"
    | "OutcomeUnknown"
    | "NotExecuted"
    | "Rejected"
    | "Read"
    | "NotFound"
    | "ReadFailed"
    | "Unsupported"
  readonly reason?: Reason.Reason | undefined
  readonly providerCode?: string | undefined
}

/** What the outcome of a call shows of the instance. */
export type Verdict = Reason.Health

// A request that never left, or a read, was answered by nobody: that a reference is taken is then our own finding.
const ofReason = (reason: Reason.Reason | undefined): Verdict =>
  reason !== undefined && Reason.health(reason) === "unhealthy" ? "unhealthy" : "nothing"

/** What the outcome of a call shows of the instance. */
export const verdictOf = ({ _tag, providerCode, reason }: CallOutcome): Verdict => {
  switch (_tag) {
    case "Accepted":
    case "Rejected":
    case "Read":
    case "NotFound":
      return "healthy"
    case "OutcomeUnknown":
      return reason === undefined ? "nothing" : Reason.health(reason)
    case "NotExecuted":
      return ofReason(reason)
    case "ReadFailed":
      // A code of the provider's own is an answer about this operation ("it is locked"), whatever it says.
      return providerCode === undefined ? ofReason(reason) : "nothing"
    case "Unsupported":
      return "nothing"
  }
}
