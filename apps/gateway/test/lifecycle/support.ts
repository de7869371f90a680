/** Operations, policies and answers for tests of the state machine. */
import { Money, type Reason } from "@switchyard/core"
import type { Event, Recovered, Request } from "../../src/lifecycle/Event.ts"
import { type Account, type Facts, firstFacts, type Latest } from "../../src/lifecycle/Facts.ts"
import type { Stated } from "../../src/lifecycle/Money.ts"
import type { Observation, Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { isOpen, type Kind, type Status, type Step } from "../../src/lifecycle/Status.ts"

export const now = Date.UTC(2025, 0, 1)

export const accountOf = (instance: string): Account => ({ instance, fingerprint: `account ${instance}` })

/** A request, as `operation` and `planned` write it down. */
export const requestTo = (instance: string, attempt = 1, sendUntil = now + 30_000): Request => ({
  ...accountOf(instance),
  attempt,
  sendUntil
})

export const free: Policy = {
  duplicates: { create: { kind: "refused" } },
  lookUp: { create: { by: "reference", notFoundIsFinal: { afterMillis: 900_000, answers: 3, spacingMillis: 60_000 } } },
  statusReads: { spacingMillis: 60_000, polling: "free" },
  callbacks: "none"
}

export const agreed: Policy = {
  duplicates: { create: { kind: "undocumented" } },
  lookUp: {},
  statusReads: { spacingMillis: 60_000, polling: "agreed" },
  callbacks: "hint"
}

/** An attempt that is written down and has no outcome. */
export const sending = (attempt: number, until = now + 30_000): Latest => ({ _tag: "Sending", attempt, until })

/** An attempt whose outcome nobody recorded, and the only one of which that is so. */
export const lost = (attempt: number, until = now + 30_000): Latest => ({ _tag: "Lost", attempt, until })

/** The latest request was sent until then. */
export const sent = (until = now): Latest => ({ _tag: "Over", until })

const stepOf = (status: Status): Step => {
  if (status === "created") return "submit"
  if (status === "unknown" || status === "submitting") return "look_up"
  return isOpen(status) ? "poll" : "none"
}

export const operation = (
  kind: Kind,
  status: Status,
  facts: Partial<Facts> = {},
  rest: Partial<Operation> = {}
): Operation => ({
  kind,
  reference: "r-1",
  status,
  step: stepOf(status),
  provider: status === "created" ? null : "a",
  fingerprint: status === "created" ? null : "account a",
  providerReference: null,
  recovery: null,
  createdAt: now,
  attempts: status === "created" ? 0 : 1,
  facts: {
    ...firstFacts({ amount: { value: "10.00", currency: "RUB" } }, now),
    ...(status === "submitting" ? { latest: sending(1) } : {}),
    ...(status === "unknown" ? { holding: "maybe", latest: sent() } : {}),
    ...facts
  },
  ...rest
})

/** Of a payment of whose money nothing is stated. */
export const unstated: Stated = {
  captured: null,
  received: null,
  refunded: null,
  authorized: null,
  capturable: null,
  captureBefore: null,
  captures: null,
  refunds: null,
  disputes: null
}

export const observationOf = (status: Observation["status"], rest: Partial<Observation> = {}): Observation => ({
  status,
  providerStatus: status,
  reference: "r-1",
  providerReference: null,
  amount: Money.unsafe("10.00", "RUB"),
  sameAccount: null,
  hasNext: true,
  failure: null,
  debited: null,
  isOneOfSeveral: false,
  anomalies: [],
  ...rest
})

export const found = (status: Observation["status"], rest: Partial<Observation> = {}): Event => ({
  _tag: "Found",
  instance: "a",
  observation: observationOf(status, rest)
})

export const unknown = (reason: Reason.Reason = "TimedOut"): Event => ({
  _tag: "OutcomeUnknown",
  ...requestTo("a"),
  reason,
  message: "lost",
  providerCode: null,
  providerReference: null
})

export const refused = (tag: "NotExecuted" | "Rejected", rest: object = {}): Event => ({
  _tag: tag,
  ...requestTo("a"),
  reason: "InsufficientFunds",
  message: "no",
  providerCode: null,
  transient: false,
  failover: true,
  retryAfter: null,
  ...rest
})

export const planned = (instance: string, sendUntil = now + 30_000): Event => ({
  _tag: "SendPlanned",
  ...accountOf(instance),
  sendUntil
})

export const readFailed = (rest: object = {}): Event => ({
  _tag: "ReadFailed",
  instance: "a",
  reason: "TimedOut",
  message: "lost",
  retryAfter: null,
  neverSent: false,
  ...rest
})

/** "Not found", asked at this time. */
export const notFoundAt = (readAt: number, instance = "a"): Event => ({
  _tag: "NotFound",
  instance,
  message: "no such payout",
  readAt
})

export const notFound: Event = notFoundAt(now)

/** The event as the instance that holds the operation would cause it at this time. */
export const about = (event: Event, { facts, provider }: Operation, at: number): Event => {
  const instance = provider ?? "a"
  if (event._tag === "SendPlanned" || !("instance" in event) || /Elsewhere$/.test(event._tag)) return event
  if ("attempt" in event) {
    const { latest } = facts
    const attempt = latest?._tag === "Sending" ? latest.attempt : event.attempt
    return { ...event, ...requestTo(instance, attempt, latest?.until ?? event.sendUntil) }
  }
  return event._tag === "NotFound" ? { ...event, instance, readAt: at } : ({ ...event, instance } as Event)
}

/** What a recovery asks: these instances, then the target. */
export const recoveredAs = (ask: ReadonlyArray<string>, rest: Partial<Recovered> = {}): Recovered => ({
  _tag: "Recovered",
  recovery: 1,
  startedAt: now,
  ask: ask.map(accountOf),
  undecided: [],
  called: [],
  target: null,
  ...rest
})
