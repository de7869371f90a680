/**
 * Why a call to a provider did not simply succeed: one closed list, shared by errors and by unknown outcomes.
 * The table beside the list says what each reason allows, so that no caller decides it again. Nothing here is
 * keyed by HTTP status: what may be done follows from what the call was and what is known about it.
 */
import * as Schema from "effect/Schema"

/** The closed list of reasons, as in `docs/errors.md`. */
export const Reason = Schema.Literals([
  "InvalidRequest",
  "AuthenticationFailed",
  "InsufficientFunds",
  "AmountOutOfRange",
  "MethodUnavailable",
  "DestinationInvalid",
  "DuplicateReference",
  "RateLimited",
  "ProviderUnavailable",
  "Unsupported",
  "TimedOut",
  "ConnectionLost",
  "UnreadableAnswer",
  "UnrecognisedAnswer",
  "AnswerLost"
])

/** One reason of the closed list. */
export type Reason = typeof Reason.Type

interface Consequence {
  /** The same call to the same provider may succeed a little later, nothing else changed. */
  readonly passing: boolean
  /** Another provider could answer the same request differently. */
  readonly elsewhere: boolean
}

const consequences = {
  InvalidRequest: { passing: false, elsewhere: false },
  AuthenticationFailed: { passing: false, elsewhere: true },
  InsufficientFunds: { passing: false, elsewhere: true },
  AmountOutOfRange: { passing: false, elsewhere: true },
  MethodUnavailable: { passing: false, elsewhere: true },
  DestinationInvalid: { passing: false, elsewhere: false },
  DuplicateReference: { passing: false, elsewhere: false },
  RateLimited: { passing: true, elsewhere: true },
  ProviderUnavailable: { passing: true, elsewhere: true },
  Unsupported: { passing: false, elsewhere: true },
  TimedOut: { passing: true, elsewhere: true },
  ConnectionLost: { passing: true, elsewhere: true },
  UnreadableAnswer: { passing: true, elsewhere: false },
  UnrecognisedAnswer: { passing: false, elsewhere: false },
  AnswerLost: { passing: false, elsewhere: false }
} as const satisfies Record<Reason, Consequence>

/** Whether waiting a little and asking again may help. Says nothing about whether asking again is safe. */
export const isPassing = (reason: Reason): boolean => consequences[reason].passing

/**
 * Whether another provider could answer differently. Only meaningful for a `NotExecuted` or a `Rejected`, and only
 * while no earlier request of the operation is unknown (money rules, section 3).
 */
export const allowsFailover = (reason: Reason): boolean => consequences[reason].elsewhere
