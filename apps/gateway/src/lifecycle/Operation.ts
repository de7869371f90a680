/**
 * An operation as the state machine sees it: its state, and the few facts about what was sent and what was answered that
 * decide what may happen next. All instants are milliseconds since 1970. Nothing personal is in it.
 */
import type { Anomaly, Capabilities, Money, Payment, Payout } from "@switchyard/core"
import type { WithoutMoney } from "../model/statuses.ts"
import { isWithoutMoney, type Kind, type Status, type Step } from "./Status.ts"

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
  /** Until then it asked to be left alone. */
  readonly until?: number | null
}

/** A merchant account at a provider, by the instance that leads to it. */
export interface Account {
  readonly instance: string
  readonly fingerprint: string
}

/** The recovery in which it was settled who has it, and the accounts that were asked for that, or all of them by a person. */
export interface Cleared {
  readonly recovery: number
  readonly asked: ReadonlyArray<string> | "all"
}

/**
 * A question that is still open after a recovery: who has it? Every account that may have it is asked, one after the
 * other, before anything is sent.
 */
export interface Doubt {
  /** The recovery that raised it. */
  readonly recovery: number
  /** Who is being asked; null once there is nobody left. */
  readonly asking: Account | null
  /** Who is asked after that, in this order. */
  readonly ask: ReadonlyArray<Account>
  /** Accounts that have proven that they do not have it. */
  readonly absent: ReadonlyArray<Account>
  /** Accounts that could not be asked, or whose answer proves nothing. */
  readonly undecided: ReadonlyArray<Account>
  /** Accounts that had denied it in this recovery before, by their fingerprints. */
  readonly asked: ReadonlyArray<string>
  /** Instances that have called back about it while no record spoke of it: their denial would be a contradiction. */
  readonly called: ReadonlyArray<string>
  /** An account that holds it ended without money; somebody else may have paid it all the same. */
  readonly dead: (Dead & { readonly account: Account }) | null
  /** Where it is sent once everybody has denied it; null where that could be paid twice. */
  readonly target: Account | null
  /** Who had it by the records before. */
  readonly recorded: Account | null
}

/** What an account says that holds an operation which ended there without money. */
export interface Dead {
  readonly status: WithoutMoney
  readonly failure: Failure
  readonly providerReference: string | null
  /** When it is looked after there, as that account may still change it; null when it is not. */
  readonly watchAt: number | null
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
  /** How often an unknown payment was found without anything for its payer. */
  readonly foundBare: number
  /** It is known what the payer must do. */
  readonly hasNext: boolean
  /** How often what has ended was looked after because that was due. */
  readonly watched: number
  /** When what has ended is looked after next; a read before that uses up nothing. */
  readonly watchAt: number | null
  /** What the recipient shall get or the payer shall pay; null where the debit was given instead. */
  readonly expected: Amount | null
  /** What shall leave our balance, where that was given instead. */
  readonly expectedDebit: Amount | null
  /** The currency that arrives. */
  readonly expectedCurrency: string | null
  /** What was recorded last of what does not fit, so that it is recorded once. */
  readonly noted: string | null
  readonly failure: Failure | null
  /** The only request whose outcome is missing, because nobody recorded it: its late answer is still proof. */
  readonly lost: number | null
  /** Since when no look-up has left. */
  readonly unaskedSince: number | null
  /** Why the next resend is allowed. */
  readonly resendWhy: string | null
  /** When the provider was last asked to cancel it. */
  readonly cancelAskedAt: number | null
  /** The recovery in which it is settled who has it. */
  readonly cleared: Cleared | null
  readonly doubt: Doubt | null
  /** Why it must never be sent again, whoever asks for that. */
  readonly neverAgain: string | null
  /** An operator has said what became of it. */
  readonly isResolved: boolean
  /** How many attempts there were when whoever holds it reported that it ended there without money; one more makes that old. */
  readonly deadAfter: number | null
  /** Instances beside the holder that reported something else of it than an end without money, or gave no answer. */
  readonly alsoAt: ReadonlyArray<string>
}

/** An operation. */
export interface Operation {
  readonly kind: Kind
  readonly reference: string
  readonly status: Status
  readonly step: Step
  readonly provider: string | null
  /** The account that holds it, or to which it was last sent. */
  readonly fingerprint: string | null
  readonly providerReference: string | null
  readonly createdAt: number
  readonly attempts: number
  /** The recovery that covers it: since a backup was restored, what was sent of it may not be in the records. */
  readonly recovery: number | null
  readonly facts: Facts
}

/** Whether somebody may have it of whom the records say nothing. */
export const isDoubtful = ({ facts, recovery }: Operation): boolean =>
  recovery !== null && facts.cleared?.recovery !== recovery

/** Whether nothing of it can have reached a provider that would carry it out: every request is proven to have done nothing. */
export const isUnsent = (operation: Operation): boolean =>
  operation.step === "submit" &&
  operation.facts.sending === null &&
  !operation.facts.mayExist &&
  !operation.facts.accepted &&
  !isDoubtful(operation)

/** Whether some account is known to which it was sent, or which has accepted it where the records have lost that. */
export const isPlaced = ({ attempts, facts, provider }: Operation): boolean =>
  provider !== null && (attempts > 0 || facts.accepted)

/** How it ended, and whether that is its provider's word: only of that does a manifest say how long it may change. */
export interface End {
  readonly status: Status
  readonly isReported: boolean
}

/** The end of an operation that has ended. */
export const endOf = ({ attempts, facts, status }: Pick<Operation, "attempts" | "facts" | "status">): End => ({
  status,
  isReported: isWithoutMoney(status) ? facts.deadAfter === attempts : !facts.isResolved
})

/** What was asked for: what the recipient gets or the payer pays, or what leaves our balance and in which currency it arrives. */
export interface Asked {
  readonly amount?: Amount | undefined
  readonly debit?: Amount | undefined
  readonly currency?: string | undefined
}

/** What an operation begins with. */
export const firstFacts = ({ amount, currency, debit }: Asked, now: number): Facts => ({
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
  foundBare: 0,
  hasNext: false,
  watched: 0,
  watchAt: null,
  expected: amount ?? null,
  expectedDebit: debit ?? null,
  expectedCurrency: amount?.currency ?? currency ?? null,
  noted: null,
  failure: null,
  lost: null,
  unaskedSince: null,
  resendWhy: null,
  cancelAskedAt: null,
  cleared: null,
  doubt: null,
  neverAgain: null,
  isResolved: false,
  deadAfter: null,
  alsoAt: []
})

/** What the manifest of the instance says about reading and sending again. */
export interface Policy {
  readonly duplicates: Capabilities.Manifest["duplicates"]
  readonly notFoundIsFinal?: Capabilities.Manifest["notFoundIsFinal"]
  readonly statusReads: Capabilities.Manifest["statusReads"]
  readonly callbacks: Capabilities.Manifest["callbacks"]
  readonly finality?: Capabilities.Manifest["finality"]
}

/** What a provider said about the operation, without personal data. */
export interface Seen {
  readonly status: Payout.Status | Payment.Status
  readonly providerStatus: string
  readonly reference: string
  readonly providerReference: string | null
  readonly amount: Money.Money | null
  /** What leaves our balance, as it states it. */
  readonly debited: Money.Money | null
  /** It says that it holds several operations under this reference. */
  readonly isOneOfSeveral: boolean
  /** Whether the account in the answer is the one asked for; null where it names none. */
  readonly sameAccount: boolean | null
  /** The answer says what the payer must do. */
  readonly hasNext: boolean
  readonly failure: { readonly message: string; readonly providerCode: string | null } | null
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}
