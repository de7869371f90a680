/** A payment of which 100 RUB are held, what happens to it one event after another, and what a read of it states. */
import { Money, PaymentChange, type PaymentParts } from "@switchyard/core"
import { type Changes, none, type Open } from "../../../src/lifecycle/changes/Change.ts"
import type { Decided, Illegal } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Observation, Operation, Policy } from "../../../src/lifecycle/Operation.ts"

export const start = Date.UTC(2025, 0, 1)

export const minute = 60_000

export const account = { instance: "a", fingerprint: "account a" }

export const policyOf = (states: "parts" | "sum", rest: Partial<Policy> = {}): Policy => ({
  duplicates: {},
  lookUp: { capture: { by: "reference", foundAfterMillis: 0 }, cancel: { by: "reference", foundAfterMillis: 0 } },
  statusReads: { spacingMillis: 1_000, polling: "free" },
  callbacks: "none",
  captures: { several: true, ofCaptured: "undocumented" },
  states: { captured: states },
  operations: ["create", "capture", "cancel", "complete"],
  ...rest
})

export const payment = (changes: Partial<Changes> = {}, rest: Partial<Operation> = {}): Operation => ({
  kind: "payment",
  reference: "pay-1",
  status: "authorized",
  step: "poll",
  provider: "a",
  fingerprint: "account a",
  providerReference: null,
  createdAt: start,
  attempts: 1,
  recovery: null,
  facts: {
    ...firstFacts({ amount: { value: "100", currency: "RUB" } }, start),
    holding: "holder",
    latest: { _tag: "Over", until: start },
    changes: { ...none, ...changes }
  },
  ...rest
})

export const rub = (value: string | null) => (value === null ? null : Money.unsafe(value, "RUB"))

export const mark = (number: number) => PaymentChange.keyOf("capture", { reference: "pay-1", number })

/** What a read states: `captured` as a sum, or the parts one by one. */
export const read = (
  status: Observation["status"],
  {
    at,
    captured = null,
    parts
  }: {
    readonly at: number
    readonly captured?: string | null
    readonly parts?: ReadonlyArray<{
      readonly amount: string | null
      readonly number?: number
      readonly status?: PaymentParts.CaptureStatus
    }>
  }
): Event => ({
  _tag: "Found",
  instance: "a",
  readAt: at,
  observation: {
    status,
    providerStatus: status,
    reference: "pay-1",
    providerReference: null,
    amount: rub("100"),
    debited: null,
    isOneOfSeveral: false,
    sameAccount: null,
    hasNext: true,
    failure: null,
    anomalies: [],
    money: {
      captured: rub(captured),
      received: null,
      refunded: null,
      refunds: { isWhole: true, parts: [] },
      disputes: { isWhole: true, parts: [] },
      authorized: rub("100"),
      capturable: null,
      captureBefore: null,
      captures:
        parts === undefined
          ? null
          : {
              isWhole: true,
              parts: parts.map(({ amount, number, status: is = "succeeded" }, n) => ({
                id: `c-${n + 1}`,
                reference: number === undefined ? null : mark(number),
                amount: rub(amount),
                status: is
              }))
            }
    }
  }
})

export const capture = (value?: string, isFinal = true): Event => ({
  _tag: "ChangeAsked",
  name: "capture",
  ...(value === undefined ? {} : { amount: { value, currency: "RUB" } }),
  isFinal
})

export const cancel: Event = { _tag: "ChangeAsked", name: "cancel" }

export const resolved = (outcome: "carried_out" | "not_carried_out" | "retry"): Event => ({
  _tag: "Resolved",
  outcome,
  note: "n",
  operator: "anna",
  acceptDuplicateRisk: true
})

export interface Course {
  readonly now: () => Operation
  readonly changes: () => Changes
  readonly open: () => Open
  readonly try: (event: Event, at: number) => Decided | Illegal
  /** What is decided, which is not refused. */
  readonly on: (event: Event, at: number) => Decided
  /** It is planned and sent at this time, and the request has no outcome yet. */
  readonly send: (at: number) => Decided
  /** The request that was sent last ends so. */
  readonly end: (outcome: "Accepted" | "OutcomeUnknown" | "Rejected", at: number, rest?: object) => Decided
}

/** What becomes of a payment. */
export const course = (first: Operation, policy: Policy): Course => {
  let operation = first
  const changes = () => operation.facts.changes ?? none
  const open = () => {
    const { open: there } = changes()
    if (there === null) throw new Error("nothing is to be changed")
    return there
  }
  const attempt = (event: Event, at: number) => {
    const decision = decide(operation, event, policy, at)
    if (decision._tag === "Decided") operation = { ...operation, ...decision }
    return decision
  }
  const on = (event: Event, at: number) => {
    const decision = attempt(event, at)
    if (decision._tag === "Illegal") throw new Error(`${event._tag} is refused: ${decision.why}`)
    return decision
  }
  return {
    now: () => operation,
    changes,
    open,
    try: attempt,
    on,
    send: (at) =>
      on({ _tag: "ChangePlanned", ...account, sendUntil: at + 30_000, isReplayable: false, clocksApartMillis: 0 }, at),
    end: (outcome, at, rest = {}) => {
      const { attempt: number, number: change, until } = open()
      return on(
        {
          _tag: "ChangeEnded",
          ...account,
          ...{ attempt: number ?? 0, sendUntil: until ?? 0, number: change, outcome, part: null, isTransient: false },
          ...{ reason: outcome === "Accepted" ? null : "ConnectionLost", message: "m", retryAfter: null },
          ...rest
        },
        at
      )
    }
  }
}

/** What was told, as one text. */
export const told = ({ entries }: Decided): string =>
  entries.map(({ details, summary }) => `${summary} ${JSON.stringify(details)}`).join("\n")
