/**
 * A payment with its refunds, and the world around them: what the records say, what the provider truly holds, and what is on its
 * way between them. One provider, which pays back whatever reaches it, and whose office pays back on its own.
 */
import { Money } from "@switchyard/core"
import type { Decided } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Ours, Stated, Worth } from "../../../src/lifecycle/Money.ts"
import type { Observation, Operation, Policy } from "../../../src/lifecycle/Operation.ts"
import { isForPerson } from "../../../src/lifecycle/Status.ts"
import { left } from "../../../src/lifecycle/Worth.ts"
import * as Decimal from "../../../src/model/Decimal.ts"

export const rub = (text: string) => Money.unsafe(text, "RUB")

export const captured = 100

/** How much each of the refunds is that its merchant asks for. */
export const amounts: Readonly<Record<string, number>> = { A: 60, B: 40, C: 60 }

export const start = Date.UTC(2025, 0, 1)

/** What the provider holds; without a reference its office has made it. */
export interface Held {
  readonly id: string
  readonly reference: string | null
  readonly amount: number
  status: "processing" | "succeeded" | "failed"
  /** It has succeeded after it had failed. */
  isRevived: boolean
}

export interface Call {
  readonly reference: string
  readonly attempt: number
  readonly until: number
  isTravelling: boolean
  isAwaited: boolean
  answer: "accepted" | "rejected" | "duplicate" | null
  id: string | null
}

/** An answer to a read, as it was when that was asked. */
export interface Asked {
  readonly at: number
  readonly of: string | null
  readonly held: ReadonlyArray<Held>
}

export interface Recorded {
  operation: Operation
  dueAt: number | null
}

export interface Records {
  worth: Worth | null
  reserved: string
  refunds: Map<string, Recorded>
}

export type Decide = typeof decide

export interface Machine {
  readonly decide: Decide
  /** Whether the create of a refund looks at what is left. */
  readonly looksAtRoom: boolean
  /** What a read of the payment states, as the machine is told it. */
  readonly stated: (stated: Stated, ours: ReadonlyArray<Ours>) => Stated
}

export const sound: Machine = { decide, looksAtRoom: true, stated: (stated) => stated }

export const policyOf = (kind: "refused" | "undocumented"): Policy => ({
  duplicates: { create: { kind } },
  lookUp: {
    create: {
      by: "reference",
      foundAfterMillis: 0,
      notFoundIsFinal: { afterMillis: 30_000, answers: 1, spacingMillis: 0 }
    }
  },
  statusReads: { spacingMillis: 1_000, polling: "free" },
  callbacks: "none",
  finality: { paidMayChangeForMillis: 180 * 86_400_000, failedMayChangeForMillis: 30 * 86_400_000 },
  states: { captured: "sum", refunded: "parts", disputed: "parts" }
})

/** It cannot be asked about a refund: only the payment tells. */
export const unasked: Policy = { ...policyOf("undocumented"), lookUp: {} }

export interface World {
  now: number
  records: Records
  backup: Records | null
  recovery: { readonly id: number; readonly startedAt: number } | null
  held: Array<Held>
  calls: Array<Call>
  asked: Array<Asked>
  /** The truth of the latest read of the payment that was recorded, and since when it was asked. */
  read: Asked | null
  /** References for which an operator has taken the risk of a second one. */
  risks: Set<string>
  broken: string | null
}

export const created = (): World => ({
  now: start,
  records: { worth: null, reserved: "0", refunds: new Map() },
  backup: null,
  recovery: null,
  held: [],
  calls: [],
  asked: [],
  read: null,
  risks: new Set(),
  broken: null
})

export const isAlive = ({ status }: Held): boolean => status !== "failed"

export const oursOf = ({ refunds }: Records): ReadonlyArray<Ours> =>
  [...refunds].map(([reference, { operation }]) => ({
    id: reference,
    reference,
    providerReference: operation.providerReference,
    amount: operation.facts.asked.amount?.value ?? "0",
    status: operation.status,
    reserved: operation.reserved ?? "0",
    isSent: operation.attempts > 0,
    since: operation.facts.since,
    stops: isForPerson(operation.status) && operation.facts.again?._tag === "Never" ? "it succeeded after all" : null
  }))

