/**
 * A payment that is held, and the world around it: what the records say of its changes, what the provider truly holds and has
 * captured, and what is on its way between them. Its office captures on its own.
 */
import { Money, PaymentChange } from "@switchyard/core"
import type { Changes, Name } from "../../../src/lifecycle/changes/Change.ts"
import { none } from "../../../src/lifecycle/changes/Change.ts"
import type { Decision } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Stated } from "../../../src/lifecycle/Money.ts"
import type { Observation, Operation, Policy } from "../../../src/lifecycle/Operation.ts"

export const rub = (value: number) => Money.unsafe(String(value), "RUB")

export const held = 100

export const start = Date.UTC(2025, 0, 1)

export interface Machine {
  readonly decide: (operation: Operation, event: Event, policy: Policy, now: number) => Decision
}

export const sound: Machine = { decide }

/** How the provider treats repeats, and what a read of it states. */
export interface Ways {
  readonly repeats: "refused" | "replayed" | "undocumented"
  readonly states: "parts" | "sum"
  readonly asksApproval: boolean
}

export const policyOf = ({ repeats, states }: Ways): Policy => {
  const change = {
    refused: { kind: "refused" },
    replayed: { kind: "replayed", withinMillis: 3_600_000, replayAfterMillis: 10_000, refusals: "stored" },
    undocumented: { kind: "undocumented" }
  }[repeats] as NonNullable<Policy["duplicates"]["capture"]>
  const lookUp = { by: "reference", foundAfterMillis: 0 } as const
  return {
    // Of creates, repeats are refused for ever: that says nothing of the others.
    duplicates: { create: { kind: "refused" }, capture: change, cancel: change, complete: change },
    lookUp: { create: lookUp, capture: lookUp, cancel: lookUp, complete: lookUp },
    statusReads: { spacingMillis: 1_000, polling: "free" },
    callbacks: "none",
    captures: { several: true, ofCaptured: "refused" },
    states: { captured: states },
    operations: ["create", "capture", "cancel", "complete"]
  }
}

/** Something that was captured there; without a mark its office has done it. */
export interface Part {
  readonly id: string
  readonly mark: string | null
  readonly amount: number
}

/**
 * The payment as its provider truly has it. `declined`: a try of its payer was, who may try again. `processing`: its payer's bank has
 * not answered, or the capture `pending` is not through.
 */
export interface There {
  readonly status: "awaiting_payer" | "declined" | "approved" | "processing" | "authorized" | "paid" | "canceled"
  readonly pending: (Part & { readonly isFinal: boolean }) | null
  readonly parts: ReadonlyArray<Part>
  /** Marks that were carried out, or refused where that is remembered. */
  readonly seen: ReadonlyArray<string>
  /** Marks whose request was executed and refused, where that is remembered: nothing under them is executed any more. */
  readonly refused: ReadonlyArray<string>
  readonly approvals: number
  readonly completions: ReadonlyArray<number>
}

export interface Call {
  readonly name: Name
  readonly number: number
  readonly amount: number
  readonly isFinal: boolean
  readonly attempt: number
  readonly until: number
  readonly isReplay: boolean
  isTravelling: boolean
  /** It has arrived, and is carried out there some time later. */
  isQueued: boolean
  isAwaited: boolean
  answer: "accepted" | "rejected" | "refused before" | "duplicate" | null
  part: string | null
}

export interface Asked {
  readonly at: number
  readonly there: There
}

export interface World {
  now: number
  operation: Operation
  dueAt: number | null
  backup: { readonly operation: Operation; readonly dueAt: number | null } | null
  there: There
  calls: Array<Call>
  asked: Array<Asked>
  /** What was truly there when the latest read that was recorded was asked, and when that was. */
  read: There | null
  readAt: number
  /** An operator has taken the risk of calling failed what may have left. */
  isAtRisk: boolean
  /** Its merchant has wanted to cancel it. */
  isUnwanted: boolean
  /** When the latest change was asked for. */
  askedAt: number
  /** Sums that were asked for by the merchant and accepted by the machine, by number. */
  wanted: Map<number, number>
  broken: string | null
}

export const changesOf = ({ operation }: Pick<World, "operation">): Changes => operation.facts.changes ?? none

export const markOf = (name: Name, number: number): string => PaymentChange.keyOf(name, { reference: "pay-1", number })

export const created = ({ asksApproval }: Ways): World => ({
  now: start,
  dueAt: start,
  backup: null,
  operation: {
    kind: "payment",
    reference: "pay-1",
    status: asksApproval ? "awaiting_payer" : "authorized",
    step: "poll",
    provider: "a",
    fingerprint: "account a",
    providerReference: null,
    createdAt: start,
    attempts: 1,
    recovery: null,
    facts: {
      ...firstFacts({ amount: { value: String(held), currency: "RUB" } }, start),
      holding: "holder",
      latest: { _tag: "Over", until: start }
    }
  },
  there: {
    status: asksApproval ? "awaiting_payer" : "authorized",
    parts: [],
    pending: null,
    seen: [],
    refused: [],
    approvals: 0,
    completions: []
  },
  calls: [],
  asked: [],
  read: null,
  readAt: 0,
  isAtRisk: false,
  isUnwanted: false,
  askedAt: 0,
  wanted: new Map(),
  broken: null
})

export const sumOf = ({ parts }: There): number => parts.reduce((total, { amount }) => total + amount, 0)

const statedOf = (there: There, { states }: Ways): Stated => ({
  captured: rub(sumOf(there)),
  received: null,
  refunded: null,
  refunds: { isWhole: true, parts: [] },
  disputes: { isWhole: true, parts: [] },
  authorized: there.status === "authorized" || there.status === "paid" ? rub(held) : null,
  capturable: null,
  captureBefore: null,
  captures:
    states === "sum"
      ? null
      : {
          isWhole: true,
          parts: [...there.parts, ...(there.pending === null ? [] : [there.pending])].map((part) => ({
            id: part.id,
            reference: part.mark,
            amount: rub(part.amount),
            status: part === there.pending ? "processing" : "succeeded"
          }))
        }
})

export const observationOf = (there: There, ways: Ways): Observation => ({
  status: there.status === "approved" ? "awaiting_payer" : there.status,
  ...(there.status === "approved" ? { isApproved: true as const } : {}),
  providerStatus: there.status,
  reference: "pay-1",
  providerReference: null,
  amount: rub(held),
  debited: null,
  isOneOfSeveral: false,
  sameAccount: null,
  hasNext: true,
  failure: null,
  anomalies: [],
  money: statedOf(there, ways)
})

/** What an event comes to; undefined where it is refused. */
export const apply = (
  world: World,
  { decide: decideBy }: Machine,
  policy: Policy,
  event: Event
): Operation | undefined => {
  const decision = decideBy(world.operation, event, policy, world.now)
  if (decision._tag === "Illegal") return undefined
  const { announce: _, delay, entries: __, isSnapshot: ___, _tag: ____, ...state } = decision
  world.operation = { ...world.operation, ...state }
  world.dueAt = delay === "keep" ? world.dueAt : delay === null ? null : world.now + delay
  return world.operation
}
