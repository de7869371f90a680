/**
 * What one call tells of the instance that was called: that it works, that it is sick, or nothing. A refusal comes from an
 * instance that works; only an instance that cannot be reached or does not know what it did is sick. Pure.
 */
import type { Reason } from "@switchyard/core"

/** How a call ended: the tag of its outcome or error, and the reason where that has one. */
export interface Ending {
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
}

/** What an ending tells of the instance. */
export type Verdict = "well" | "sick" | "nothing"

const unreachable: ReadonlySet<Reason.Reason> = new Set(["ProviderUnavailable", "ConnectionLost", "TimedOut"])

/**
 * What an ending tells of the instance. A look-up that cannot be understood tells nothing: where "not found" is not
 * documented, that is how a healthy provider says it.
 */
export const verdictOf = ({ _tag, reason }: Ending): Verdict => {
  switch (_tag) {
    case "Accepted":
    case "Rejected":
    case "Read":
    case "NotFound":
      return "well"
    case "OutcomeUnknown":
      return reason === "DuplicateReference" ? "well" : "sick"
    case "NotExecuted":
    case "ReadFailed":
      return reason !== undefined && unreachable.has(reason) ? "sick" : "nothing"
    case "Unsupported":
      return "nothing"
  }
}
