/**
 * An operation as the state machine sees it: its state, and the few facts about what was sent and what was answered that
 * decide what may happen next. All instants are milliseconds since 1970. Nothing personal is in it.
 */
import type { Anomaly, Capabilities, Money, Payment, Payout } from "@switchyard/core"
import type { Kind, Status, Step } from "./Status.ts"

/** An amount as it is stored. */
export interface Amount {
  readonly value: string
  readonly currency: string
}

/** An instance that said no, proven, before anything else was tried. */
export interface Tried {
  readonly instance: string
  readonly outcome: "NotExecuted" | "Rejected"
  /** Asking the same instance again a little later may help. */
  readonly passing: boolean
}

/** Why an operation did not succeed. */
export interface Failure {
  readonly reason: string
  readonly message: string
  readonly providerCode: string | null
}

/** What decides beside the state. */
export interface Facts {
  /** The number of the attempt that is written down and whose outcome is not. */
  readonly sending: number | null
  /** Some request to the provider ended unknown or unrecorded, and no look-up has decided since. */
  readonly mayExist: boolean
  /** The provider has confirmed that it holds the operation. */
  readonly accepted: boolean
  /** Nothing of the latest request leaves after this instant. */
  readonly sendUntil: number | null
  /** "Not found" answers that count. */
  readonly notFound: number
  readonly lastNotFoundAt: number | null
  /** Reads that decided nothing, since the present state began. */
  readonly tries: number
  /** Since when the provider has been followed in the present state. */
  readonly since: number
  readonly tried: ReadonlyArray<Tried>
  /** How often all candidates have been gone through. */
  readonly rounds: number
  readonly resends: number
  /** A resend was refused: what the first request did is still not known. */
  readonly resendRefused: boolean
  /** An operator has accepted that a resend may pay twice. */
  readonly riskAccepted: boolean
  /** After a recovery nobody can tell which provider may have it. */
  readonly unplaced: boolean
  /** How often an unknown payment was found without anything for its payer. */
  readonly foundBare: number
  /** It is known what the payer must do. */
  readonly hasNext: boolean
  /** How often a payment that ended without money was looked after. */
  readonly watched: number
  /** The amount that the provider's answers are compared with. */
  readonly expected: Amount
  /** What was recorded last of what does not fit, so that it is recorded once. */
  readonly noted: string | null
  readonly failure: Failure | null
}

/** An operation. */
export interface Operation {
  readonly kind: Kind
  readonly reference: string
  readonly status: Status
  readonly step: Step
  readonly provider: string | null
  readonly providerReference: string | null
  readonly createdAt: number
  readonly attempts: number
  readonly facts: Facts
}

/** What an operation begins with. */
export const firstFacts = (expected: Amount, now: number): Facts => ({
  sending: null,
  mayExist: false,
  accepted: false,
  sendUntil: null,
  notFound: 0,
  lastNotFoundAt: null,
  tries: 0,
  since: now,
  tried: [],
  rounds: 0,
  resends: 0,
  resendRefused: false,
  riskAccepted: false,
  unplaced: false,
  foundBare: 0,
  hasNext: false,
  watched: 0,
  expected,
  noted: null,
  failure: null
})

/** What the manifest of the instance says about reading and sending again. */
export interface Policy {
  readonly duplicates: Capabilities.Manifest["duplicates"]
  readonly notFoundIsFinal?: Capabilities.Manifest["notFoundIsFinal"]
  readonly statusReads: Capabilities.Manifest["statusReads"]
}

/** What a provider said about the operation, without personal data. */
export interface Seen {
  readonly status: Payout.Status | Payment.Status
  readonly providerStatus: string
  readonly reference: string
  readonly providerReference: string | null
  readonly amount: Money.Money | null
  /** Whether the account in the answer is the one asked for; null where it names none. */
  readonly sameAccount: boolean | null
  /** The answer says what the payer must do. */
  readonly hasNext: boolean
  readonly failure: { readonly message: string; readonly providerCode: string | null } | null
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
  /** The request carried options of its own for this instance, which may change what its amount means. */
  readonly hasOptions: boolean
}
