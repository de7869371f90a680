/** Who may still pay an operation, and that nobody calls it failed while somebody may without taking that risk knowingly. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Facts } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { mayStillPay } from "../../src/lifecycle/unproven.ts"
import {
  about,
  accountOf,
  found,
  free,
  now,
  operation,
  planned,
  readFailed,
  recoveredAs,
  refused,
  unknown
} from "./support.ts"

const kinds = ["payout", "payment"] as const

const give = { _tag: "Resolved", outcome: "failed", note: "n", operator: "anna", acceptDuplicateRisk: false } as const

/** What becomes of an operation by these events, one after the other. */
const after = (from: Operation, ...events: ReadonlyArray<Event>): Operation => {
  let current = from
  for (const event of events) {
    const decision = decide(current, about(event, current, now), free, now)
    if (decision._tag === "Illegal") throw new Error(`${event._tag}: ${decision.why}`)
    current = { ...current, ...decision } as Operation
  }
  return current
}

const reviewed = (kind: "payout" | "payment", facts: Partial<Facts> = {}, rest: Partial<Operation> = {}) =>
  operation(kind, "needs_review", facts, rest)

const foundElsewhere = (status: "processing" | "paid" | "failed" | "returned", instance = "b"): Event => ({
  _tag: "FoundElsewhere",
  instance,
  status,
  providerStatus: status
})

const wrong = { providerReference: "7", anomalies: [{ kind: "AccountDiffers", message: "another" }] } as const

interface Case {
  readonly name: string
  readonly of: (kind: "payout" | "payment") => Operation
  /** Undefined: it is proven that nobody does. */
  readonly names: ReadonlyArray<string> | undefined
}

const cases: ReadonlyArray<Case> = [
  {
    name: "whose outcome is unknown",
    of: (kind) => after(operation(kind, "submitting"), unknown()),
    names: ["a"]
  },
  {
    name: "that no look-up has decided",
    of: (kind) => reviewed(kind, { holding: "maybe" }),
    names: ["a"]
  },
  {
    name: "whose reference somebody else is said to have used",
    of: (kind) => after(operation(kind, "submitting"), unknown("DuplicateReference")),
    names: ["a"]
  },
  {
    name: "that was accepted and differs from what was asked",
    of: (kind) => after(operation(kind, "processing", { holding: "holder" }), found("processing", wrong)),
    names: ["a"]
  },
  {
    name: "of which something that differs is called failed",
    of: (kind) => after(operation(kind, "processing", { holding: "holder" }), found("failed", wrong)),
    names: ["a"]
  },
  {
    name: "that its holder calls failed while a person is asked",
    of: (kind) => after(reviewed(kind, { holding: "maybe" }), found("failed")),
    names: undefined
  },
  {
    name: "that its holder calls canceled and cannot be asked about any more",
    of: (kind) => after(reviewed(kind, { holding: "holder" }), found("canceled"), readFailed()),
    names: undefined
  },
  {
    name: "that its holder called failed, and calls processing now",
    of: (kind) => after(reviewed(kind, { holding: "holder" }), found("failed"), found("processing")),
    names: ["a"]
  },
  {
    name: "that its holder called failed, and calls by a word that no document lists now",
    of: (kind) => after(reviewed(kind, { holding: "holder" }), found("failed"), found("unrecognised")),
    names: ["a"]
  },
  {
    name: "that another instance calls processing as well",
    of: (kind) => after(reviewed(kind, { holding: "holder" }), found("failed"), foundElsewhere("processing")),
    names: ["b"]
  },
  {
    name: "that another instance called processing, and calls failed now",
    of: (kind) =>
      after(
        reviewed(kind, { holding: "holder" }),
        found("failed"),
        foundElsewhere("processing"),
        foundElsewhere("failed")
      ),
    names: undefined
  },
  {
    name: "that another instance called back about and gives no answer",
    of: (kind) =>
      after(reviewed(kind, { holding: "holder" }), found("failed"), { _tag: "SilentElsewhere", instance: "b" }),
    names: ["b"]
  },
  {
    name: "that was refused everywhere, where one calls back all the same and gives no answer",
    of: (kind) => after(operation(kind, "submitting"), refused("Rejected"), { _tag: "SilentElsewhere", instance: "a" }),
    names: ["a"]
  },
  {
    name: "that another instance has paid",
    of: (kind) => after(reviewed(kind, { holding: "holder" }), found("failed"), foundElsewhere("paid")),
    names: ["b"]
  },
  {
    name: "of which an earlier version has seen only that somebody paid",
    of: (kind) =>
      after(
        reviewed(kind, { holding: "holder", again: { _tag: "Never", why: "called failed before, and now paid" } }),
        found("failed")
      ),
    names: []
  },
  {
    name: "that was refused everywhere and waits",
    of: (kind) => after(operation(kind, "submitting"), refused("Rejected")),
    names: undefined
  },
  { name: "that was never sent", of: (kind) => operation(kind, "created"), names: undefined },
  {
    name: "that was never sent and is covered by a recovery",
    of: (kind) => reviewed(kind, {}, { recovery: 1, provider: null, fingerprint: null, attempts: 0 }),
    names: []
  },
  {
    name: "that a recovery asks for",
    of: (kind) =>
      after(operation(kind, "created", {}, { recovery: 1 }), recoveredAs(["b", "c"], { undecided: [accountOf("d")] })),
    names: ["b", "c", "d"]
  },
  {
    name: "that was called failed before a backup that is older than the world",
    of: (kind) => ({ ...after(reviewed(kind, { holding: "holder" }), found("failed")), recovery: 1 }),
    names: ["a"]
  }
]

