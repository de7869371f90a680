/**
 * Every status of payments, payouts and refunds, and what it means: the one table of money rules, section 4. Whoever adds a status or
 * gives one another meaning changes it here. The states of the machine, the schemas of the interface, the constraints of the
 * database, its queries and the gauges are all derived from it.
 */

/** Every kind of operation. */
export const everyKind = ["payment", "payout", "refund"] as const

/** Payments, payouts or refunds. */
export type Kind = (typeof everyKind)[number]

/** The next step: nothing (`none`) only where nothing is left to do or a person decides. */
export type Step = (typeof everyStep)[number]

/** Every next step. */
export const everyStep = ["submit", "send", "replay", "abandon", "look_up", "poll", "sweep", "change", "none"] as const

/** The meaning of a status. */
export interface Meaning {
  /**
   * Who takes it further: we send it (`sending`), we find out what became of what was sent (`asking`), its provider has it
   * (`held`), a person decides (`review`), or nobody, because it has ended.
   */
  readonly stage: "sending" | "asking" | "held" | "review" | "ended"
  /** The next steps that it can have. */
  readonly steps: ReadonlyArray<Step>
  /** Where the money is by its provider's word: not known yet, moved, moved and come back, or never moved. */
  readonly money: "open" | "moved" | "back" | "unmoved"
  /** Set where what was paid is being paid back, or was. */
  readonly isPaidBack?: true
  /** Set where what was paid is on its way back, or may be sent again. */
  readonly isComingBack?: true
  /** The merchant hears of the move to it, as `payout.<status>`, `payment.<status>` or `refund.<status>`. */
  readonly isAnnounced: boolean
  /** The statuses that a payout may have next; without it, a payout never has it. A poll may skip states. */
  readonly payout?: ReadonlyArray<PayoutStatus>
  /** The same for a payment. */
  readonly payment?: ReadonlyArray<PaymentStatus>
  /** The same for a refund. */
  readonly refund?: ReadonlyArray<RefundStatus>
}

const payoutEnds = ["paid", "paid_other_amount", "failed", "canceled", "returning", "returned"] as const
const refundEnds = ["succeeded", "failed", "canceled"] as const
const paymentEnds = ["paid", "paid_other_amount", "failed", "expired", "canceled", "refunding", "refunded"] as const
// Payers pay late; a late payment that does not fit what was asked is for a person.
const paidLate = ["paid", "paid_other_amount", "needs_review"] as const
const decided = ["unknown", "submitting", "paid", "failed"] as const
const refundDecided = ["unknown", "submitting", "succeeded", "failed"] as const

const held = { stage: "held", steps: ["poll", "sweep"], money: "open", isAnnounced: true } as const
const ended = { stage: "ended", steps: ["none", "sweep"], isAnnounced: true } as const

const table = {
  created: {
    stage: "sending",
    steps: ["submit"],
    money: "open",
    isAnnounced: false,
    payout: ["submitting", "unknown", "needs_review", "failed", "canceled"],
    payment: ["submitting", "unknown", "needs_review", "failed", "canceled"],
    refund: ["submitting", "unknown", "needs_review", "failed", "canceled"]
  },
  submitting: {
    stage: "sending",
    // Looked up once nothing of the attempt that is on its way can leave any more.
    steps: ["submit", "look_up"],
    money: "open",
    isAnnounced: false,
    payout: ["processing", "unknown", "needs_review", ...payoutEnds],
    payment: ["awaiting_payer", "processing", "authorized", "unknown", "needs_review", ...paymentEnds],
    refund: ["processing", "unknown", "needs_review", ...refundEnds]
  },
  // Completed once its payer has approved it, and canceled where its merchant asks for that.
  awaiting_payer: {
    ...held,
    steps: ["poll", "sweep", "change"],
    payment: ["processing", "authorized", "needs_review", ...paymentEnds]
  },
  // A payer's bank may take days to refuse: then it is the payer's turn again. Whoever really processes it refuses a cancel.
  processing: {
    ...held,
    steps: ["poll", "sweep", "change"],
    payout: ["needs_review", ...payoutEnds],
    payment: ["awaiting_payer", "authorized", "needs_review", ...paymentEnds],
    refund: ["needs_review", ...refundEnds]
  },
  // The payer's money is held, and may have been captured in part.
  authorized: {
    ...held,
    steps: ["poll", "sweep", "change"],
    payment: ["processing", "needs_review", ...paymentEnds]
  },
  unknown: {
    stage: "asking",
    steps: ["look_up", "send", "replay", "abandon"],
    money: "open",
    isAnnounced: false,
    payout: ["submitting", "processing", "needs_review", ...payoutEnds],
    payment: ["submitting", "awaiting_payer", "processing", "authorized", "needs_review", ...paymentEnds],
    refund: ["submitting", "processing", "needs_review", ...refundEnds]
  },
  // From a decision about a change of a payment back to where that was.
  needs_review: {
    stage: "review",
    steps: ["none"],
    money: "open",
    isAnnounced: true,
    payout: decided,
    payment: ["awaiting_payer", "processing", "authorized", ...decided],
    refund: refundDecided
  },
  // From each end to a person: another provider has paid it too, or its own calls it paid after all.
  paid: {
    ...ended,
    money: "moved",
    payout: ["returning", "returned", "needs_review"],
    payment: ["refunding", "refunded", "needs_review"]
  },
  paid_other_amount: {
    ...ended,
    money: "moved",
    payout: ["returning", "returned", "needs_review"],
    payment: ["refunding", "refunded", "needs_review"]
  },
  failed: { ...ended, money: "unmoved", payout: ["needs_review"], payment: paidLate, refund: ["needs_review"] },
  expired: { ...ended, money: "unmoved", payment: paidLate },
  canceled: { ...ended, money: "unmoved", payout: ["needs_review"], payment: paidLate, refund: ["needs_review"] },
  // A refund may fail, also after it had succeeded: then the money is the merchant's again.
  refunding: {
    ...held,
    money: "moved",
    isPaidBack: true,
    payment: ["paid", "paid_other_amount", "refunded", "needs_review"]
  },
  refunded: {
    ...ended,
    money: "moved",
    isPaidBack: true,
    payment: ["paid", "paid_other_amount", "refunding", "needs_review"]
  },
  // A bank may send back what was refunded, weeks later.
  succeeded: { ...ended, money: "moved", refund: ["processing", "failed", "canceled", "needs_review"] },
  // It has bounced, and its provider may still send it again.
  returning: {
    ...held,
    money: "moved",
    isComingBack: true,
    payout: ["paid", "paid_other_amount", "returned", "needs_review"]
  },
  returned: { ...ended, money: "back", payout: ["needs_review"] }
} as const

