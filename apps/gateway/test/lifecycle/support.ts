/** Operations, policies and answers for tests of the state machine. */
import { Money } from "@switchyard/core"
import type { Event } from "../../src/lifecycle/Event.ts"
import { type Facts, firstFacts, type Operation, type Policy, type Seen } from "../../src/lifecycle/Operation.ts"
import { isOpen, type Kind, type Status, type Step } from "../../src/lifecycle/Status.ts"

export const now = Date.UTC(2025, 0, 1)

export const free: Policy = {
  duplicates: "refused",
  notFoundIsFinal: { afterMillis: 900_000, answers: 3, spacingMillis: 60_000 },
  statusReads: { spacingMillis: 60_000, polling: "free" }
}

export const agreed: Policy = {
  duplicates: "undocumented",
  statusReads: { spacingMillis: 60_000, polling: "agreed" }
}

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
  providerReference: null,
  createdAt: now,
  attempts: status === "created" ? 0 : 1,
  facts: {
    ...firstFacts({ value: "10.00", currency: "RUB" }, now),
    ...(status === "submitting" ? { sending: 1, sendUntil: now + 30_000 } : {}),
    ...(status === "unknown" ? { mayExist: true, sendUntil: now } : {}),
    ...facts
  },
  ...rest
})

export const seen = (status: Seen["status"], rest: Partial<Seen> = {}): Seen => ({
  status,
  providerStatus: status,
  reference: "r-1",
  providerReference: null,
  amount: Money.unsafe("10.00", "RUB"),
  sameAccount: null,
  hasNext: true,
  failure: null,
  anomalies: [],
  hasOptions: false,
  ...rest
})

export const found = (status: Seen["status"], rest: Partial<Seen> = {}): Event => ({
  _tag: "Found",
  seen: seen(status, rest)
})

export const unknown = (reason = "TimedOut"): Event => ({
  _tag: "OutcomeUnknown",
  attempt: 1,
  reason,
  message: "lost",
  providerCode: null,
  providerReference: null
})

export const refused = (tag: "NotExecuted" | "Rejected", rest: object = {}): Event => ({
  _tag: tag,
  attempt: 1,
  reason: "InsufficientFunds",
  message: "no",
  providerCode: null,
  passing: false,
  elsewhere: true,
  retryAfter: null,
  ...rest
})

export const planned = (instance: string, sendUntil = now + 30_000): Event => ({
  _tag: "SendPlanned",
  instance,
  sendUntil
})

export const readFailed = (rest: object = {}): Event => ({
  _tag: "ReadFailed",
  reason: "TimedOut",
  message: "lost",
  retryAfter: null,
  neverSent: false,
  ...rest
})

export const notFound: Event = { _tag: "NotFound", message: "no such payout" }
