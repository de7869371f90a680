/**
 * The states of payments and payouts and the legal moves between them: the one table of money rules, section 4. Whatever
 * is not in it changes nothing and is recorded as an anomaly. States that a poll may skip are skipped: a payout that was
 * paid and returned between two reads goes from `processing` to `returned`.
 */
import type { PaymentStatus, PayoutStatus } from "../model/Resource.ts"

/** Whether an operation is a payment or a payout. */
export type Kind = "payment" | "payout"

/** A state of either kind. */
export type Status = PaymentStatus | PayoutStatus

/** What is to be done next: nothing (`none`) only where nothing is left to do or a person decides. */
export type Step = "submit" | "send" | "look_up" | "poll" | "sweep" | "none"

/** Whether that is to ask a provider for the status. */
export const isReading = (step: Step): boolean => step === "look_up" || step === "poll" || step === "sweep"

type Edges<S extends string> = Readonly<Record<S, ReadonlyArray<S>>>

const payoutEnds = ["paid", "paid_other_amount", "failed", "canceled", "returned"] as const

const payout: Edges<PayoutStatus> = {
  created: ["submitting", "unknown", "needs_review", "failed", "canceled"],
  submitting: ["processing", "unknown", "needs_review", ...payoutEnds],
  processing: ["needs_review", ...payoutEnds],
  unknown: ["submitting", "processing", "needs_review", ...payoutEnds],
  needs_review: ["unknown", "submitting", "paid", "failed"],
  // From each end to a person: another provider has paid it too, or its own calls it paid after all.
  paid: ["returned", "needs_review"],
  paid_other_amount: ["returned", "needs_review"],
  failed: ["needs_review"],
  canceled: ["needs_review"],
  returned: ["needs_review"]
}

const paymentEnds = ["paid", "paid_other_amount", "failed", "expired", "canceled", "refunding", "refunded"] as const

const payment: Edges<PaymentStatus> = {
  created: ["submitting", "unknown", "needs_review", "failed", "canceled"],
  submitting: ["awaiting_payer", "processing", "unknown", "needs_review", ...paymentEnds],
  awaiting_payer: ["processing", "needs_review", ...paymentEnds],
  processing: ["needs_review", ...paymentEnds],
  unknown: ["submitting", "awaiting_payer", "processing", "needs_review", ...paymentEnds],
  needs_review: ["unknown", "submitting", "paid", "failed"],
  paid: ["refunding", "refunded", "needs_review"],
  paid_other_amount: ["refunding", "refunded", "needs_review"],
  // Payers pay late; a late payment that does not fit what was asked is for a person.
  failed: ["paid", "paid_other_amount", "needs_review"],
  expired: ["paid", "paid_other_amount", "needs_review"],
  canceled: ["paid", "paid_other_amount", "needs_review"],
  refunding: ["refunded", "needs_review"],
  refunded: ["needs_review"]
}

const edges: Readonly<Record<Kind, Readonly<Record<string, ReadonlyArray<string>>>>> = { payment, payout }

/** Every state of a kind. */
export const statuses = (kind: Kind): ReadonlyArray<Status> => (kind === "payout" ? states(payout) : states(payment))

/** Every state of any kind. */
export const everyStatus: ReadonlyArray<Status> = [...new Set([...statuses("payout"), ...statuses("payment")])]

/** Whether the move is one of the table. Staying is no move. */
export const isLegal = (kind: Kind, from: Status, to: Status): boolean => edges[kind][from]?.includes(to) === true

const openStates: ReadonlySet<Status> = new Set([
  "created",
  "submitting",
  "awaiting_payer",
  "processing",
  "unknown",
  "refunding"
])

/** Whether the gateway still has something to do or to wait for; `needs_review` waits for a person. */
export const isOpen = (status: Status): boolean => openStates.has(status)

/** Whether it has ended: nothing is left to do, but its provider may still change it. */
export const isEnded = (status: Status): boolean => !isOpen(status) && status !== "needs_review"

/** Whether it has ended without money, which may still move. */
export const isWithoutMoney = (status: Status): boolean =>
  status === "failed" || status === "expired" || status === "canceled"

/** Whether this is an end without money by the provider's word, also after it was paid. */
export const isDead = (status: string): boolean =>
  status === "failed" || status === "expired" || status === "canceled" || status === "returned"

/** Whether money has moved by the provider's word. */
export const isMoneyMoved = (status: string): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunding" || status === "refunded"

/** Whether the merchant hears of a move to this state. */
export const isAnnounced = (status: Status): boolean =>
  status !== "created" && status !== "submitting" && status !== "unknown"

function states<S extends Status>(table: Edges<S>): ReadonlyArray<S> {
  return Object.keys(table).filter((key): key is S => Object.hasOwn(table, key))
}