type Of<K extends Kind> = {
  [S in keyof typeof table]: K extends keyof (typeof table)[S] ? S : never
}[keyof typeof table]

/** A status of a payout. */
export type PayoutStatus = Of<"payout">

/** A status of a payment. */
export type PaymentStatus = Of<"payment">

/** A status of a refund. */
export type RefundStatus = Of<"refund">

/** A status of any kind. */
export type Status = PaymentStatus | PayoutStatus | RefundStatus

/** The statuses of a stage, such as those in which the provider has it. */
export type InStage<Stage extends Meaning["stage"]> = {
  [S in Status]: (typeof table)[S]["stage"] extends Stage ? S : never
}[Status]

/** The statuses in which it has ended and no money has moved. */
export type WithoutMoney = {
  [S in Status]: (typeof table)[S]["money"] extends "unmoved" ? S : never
}[Status]

/** The next steps that a status can have. */
export type StepOf<S extends Status> = (typeof table)[S]["steps"][number]

/** The statuses in which a payment can be captured, let go or completed. */
export type Changeable = {
  [S in PaymentStatus]: "change" extends StepOf<S> ? S : never
}[PaymentStatus]

/** The meaning of each status. */
export const meanings: Readonly<Record<Status, Meaning>> = table

const isStatus = (text: string): text is Status => Object.hasOwn(table, text)

/** Every status of any kind. */
export const everyStatus: ReadonlyArray<Status> = Object.keys(table).filter(isStatus)

const byName: ReadonlyMap<string, Meaning> = new Map(Object.entries(meanings))

/** The meaning of this text as a status, if it is one. */
export const meaningOf = (text: string): Meaning | undefined => byName.get(text)

/** Every status of a payout. */
export const payoutStatuses = everyStatus.filter((status): status is PayoutStatus => "payout" in table[status])

/** Every status of a payment. */
export const paymentStatuses = everyStatus.filter((status): status is PaymentStatus => "payment" in table[status])

/** Every status of a refund. */
export const refundStatuses = everyStatus.filter((status): status is RefundStatus => "refund" in table[status])

/** Every status of each kind. */
export const statusesOf: Readonly<Record<Kind, ReadonlyArray<Status>>> = {
  payment: paymentStatuses,
  payout: payoutStatuses,
  refund: refundStatuses
}

/** The decisions of an operator about a change of a payment that may have left. */
export type OfChange = "carried_out" | "not_carried_out"

/** The decisions of an operator about what nobody else can decide: what became of it, or that it is tried again. */
export const resolutions = {
  payment: ["paid", "failed", "retry", "carried_out", "not_carried_out"],
  payout: ["paid", "failed", "retry"],
  refund: ["succeeded", "failed", "retry"]
} as const satisfies Readonly<Record<Kind, ReadonlyArray<Status | "retry" | OfChange>>>

/** A decision of an operator. */
export type Resolution = (typeof resolutions)[Kind][number]
