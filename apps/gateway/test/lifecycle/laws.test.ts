/** Laws of the state machine that hold from every state: what only a provider's word may do, and what nobody's may. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Policy } from "../../src/lifecycle/Operation.ts"
import { isOpen, type Status, statuses } from "../../src/lifecycle/Status.ts"
import {
  accountOf,
  agreed,
  found,
  free,
  notFound,
  notFoundAt,
  now,
  operation,
  planned,
  readFailed,
  recoveredAs,
  refused,
  unknown
} from "./support.ts"

const years = 10 * 365 * 24 * 3_600_000

const kinds = ["payout", "payment"] as const

const silence: ReadonlyArray<Event> = [
  planned("a", now + years + 30_000),
  { _tag: "Interrupted" },
  { _tag: "NobodyLeft", message: "nobody", isBlocked: false },
  recoveredAs(["a"]),
  recoveredAs([], { undecided: [accountOf("c")] }),
  { _tag: "CalledElsewhere", ...accountOf("b"), trust: "verified", providerStatus: "expired" },
  { _tag: "FoundElsewhere", instance: "b", status: "expired", providerStatus: "expired" },
  { _tag: "SilentElsewhere", instance: "b" },
  { _tag: "Unsupported", instance: "a", message: "none" },
  unknown(),
  refused("NotExecuted"),
  refused("Rejected", { failover: false }),
  notFound,
  readFailed(),
  found("unrecognised"),
  found("processing"),
  found("awaiting_payer")
]

describe("from every state", () => {
  it("what waits for a person has no next step, whatever was planned before and whatever comes", () => {
    for (const kind of kinds) {
      for (const event of silence) {
        const decision = decide(
          operation(kind, "needs_review", { watch: { count: 0, at: now + 1000 } }),
          event,
          free,
          now
        )
        if (decision._tag === "Illegal" || decision.status !== "needs_review") continue
        assert.deepStrictEqual([decision.step, decision.delay], ["none", null], event._tag)
      }
    }
  })

  it("a payment expires by its provider's word alone, however late it is and whatever else happens", () => {
    for (const from of statuses("payment").filter((status) => status !== "expired")) {
      for (const policy of [free, agreed]) {
        for (const event of silence) {
          const decision = decide(operation("payment", from), event, policy, now + years)
          if (decision._tag === "Decided") assert.notStrictEqual(decision.status, "expired", `${from} ${event._tag}`)
        }
      }
    }
    const expired = decide(operation("payment", "awaiting_payer"), found("expired"), free, now)
    assert.strictEqual(expired._tag === "Decided" && expired.status, "expired")
  })

  it("a status that no document lists neither pays nor fails, and an operation that is under way stays as it is", () => {
    for (const kind of kinds) {
      for (const from of statuses(kind)) {
        const decision = decide(operation(kind, from), found("unrecognised"), free, now)
        assert.strictEqual(decision._tag, "Decided", `${kind} ${from}`)
        // Before the provider was known to have it, the answer still says that it exists.
        const isThere = from === "submitting" || from === "unknown"
        // One that nobody was ever given, and that is there all the same, is for a person.
        const stays = from === "created" ? "needs_review" : from
        if (decision._tag === "Decided") assert.strictEqual(decision.status, isThere ? "processing" : stays)
      }
    }
  })

  it("a status that says that it is there and neither paid nor over moves nothing but what was being processed, and it is read again", () => {
    for (const status of ["uncommitted", "declined"] as const) {
      for (const kind of kinds) {
        for (const from of statuses(kind).filter((each) => each !== "created")) {
          const decision = decide(operation(kind, from), found(status), free, now)
          const isPayersTurn = kind === "payment" && from === "processing" && status === "declined"
          const to = isPayersTurn ? "awaiting_payer" : from
          assert.deepInclude(decision, { _tag: "Decided", status: to }, `${kind} ${from} ${status}`)
          const isRead = decision._tag === "Decided" && ["look_up", "poll"].includes(decision.step)
          if (isOpen(from) && from !== "needs_review") assert.isTrue(isRead, `${kind} ${from} ${status}`)
        }
      }
    }
    const looked = decide(operation("payout", "unknown"), found("uncommitted"), free, now)
    assert.isTrue(looked._tag === "Decided" && typeof looked.delay === "number" && looked.delay > 0)
  })

  it("what a provider has accepted is never sent to anybody, also after that provider called it failed", () => {
    for (const kind of kinds) {
      const after: ReadonlyArray<Status> = statuses(kind).filter((status) => status !== "created")
      for (const from of after) {
        for (const instance of ["a", "b"]) {
          const sent = decide(operation(kind, from, { holding: "holder" }), planned(instance), free, now)
          assert.strictEqual(sent._tag, "Illegal", `${kind} ${from} to ${instance}`)
        }
      }
      const failed = decide(operation(kind, "processing", { holding: "holder" }), found("failed"), free, now)
      const end = failed._tag === "Decided" ? [failed.status, failed.provider] : []
      assert.deepStrictEqual(end, ["failed", "a"])
      // It is looked after, a payment may still be paid, and never submitted again.
      if (failed._tag === "Decided") assert.include(["none", "sweep"], failed.step)
    }
  })

  it("what never arrived is not sent again by itself where duplicates are not known to be refused", () => {
    for (const duplicates of ["accepted", "undocumented"] as const) {
      const policy: Policy = { ...free, duplicates: { create: { kind: duplicates } } }
      let current = operation("payout", "unknown")
      let at = now
      for (let n = 0; n < 100 && current.status === "unknown"; n += 1) {
        const decision = decide(current, notFoundAt(at), policy, at)
        if (decision._tag === "Illegal") throw new Error(decision.why)
        assert.notStrictEqual(decision.step, "send")
        at += typeof decision.delay === "number" ? decision.delay : 0
        current = { ...current, ...decision }
      }
      assert.strictEqual(current.status, "needs_review")
    }
  })

  it("an operator decides what is unknown, waits for a person or was never carried out, and nothing else", () => {
    const decisions = ["paid", "failed", "retry"] as const
    for (const kind of kinds) {
      for (const from of statuses(kind)) {
        for (const outcome of decisions) {
          const event: Event = { _tag: "Resolved", outcome, note: "n", operator: "anna", acceptDuplicateRisk: true }
          const isDecidable = from === "unknown" || from === "needs_review"
          // What nobody can have carried out may be given up or tried again; that it was paid nobody can say.
          const isUnsent = from === "created" && outcome !== "paid"
          const decision = decide(operation(kind, from), event, free, now)
          assert.strictEqual(decision._tag === "Decided", isDecidable || isUnsent, `${from} ${outcome}`)
        }
      }
    }
  })
})
