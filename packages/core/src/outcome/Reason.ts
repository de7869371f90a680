/**
 * Why a call to a provider did not simply succeed: one closed list, shared by errors and by unknown outcomes.
 * The table beside the list says what each reason allows (whether the same may be asked again, whether another provider may,
 * and what the public sees of it), so that no caller decides it again. Nothing here is keyed by HTTP status: what may be
 * done follows from what the call was and what is known about it.
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
  "RecipientRejected",
  "Declined",
  "AuthenticationRequired",
  "Compliance",
  "Expired",
  "Canceled",
  "DuplicateReference",
  "RateLimited",
  "ProviderUnavailable",
  "Unsupported",
  "TimedOut",
  "ConnectionLost",
  "UnreadableAnswer",
  "UnrecognisedAnswer",
  "AnswerLost",
  /** Of an unknown alone: it was refused, and something is left there that could still be paid. */
  "Leftover"
])

/** One reason of the closed list. */
export type Reason = typeof Reason.Type

/** Who decided it: of a payer's card its issuer, of an account its bank. */
export const By = Schema.Literals(["payer", "recipient", "issuer", "bank", "provider", "compliance"])

/** Who decided it. */
export type By = typeof By.Type

/**
 * Where asking for the same again makes sense: with nobody, with the same later, for another destination, or with another
 * provider. It is an advice about a new operation; an operation itself is never sent again because of it.
 */
export const Again = Schema.Literals(["never", "later", "other_destination", "other_provider"])

/** Where asking for the same again makes sense. */
export type Again = typeof Again.Type

interface Consequence {
  /** The same call to the same provider may succeed a little later, nothing else changed. */
  readonly transient: boolean
  /** Where asking for the same again makes sense; `other_provider`, and `later` of what is transient, allow another provider to be asked at once. */
  readonly again: Again
  /** Who decided it, unless a provider's documents say better. */
  readonly by: By
  /** Its bearing on the provider's health where nothing else came back: only one that cannot be reached is unhealthy. */
  readonly health: Health
  /** What the caller can do. */
  readonly remedy: Remedy
  /** Its bearing on the operation where it is the reason of an unknown outcome, or of a look-up. */
  readonly sign: Sign
  /** It is about what was asked for, and not about the moment at which it was: it holds for whenever that was refused. */
  readonly lasting: boolean
}

/** What a reason indicates about the provider: that it works, that it cannot be reached, or nothing. */
export type Health = "healthy" | "unhealthy" | "nothing"

/** What the caller can do: ask for something else (`change`), ask less often (`slow_down`), or only wait (`wait`). */
export type Remedy = "change" | "slow_down" | "wait"

/**
 * What a reason indicates about the operation: that the provider has one under this reference (`there`), that it was refused and
 * something of ours is left (`left`), that the provider has refused to say in words that nobody knows (`refused`, which is as
 * much of "not found" as some ever say), or nothing.
 */
export type Sign = "there" | "left" | "refused" | "nothing"

const change = {
  transient: false,
  again: "other_provider",
  by: "provider",
  health: "nothing",
  remedy: "change",
  sign: "nothing",
  lasting: true
} as const
const wrong = { ...change, again: "never" } as const
const unreachable = {
  ...change,
  transient: true,
  again: "later",
  health: "unhealthy",
  remedy: "wait",
  lasting: false
} as const
const unclear = { ...wrong, remedy: "wait", lasting: false } as const
const elsewhere = { ...wrong, again: "other_destination" } as const

const consequences: Readonly<Record<Reason, Consequence>> = {
  InvalidRequest: wrong,
  AuthenticationFailed: { ...unclear, again: "other_provider" },
  InsufficientFunds: change,
  AmountOutOfRange: change,
  MethodUnavailable: change,
  DestinationInvalid: { ...elsewhere, by: "bank" },
  RecipientRejected: { ...elsewhere, by: "recipient" },
  Declined: { ...wrong, by: "issuer" },
  AuthenticationRequired: { ...wrong, again: "later", by: "issuer" },
  Compliance: { ...wrong, by: "compliance" },
  // It has expired by now, whatever became of an earlier request.
  Expired: { ...wrong, again: "later", by: "payer", lasting: false },
  Canceled: wrong,
  DuplicateReference: { ...unclear, health: "healthy", sign: "there" },
  RateLimited: { ...unreachable, health: "nothing", remedy: "slow_down" },
  ProviderUnavailable: unreachable,
  Unsupported: change,
  TimedOut: unreachable,
  ConnectionLost: unreachable,
  UnreadableAnswer: { ...unclear, transient: true },
  UnrecognisedAnswer: { ...unclear, sign: "refused" },
  AnswerLost: unclear,
  Leftover: { ...unclear, sign: "left" }
}

/** Whether waiting a little and asking again may help. It does not say whether asking again is safe. */
export const isTransient = (reason: Reason): boolean => consequences[reason].transient

/**
 * Whether another provider could answer differently. Only meaningful for a `NotExecuted` or a `Rejected`, and only
 * while no earlier request of the operation is unknown (money rules, section 3).
 */
export const allowsFailover = (reason: Reason): boolean => {
  const where = again(reason)
  // What only the payer or time can change, another provider cannot.
  return where === "other_provider" || (where === "later" && isTransient(reason))
}

/** Where asking for the same again makes sense, unless a provider's documents say better. */
export const again = (reason: Reason): Again => consequences[reason].again

/** Who decided it, unless a provider's documents say better. */
export const by = (reason: Reason): By => consequences[reason].by

/**
 * The bearing on the provider's health. Only meaningful where nothing else came back: a refusal comes from a provider
 * that works, whatever its reason.
 */
export const health = (reason: Reason): Health => consequences[reason].health

/** What the caller can do about a call that did nothing. */
export const remedy = (reason: Reason): Remedy => consequences[reason].remedy

/** Whether a refusal with this reason, repeated from memory, can be the one that the first request was answered with. */
export const isLasting = (reason: Reason): boolean => consequences[reason].lasting

/** The bearing on the operation that a call was about. */
export const sign = (reason: Reason): Sign => consequences[reason].sign
