/**
 * The properties of a status for the state machine. Every answer is read from the one table of statuses, `model/statuses.ts`; a move
 * that is not in it changes nothing and is recorded as an anomaly.
 */
import * as Statuses from "../model/statuses.ts"

/** Whether an operation is a payment, a payout or a refund. */
export type Kind = Statuses.Kind

/** A state of any kind. */
export type Status = Statuses.Status

/** The next step: nothing (`none`) only where nothing is left to do or a person decides. */
export type Step = Statuses.Step

/** A state in which it has ended. */
export type Ended = Statuses.InStage<"ended">

const { everyStatus, meaningOf, meanings } = Statuses

/** Whether that is to ask a provider for the status. */
export const isReading = (step: Step): boolean => step === "look_up" || step === "poll" || step === "sweep"

/** Every state of a kind. */
export const statuses = (kind: Kind): ReadonlyArray<Status> => Statuses.statusesOf[kind]

// What each state may become.
const edges = (kind: Kind) =>
  new Map(everyStatus.map((from) => [from, new Set<Status>(meanings[from][kind] ?? [])] as const))

const moves: Readonly<Record<Kind, ReadonlyMap<Status, ReadonlySet<Status>>>> = {
  payment: edges("payment"),
  payout: edges("payout"),
  refund: edges("refund")
}

/** Whether the move is one of the table. Staying is no move. */
export const isLegal = (kind: Kind, from: Status, to: Status): boolean => moves[kind].get(from)?.has(to) === true

const stageOf = (status: Status) => meanings[status].stage

// What providers call it may be no state of ours.
const moneyOf = (status: string) => meaningOf(status)?.money

/** Whether it was submitted, however that ended. */
export const isSubmitted = (status: Status): boolean => stageOf(status) !== "sending"

/** Whether no provider is known to have it: it is still to be submitted, or may have been. */
export const isUndecided = (status: Status): status is Statuses.InStage<"sending" | "asking"> =>
  stageOf(status) === "sending" || stageOf(status) === "asking"

/** Whether its provider has it and is followed. */
export const isHeld = (status: Status): status is Statuses.InStage<"held"> => stageOf(status) === "held"

/** Whether a payment can be captured, let go or completed while it is in this state. */
export const isChangeable = (status: Status): status is Statuses.Changeable => meanings[status].steps.includes("change")

/** Whether an operator says what became of a change of a payment, and not of the payment. */
export const isOfChange = (outcome: Statuses.Resolution): outcome is Statuses.OfChange =>
  outcome === "carried_out" || outcome === "not_carried_out"

/** Whether a person decides. */
export const isForPerson = (status: Status): status is Statuses.InStage<"review"> => stageOf(status) === "review"

/** Whether the gateway still has something to do or to wait for; `needs_review` waits for a person. */
export const isOpen = (status: Status): boolean => isUndecided(status) || isHeld(status)

/** Whether it has ended: nothing is left to do, but its provider may still change it. */
export const isEnded = (status: Status): status is Ended => stageOf(status) === "ended"

/** Whether an operator may say what became of it. */
export const isDecidable = (status: Status): boolean => isForPerson(status) || stageOf(status) === "asking"

/** Whether it has ended without money, which may still move. */
export const isWithoutMoney = (status: Status): status is Statuses.WithoutMoney => moneyOf(status) === "unmoved"

/** Whether this is an end without money by the provider's word, also after it was paid. */
export const isDead = (status: string): boolean => moneyOf(status) === "unmoved" || moneyOf(status) === "back"

/** Whether money has moved by the provider's word. */
export const isMoneyMoved = (status: string): boolean => moneyOf(status) === "moved"

/** Whether the money has moved, also where it has come back since. */
export const hasArrived = (status: string): boolean => isMoneyMoved(status) || moneyOf(status) === "back"

/** Whether it was paid to us, and is or was being paid back. */
export const isPaidBack = (status: string): boolean => meaningOf(status)?.isPaidBack === true

/** Whether it was paid by us, and has bounced: it comes back, or is sent again. */
export const isComingBack = (status: string): boolean => meaningOf(status)?.isComingBack === true

/** Whether it has come to where a provider says why: an end without money, or on the way to one. */
export const tellsWhy = (status: string): boolean => isDead(status) || isComingBack(status)

/** Whether it was paid and nothing of that is on its way back. */
export const isPaid = (status: string): boolean => isMoneyMoved(status) && !isPaidBack(status) && !isComingBack(status)

/** Whether the merchant hears of a move to this state. */
export const isAnnounced = (status: Status): boolean => meanings[status].isAnnounced