const paymentOf = (world: World): Operation => ({
  kind: "payment",
  reference: "pay-1",
  status: "paid",
  step: "none",
  provider: "a",
  fingerprint: "account a",
  providerReference: null,
  createdAt: start,
  attempts: 1,
  recovery: null,
  facts: { ...firstFacts({ amount: { value: "100", currency: "RUB" } }, start), holding: "holder" },
  worth: world.records.worth,
  reserved: world.records.reserved,
  refunds: oursOf(world.records)
})

const observation = (status: Observation["status"], rest: Partial<Observation>): Observation => ({
  status,
  providerStatus: status,
  reference: "pay-1",
  providerReference: null,
  amount: null,
  debited: null,
  isOneOfSeveral: false,
  sameAccount: null,
  hasNext: false,
  failure: null,
  anomalies: [],
  ...rest
})

/** A read of the payment has been answered. */
export const readPayment = (world: World, machine: Machine, policy: Policy, asked: Asked): void => {
  const stated: Stated = {
    captured: rub(String(captured)),
    received: null,
    refunded: null,
    authorized: null,
    capturable: null,
    captureBefore: null,
    captures: null,
    refunds: {
      isWhole: true,
      parts: asked.held.map((each) => ({
        id: each.id,
        reference: each.reference,
        amount: rub(String(each.amount)),
        isDead: !isAlive(each)
      }))
    },
    disputes: { isWhole: true, parts: [] }
  }
  const event: Event = {
    _tag: "Found",
    instance: "a",
    readAt: asked.at,
    observation: observation("paid", { amount: rub("100"), money: machine.stated(stated, oursOf(world.records)) })
  }
  const decision = machine.decide(paymentOf(world), event, policy, world.now)
  if (decision._tag === "Decided" && decision.worth !== undefined) {
    world.records.worth = decision.worth
    world.read = asked
  }
}

/** Asks for a refund; false where that is more than is left. */
export const create = (world: World, machine: Machine, reference: string, amount: number): boolean => {
  const { records } = world
  const rest = left(records.worth, records.reserved)
  if (rest === null || (machine.looksAtRoom && Decimal.isLess(rest, String(amount)))) return false
  const value = String(amount)
  records.reserved = Decimal.sum([records.reserved, value])
  records.refunds.set(reference, {
    dueAt: world.now,
    operation: {
      ...paymentOf(world),
      kind: "refund",
      reference,
      status: "created",
      step: "submit",
      createdAt: world.now,
      attempts: 0,
      recovery: world.recovery?.id ?? null,
      facts: firstFacts({ amount: { value, currency: "RUB" } }, world.now),
      worth: null,
      reserved: value
    }
  })
  return true
}

const written = ({ delay, announce: _, entries: __, _tag: ___, isSnapshot: ____, ...state }: Decided) => ({
  delay,
  state
})

/** What an event comes to for a refund, written down with its payment; undefined where it is refused. */
export const apply = (
  world: World,
  machine: Machine,
  policy: Policy,
  reference: string,
  event: Event
): Operation | undefined => {
  const { records } = world
  const recorded = records.refunds.get(reference)
  if (recorded === undefined) return undefined
  const stopped = oursOf(records).find(({ id, stops }) => stops !== null && id !== reference)?.stops ?? null
  const { operation } = recorded
  const seen = { ...operation, payment: { worth: records.worth, reserved: records.reserved, stopped } }
  const decision = machine.decide(seen, event, policy, world.now)
  if (decision._tag === "Illegal") return undefined
  const { delay, state } = written(decision)
  const { payment: _, ...next } = { ...seen, ...state }
  records.reserved = Decimal.sum([records.reserved, next.reserved ?? "0", `-${operation.reserved ?? "0"}`])
  records.refunds.set(reference, {
    operation: next,
    dueAt: delay === "keep" ? recorded.dueAt : delay === null ? null : world.now + delay
  })
  return next
}

export const refundRead = ({ held, of }: Asked): Omit<Observation, "money"> | undefined => {
  const found = held.find(({ reference }) => reference === of)
  return found === undefined
    ? undefined
    : observation(found.status, {
        reference: found.reference ?? "",
        providerReference: found.id,
        amount: rub(String(found.amount))
      })
}