describe.each(kinds)("a %s", (kind) => {
  it.each(cases)("$name is called failed only by whoever accepts the risk there is", ({ names, of }) => {
    const current = of(kind)
    assert.deepStrictEqual(mayStillPay(current), names)
    const decision = decide(current, give, free, now)
    if (names === undefined) {
      // Of what ended by itself nobody decides anything any more.
      if (decision._tag === "Illegal") assert.isUndefined(decision.mayStillPay)
      else assert.strictEqual(decision.status, "failed")
      return
    }
    if (decision._tag === "Decided") throw new Error("was called failed")
    assert.deepStrictEqual(decision.mayStillPay, names)
    for (const name of names) assert.include(decision.why, name)
    const risked = decide(current, { ...give, acceptDuplicateRisk: true }, free, now)
    assert.deepInclude(risked, { status: "failed", announce: `${kind}.failed` })
  })

  it("that was called failed by its holder is in question again once it was sent again", () => {
    const dead = after(reviewed(kind, { holding: "maybe" }), found("failed"))
    const retry = { ...give, outcome: "retry", acceptDuplicateRisk: true } as const
    assert.deepStrictEqual(mayStillPay(after(dead, retry)), ["a"])
    // Also where a version that knew nothing of this has sent it.
    const sending = {
      ...dead,
      status: "unknown",
      step: "send",
      facts: { ...dead.facts, again: { _tag: "AtRisk" } }
    } as Operation
    assert.deepStrictEqual(mayStillPay(after(sending, planned("a"), unknown())), ["a"])
  })

  it("that was called failed by one account is in question once another one has it", () => {
    const dead = after(reviewed(kind, { holding: "maybe" }), found("failed"))
    const moved = {
      ...dead,
      status: "submitting",
      step: "submit",
      facts: { ...dead.facts, holding: "nobody" }
    } as Operation
    assert.deepStrictEqual(mayStillPay(after(moved, planned("b"), unknown())), ["b"])
  })

  it("is called paid without taking a risk, because that pays nobody again", () => {
    const paid = decide(reviewed(kind, { holding: "maybe" }), { ...give, outcome: "paid" }, free, now)
    assert.deepInclude(paid, { status: "paid" })
  })

  it("that is under way needs no decision, whatever risk is accepted", () => {
    for (const acceptDuplicateRisk of [true, false]) {
      const decision = decide(
        operation(kind, "processing", { holding: "holder" }),
        { ...give, acceptDuplicateRisk },
        free,
        now
      )
      assert.deepStrictEqual(decision, { _tag: "Illegal", why: "processing needs no decision" })
    }
  })
})
