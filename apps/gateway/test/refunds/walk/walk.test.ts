/** Refunds in every order of messages, people, time and a provider that pays back on its own; and machines that do it wrong. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../../src/lifecycle/Operation.ts"
import { isDead } from "../../../src/lifecycle/Status.ts"
import * as Decimal from "../../../src/model/Decimal.ts"
import { search } from "./search.ts"
import { type Decide, type Machine, policyOf, sound, unasked } from "./World.ts"

const much = { schedules: 4_000, steps: 60 }

const instead = (
  otherwise: (operation: Operation, event: Event, policy: Policy, now: number) => ReturnType<Decide>
): Machine => ({
  ...sound,
  decide: otherwise
})

const faults: Readonly<
  Record<string, { readonly machine: Machine; readonly policy?: Policy; readonly breaks: RegExp }>
> = {
  "frees a failed refund at once": {
    machine: instead((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Decided" && operation.kind === "refund" && isDead(decision.status)
        ? { ...decision, reserved: "0" }
        : decision
    }),
    breaks: /its place is free|would be paid back/
  },
  "refunds on stale knowledge": {
    machine: instead((operation, event, policy, now) => {
      const { payment } = operation
      const worth = payment?.worth ?? null
      return event._tag !== "SendPlanned" || payment === undefined || worth === null
        ? decide(operation, event, policy, now)
        : decide({ ...operation, payment: { ...payment, worth: { ...worth, at: now } } }, event, policy, now)
    }),
    breaks: /was not read since/
  },
  "believes an older read": {
    machine: instead((operation, event, policy, now) =>
      operation.kind === "payment" && event._tag === "Found"
        ? decide(operation, { ...event, readAt: now }, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /was not read since|would be paid back/
  },
  "adopts an equal refund": {
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
    breaks: /would be paid back/
  },
  "lets a second refund pass": {
    machine: {
      ...sound,
      looksAtRoom: false,
      decide: (operation, event, policy, now) =>
        decide(
          operation.payment === undefined
            ? operation
            : { ...operation, payment: { ...operation.payment, reserved: "0" } },
          event,
          policy,
          now
        )
    },
    breaks: /would be paid back/
  },
  "resends by the manifest of payments": {
    machine: instead((operation, event, _, now) => decide(operation, event, policyOf("refused"), now)),
    policy: policyOf("undocumented"),
    breaks: /nobody knows what becomes of that|paid back twice|may still come/
  },
  "takes a refund without an outcome for one that was never sent": {
    machine: instead((operation, event, policy, now) => {
      const { latest } = operation.facts
      if (event._tag !== "Interrupted" || latest?._tag !== "Sending") return decide(operation, event, policy, now)
      const { attempt, until } = latest
      return decide(
        operation,
        {
          _tag: "Rejected",
          instance: "a",
          fingerprint: "account a",
          attempt,
          sendUntil: until,
          reason: "InvalidRequest",
          message: "m",
          providerCode: null,
          transient: false,
          failover: false,
          retryAfter: null
        },
        policy,
        now
      )
    }),
    breaks: /its place is free|would be paid back|is there or may still come/
  },
  "sends after a recovery without a look at what was paid back": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "SendPlanned"
        ? decide({ ...operation, recovery: null }, event, policy, now)
        : decide(operation, event, policy, now)
    ),
    policy: unasked,
    breaks: /is there or may still come|paid back twice|would be paid back/
  },
  "takes what is named by us for what the records know, after a recovery": {
    machine: {
      ...sound,
      decide: (operation, event, policy, now) =>
        decide(
          operation.refunds === undefined
            ? operation
            : { ...operation, refunds: operation.refunds.map((each) => ({ ...each, isSent: true })) },
          event,
          policy,
          now
        )
    },
    policy: unasked,
    breaks: /is there or may still come|paid back twice/
  },
  "gives a place free for an operator's word": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "Resolved" && event.outcome === "failed"
        ? decide(operation, { ...event, acceptDuplicateRisk: true }, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /its place is free|would be paid back/
  }
}

describe("refunds in every order", { timeout: 300_000 }, () => {
  for (const [name, policy] of Object.entries({
    "duplicates are refused": policyOf("refused"),
    "duplicates are undocumented": policyOf("undocumented"),
    "refunds cannot be asked for": unasked
  })) {
    it(`break no law where ${name}`, () => {
      const found = search(sound, policy, much)
      assert.isUndefined(found, `${found?.law}\n${found?.trace.join("\n")}`)
    })
  }

  for (const [name, { breaks, machine, policy = policyOf("refused") }] of Object.entries(faults)) {
    it(`break one where the machine ${name}`, () => {
      const found = search(machine, policy, { ...much, schedules: 40_000 })
      assert.match(found?.law ?? "none", breaks)
    })
  }
})
