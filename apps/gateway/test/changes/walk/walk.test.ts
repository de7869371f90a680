/**
 * Captures, cancels and completions in every order of messages, people, time and a provider whose office captures on its own; and
 * machines that do it wrong.
 */
import { assert, describe, it } from "vitest"
import { type Changes, none } from "../../../src/lifecycle/changes/Change.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Operation } from "../../../src/lifecycle/Operation.ts"
import { isDead } from "../../../src/lifecycle/Status.ts"
import { search } from "./search.ts"
import { type Machine, sound, type Ways } from "./World.ts"

const much = { schedules: 3_000, steps: 80 }

const everyWay: ReadonlyArray<Ways> = (["refused", "replayed", "undocumented"] as const).flatMap((repeats) =>
  (["parts", "sum"] as const).flatMap((states) =>
    [true, false].map((asksApproval) => ({ repeats, states, asksApproval }))
  )
)

const simple: Ways = { repeats: "undocumented", states: "parts", asksApproval: false }

const instead = (otherwise: Machine["decide"]): Machine => ({ decide: otherwise })

const changesOf = ({ facts }: Operation): Changes => facts.changes ?? none

const withChanges = (operation: Operation, changes: Partial<Changes>): Operation => ({
  ...operation,
  facts: { ...operation.facts, changes: { ...changesOf(operation), ...changes } }
})

const faults: Readonly<Record<string, { readonly machine: Machine; readonly ways?: Ways; readonly breaks: RegExp }>> = {
  "sends again what may have left": {
    machine: instead((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      if (decision._tag === "Illegal") return decision
      const { open } = changesOf({ ...operation, ...decision })
      if (event._tag !== "Found" || open?.stage !== "unknown") return decision
      const changes = {
        ...changesOf({ ...operation, ...decision }),
        open: { ...open, stage: "wanted" as const, isClean: true }
      }
      return { ...decision, step: "change", delay: 0, facts: { ...decision.facts, changes } }
    }),
    breaks: /sent again where nobody knows|carried out twice|called failed/
  },
  "sends again because creates refuse duplicates": {
    machine: instead((operation, event, policy, now) => {
      const { create } = policy.duplicates
      return decide(
        operation,
        event,
        create === undefined
          ? policy
          : { ...policy, duplicates: { create, capture: create, cancel: create, complete: create } },
        now
      )
    }),
    breaks: /sent again where nobody knows|carried out twice/
  },
  "enters an end while a capture may have left": {
    machine: instead((operation, event, policy, now) => {
      const changes = changesOf(operation)
      if (event._tag !== "Found" || !isDead(event.observation.status)) return decide(operation, event, policy, now)
      const decision = decide(withChanges(operation, { open: null }), event, policy, now)
      return decision._tag === "Illegal" ? decision : { ...decision, facts: { ...decision.facts, changes } }
    }),
    breaks: /while a capture may have left/
  },
  "takes a try that was declined for the end of it": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "Found" && event.observation.status === "declined"
        ? decide(operation, { ...event, observation: { ...event.observation, status: "failed" } }, policy, now)
        : decide(operation, event, policy, now)
    ),
    ways: { ...simple, asksApproval: true },
    breaks: /failed, and it is (declined|approved|authorized)/
  },
  "takes a try that was declined for no read of it": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "Found" && event.observation.status === "declined"
        ? decide(operation, { ...event, observation: { ...event.observation, status: "unrecognised" } }, policy, now)
        : decide(operation, event, policy, now)
    ),
    ways: { ...simple, asksApproval: true },
    breaks: /a cancel waits although a read shows that it is declined/
  },
  "completes what was to be canceled": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "ChangeAsked"
        ? decide(operation, event, policy, now)
        : decide(
            operation.facts.changes === undefined ? operation : withChanges(operation, { isUnwanted: false }),
            event,
            policy,
            now
          )
    ),
    ways: { ...simple, asksApproval: true },
    breaks: /has wanted to cancel it/
  },
  "takes a new number after an unknown": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "ChangeAsked" && changesOf(operation).open?.stage === "unknown"
        ? decide(withChanges(operation, { open: null }), event, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /another change may still arrive|less was left/
  },
  "sends on what it knew before": {
    machine: instead((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      const { hold, open } = operation.facts.changes ?? none
      if (decision._tag === "Illegal" || event._tag !== "ChangeAsked" || hold === null || open !== null) return decision
      const changes = changesOf({ ...operation, ...decision })
      const asked = changes.open && { ...changes.open, askedAt: hold.at - 1 }
      return {
        ...decision,
        step: "change",
        delay: 0,
        facts: { ...decision.facts, changes: { ...changes, open: asked } }
      }
    }),
    breaks: /nothing was read since|less was left/
  },
  "believes an older read": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "Found"
        ? decide(operation, { ...event, readAt: now }, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /nothing was read since|less was left|called failed/
  },
  "calls failed what nobody has answered": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "ChangeEnded" && event.outcome === "OutcomeUnknown"
        ? decide(operation, { ...event, outcome: "Rejected" }, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /called failed|may have left/
  },
  "takes any refusal of a replay for the answer to its first request": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "ChangeEnded" && event.outcome === "Rejected"
        ? decide(operation, { ...event, isRepeated: true }, policy, now)
        : decide(operation, event, policy, now)
    ),
    ways: { ...simple, repeats: "replayed" },
    breaks: /called failed|another change may still arrive|may have left/
  },
  "calls failed what nobody has answered, as its payer is asked again": {
    machine: instead((operation, event, policy, now) => {
      const { open } = changesOf(operation)
      const isAsked = event._tag === "Found" && /awaiting_payer|declined/.test(event.observation.status)
      return isAsked && open?.name === "capture" && open.stage === "unknown"
        ? decide(withChanges(operation, { open: { ...open, stage: "accepted" } }), event, policy, now)
        : decide(operation, event, policy, now)
    }),
    breaks: /called failed|another change may still arrive/
  },
  "uses a number again after a recovery": {
    machine: instead((operation, event, policy, now) =>
      event._tag === "ChangeAsked"
        ? decide({ ...operation, recovery: null, numbersAfter: 0 }, event, policy, now)
        : decide(operation, event, policy, now)
    ),
    breaks: /carried out twice|sent again where nobody knows|was asked for/
  },
  "trusts the records after a recovery": {
    machine: instead((operation, event, policy, now) => decide({ ...operation, recovery: null }, event, policy, now)),
    breaks: /carried out twice|sent again where nobody knows|was asked for|less was left/
  }
}

describe("changes of a payment in every order", { timeout: 300_000 }, () => {
  for (const ways of everyWay) {
    it(`break no law: ${JSON.stringify(ways)}`, () => {
      const { ends, law, trace } = search(sound, ways, much)
      assert.isNull(law, `${law}\n${trace.join("\n")}`)
      // Each comes to its ends often, or the walk shows nothing.
      const all = ["capture done", "capture dead", "cancel done", "cancel dead"]
      for (const end of ways.asksApproval ? [...all, "complete done"] : all) assert.isAbove(ends.get(end) ?? 0, 10, end)
    })
  }

  for (const [name, { breaks, machine, ways = simple }] of Object.entries(faults)) {
    it(`break one where the machine ${name}`, () => {
      const { law } = search(machine, ways, { ...much, schedules: 20_000 })
      assert.match(law ?? "none", breaks)
    })
  }
})
