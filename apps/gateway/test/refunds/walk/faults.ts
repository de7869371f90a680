/**
 * Machines that pay back wrongly, with one fault each: every one of them is a mistake that somebody could make in good faith. The
 * walk must find each, or it proves nothing about the machine that has none.
 */
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Operation } from "../../../src/lifecycle/Operation.ts"
import { isDead } from "../../../src/lifecycle/Status.ts"
import * as Decimal from "../../../src/model/Decimal.ts"
import { but, type Fault } from "./fault.ts"
import { recoveryFaults } from "./recoveryFaults.ts"
import { fitting, one, refusing, slow, sound, undocumented } from "./scenarios.ts"

const account = { instance: "a", fingerprint: "account a" }

const refused = {
  reason: "InvalidRequest",
  message: "m",
  providerCode: null,
  transient: false,
  failover: false,
  retryAfter: null
} as const

const withPayment = (operation: Operation, change: Partial<NonNullable<Operation["payment"]>>): Operation =>
  operation.payment === undefined ? operation : { ...operation, payment: { ...operation.payment, ...change } }

/** All of them. */
export const faults: ReadonlyArray<Fault> = [
  {
    name: "frees a failed refund at once",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Decided" && operation.kind === "refund" && isDead(decision.status)
        ? { ...decision, reserved: "0" }
        : undefined
    }),
    policy: refusing,
    incidents: [],
    most: 0,
    breaks: /gives its place free, and nothing final was said/
  },
  {
    name: "refunds on stale knowledge",
    machine: but((operation, event, policy, now) => {
      const worth = operation.payment?.worth ?? null
      return event._tag !== "SendPlanned" || worth === null
        ? undefined
        : decide(withPayment(operation, { worth: { ...worth, at: now } }), event, policy, now)
    }),
    policy: refusing,
    incidents: [],
    most: 0,
    breaks: /was not read since it was made/
  },
  {
    name: "takes a read that was begun before it was made for one that was begun after",
    machine: but((operation, event, policy, now) =>
      event._tag === "SendPlanned" ? decide({ ...operation, createdAt: 0 }, event, policy, now) : undefined
    ),
    policy: refusing,
    incidents: [],
    most: 0,
    breaks: /was not read since it was made/
  },
  {
    name: "takes a read of the same millisecond for a later one",
    machine: but((operation, event, policy, now) =>
      event._tag === "SendPlanned"
        ? decide({ ...operation, createdAt: operation.createdAt - 1 }, event, policy, now)
        : undefined
    ),
    policy: refusing,
    amounts: one,
    incidents: ["late reads"],
    most: 1,
    breaks: /was not read since it was made/
  },
  {
    name: "believes an older read",
    machine: but((operation, event, policy, now) =>
      operation.kind === "payment" && event._tag === "Found"
        ? decide(operation, { ...event, readAt: now }, policy, now)
        : undefined
    ),
    amounts: one,
    policy: refusing,
    incidents: ["late reads", "office"],
    most: 2,
    breaks: /was not read since it was made|would be paid back/
  },
  {
    name: "adopts an equal refund",
    machine: {
      ...sound,
      stated: (stated, ours) => ({
        ...stated,
        refunds: stated.refunds && {
          ...stated.refunds,
          parts: stated.refunds.parts.map((part) => ({
            ...part,
            reference:
              ours.find(({ amount }) => part.amount !== null && Decimal.isSame(amount, "60"))?.reference ??
              part.reference
          }))
        }
      })
    },
    amounts: fitting,
    policy: refusing,
    incidents: ["office"],
    most: 1,
    breaks: /would be paid back/
  },
  {
    name: "lets a second refund pass",
    machine: {
      ...sound,
      looksAtRoom: false,
      decide: (operation, event, policy, now) => decide(withPayment(operation, { reserved: "0" }), event, policy, now)
    },
    policy: refusing,
    incidents: [],
    most: 0,
    breaks: /would be paid back/
  },
  {
    name: "resends by the manifest of payments",
    machine: but((operation, event, _, now) => decide(operation, event, refusing, now)),
    amounts: one,
    policy: undocumented,
    incidents: ["messages"],
    most: 1,
    breaks: /nobody knows what becomes of that/
  },
  {
    name: "takes a refund without an outcome for one that was never sent",
    machine: but((operation, event, policy, now) => {
      const { latest } = operation.facts
      if (event._tag !== "Interrupted" || latest?._tag !== "Sending") return undefined
      const request = { ...account, attempt: latest.attempt, sendUntil: latest.until }
      return decide(operation, { _tag: "Rejected", ...request, ...refused }, policy, now)
    }),
    amounts: one,
    policy: refusing,
    incidents: ["messages"],
    most: 1,
    breaks: /gives its place free, and nothing final was said/
  },
  {
    name: "gives a place free for an operator's word",
    machine: but((operation, event, policy, now) => {
      if (event._tag !== "Resolved" || event.outcome !== "failed" || event.acceptDuplicateRisk) return undefined
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Illegal"
        ? decide(operation, { ...event, acceptDuplicateRisk: true }, policy, now)
        : decision
    }),
    amounts: one,
    policy: undocumented,
    incidents: ["messages", "people"],
    most: 2,
    breaks: /gives its place free, and nothing final was said/
  },
  {
    name: "takes one answer read twice for two",
    machine: but((operation, event, policy, now) =>
      operation.kind === "refund" && event._tag === "Found"
        ? decide(operation, { ...event, readAt: now }, policy, now)
        : undefined
    ),
    policy: refusing,
    incidents: ["late reads"],
    most: 1,
    breaks: /gives its place free, and nothing final was said/
  },
  {
    name: "takes the sum for whole before it can be",
    machine: but((operation, event, policy, now) =>
      operation.kind === "payment"
        ? decide(operation, event, { ...policy, refundsShownAfterMillis: 0 }, now)
        : undefined
    ),
    policy: slow,
    states: "sum",
    amounts: { A: 40, B: 60 },
    incidents: ["lag", "office"],
    most: 2,
    breaks: /would be paid back/
  },
  {
    name: "sends where its payer disputes it",
    machine: {
      ...sound,
      stated: (stated) => ({ ...stated, disputes: { isWhole: true, parts: [] } })
    },
    policy: refusing,
    incidents: ["dispute"],
    most: 1,
    breaks: /would be paid back|told that it is disputed/
  },
  {
    name: "sends what is left after one that had failed succeeds after all",
    machine: but((operation, event, policy, now) =>
      operation.payment === undefined
        ? undefined
        : decide(withPayment(operation, { stopped: null, reserved: operation.reserved ?? "0" }), event, policy, now)
    ),
    policy: refusing,
    incidents: ["late changes"],
    most: 1,
    breaks: /would be paid back/
  },
  {
    name: "never reads again what has failed",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      if (operation.kind !== "refund" || decision._tag === "Illegal" || !isDead(decision.status)) return undefined
      const watch = { count: 0, at: null }
      return { ...decision, step: "none", delay: null, facts: { ...decision.facts, watch } }
    }),
    policy: refusing,
    incidents: ["late changes"],
    most: 1,
    breaks: /called failed for ever/
  },
  {
    name: "tells again that it is paid, once a refund has bounced",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Decided" && decision.announce === "payment.refund_failed"
        ? { ...decision, announce: "payment.paid" }
        : undefined
    }),
    policy: refusing,
    amounts: { A: 100 },
    incidents: ["late changes"],
    most: 1,
    breaks: /told a second time that it is paid/
  },
  {
    name: "says nothing of a refund that bounces after it had succeeded",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return operation.kind === "refund" && operation.status === "succeeded" && decision._tag === "Decided"
        ? { ...decision, announce: null }
        : undefined
    }),
    policy: refusing,
    amounts: { A: 60 },
    incidents: ["late changes"],
    most: 1,
    breaks: /succeeded became failed, and told is/
  },
  ...recoveryFaults
]
