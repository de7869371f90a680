/** Replays of an unknown: when one is due, what its endings mean, and what nobody may decide meanwhile. */
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import { due } from "../../src/lifecycle/due.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { mayStillPay } from "../../src/lifecycle/unproven.ts"
import {
  accountOf,
  agreed,
  found,
  free,
  notFoundAt,
  now,
  observationOf,
  operation,
  readFailed,
  recoveredAs,
  requestTo,
  unknown
} from "./support.ts"

const minute = 60_000
const hour = 60 * minute
const sendUntil = now + 30_000

const replayed: Policy = {
  ...agreed,
  statusReads: { spacingMillis: minute, polling: "free" },
  lookUp: { create: { by: "reference" } },
  duplicates: {
    create: { kind: "replayed", withinMillis: 24 * hour, replayAfterMillis: minute, refusals: "stored" }
  }
}

const freeing: Policy = {
  ...replayed,
  duplicates: {
    create: { kind: "revealed", withinMillis: 24 * hour, replayAfterMillis: 10 * minute, freesDeadIds: true }
  }
}

const decided = (of: Operation, event: Event, at = now, policy = replayed): Decided => {
  const decision = decide(of, event, policy, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const after = (of: Operation, event: Event, at = now, policy = replayed): Operation => ({
  ...of,
  ...decided(of, event, at, policy)
})

const sent = (kind: Operation["kind"] = "payout"): Operation =>
  after(operation(kind, "created"), { _tag: "SendPlanned", ...accountOf("a"), sendUntil, isReplayable: true })

const planned = (until: number): Event => ({
  _tag: "ReplayPlanned",
  ...accountOf("a"),
  sendUntil: until,
  clocksApartMillis: 0
})

const lost = (policy = replayed): Operation => after(sent(), unknown(), now, policy)

/** The first replay is on its way from the moment it was due. */
const dueOf = ({ facts: { replays } }: Operation): number => (replays?._tag === "Open" ? replays.dueAt : Number.NaN)

const replaying = (policy = replayed): { readonly of: Operation; readonly at: number; readonly until: number } => {
  const before = lost(policy)
  const at = dueOf(before)
  const of = after({ ...before, step: "replay" }, planned(at + 30_000), at, policy)
  return { of, at, until: at + 30_000 }
}

const endOf = (of: Operation, until: number, rest: object): Event =>
  ({ ...requestTo("a", of.attempts, until), ...rest }) as Event

describe("an unknown that may be replayed", () => {
  it("is looked up first, and replayed once nothing of the first request can leave or be under way", () => {
    const first = decided(sent(), unknown())
    assert.deepInclude(first, { status: "unknown", step: "look_up" })
    assert.strictEqual(dueOf(lost()), sendUntil + minute)
    const silent = decided(lost(), readFailed(), sendUntil + 30_000)
    assert.deepInclude(silent, { step: "replay", delay: 30_000 })
    // Where it cannot be asked about, only a replay tells.
    const deaf = decided(sent(), unknown(), now, { ...replayed, lookUp: {} })
    assert.deepInclude(deaf, { step: "replay", delay: sendUntil + minute - now })
  })

  it("is an attempt of its own that leaves it unknown", () => {
    const { of, until, at } = replaying()
    assert.deepInclude(of, { status: "unknown", step: "look_up", attempts: 2 })
    assert.deepInclude(of.facts.latest, { _tag: "Sending", attempt: 2, until })
    assert.strictEqual(due(of, undefined, at)._tag, "BeingSent")
    assert.strictEqual(due(of, undefined, until + 5_000)._tag, "Unfinished")
  })

  it("is not replayed outside the window, the patience, or with clocks that may be too far apart", () => {
    const ready = (): Operation => ({ ...lost(), step: "replay" })
    const latest = now + 6 * hour
    assert.strictEqual(decided(ready(), planned(latest - 1 + 30_000), latest - 1).attempts, 2)
    assert.deepInclude(decided(ready(), planned(latest + 30_000), latest), { attempts: 1, step: "look_up" })
    const apart = { ...planned(now + 3 * minute), clocksApartMillis: 24 * hour - 4 * minute } as Event
    assert.deepInclude(decided(ready(), apart, now + 2 * minute), { attempts: 1, step: "look_up" })
    assert.deepInclude(due(ready(), undefined, latest, { policy: replayed, at: latest }), { _tag: "ReplaysOver" })
    const payment = after(sent("payment"), unknown())
    const patience = now + 15 * minute
    assert.strictEqual(decided({ ...payment, step: "replay" }, planned(patience + 1), patience).attempts, 1)
  })

  it("is put off, and not refused, for what passes", () => {
    const ready: Operation = { ...lost(), step: "replay" }
    assert.deepInclude(decided(ready, planned(sendUntil + 1), now), { attempts: 1, status: "unknown" })
    const later = decided(ready, { _tag: "ReplayPutOff", until: now + hour }, now)
    // The look-up is not held up by it.
    assert.deepInclude(later, { step: "look_up", delay: 5_000 })
  })

  it("is never replayed for an account that was sent it before, nor in a recovery", () => {
    const refusedFirst = after(
      sent(),
      endOf(sent(), sendUntil, { _tag: "NotExecuted", ...error, transient: true, failover: true, retryAfter: null })
    )
    const again = after(refusedFirst, { _tag: "SendPlanned", ...accountOf("a"), sendUntil, isReplayable: true })
    assert.strictEqual(again.facts.replays?._tag, "Ended")
    const covered = after(operation("payout", "created", { cleared: { recovery: 1, asked: "all" } }, { recovery: 1 }), {
      _tag: "SendPlanned",
      ...accountOf("a"),
      sendUntil,
      isReplayable: true
    })
    assert.notStrictEqual(covered.facts.replays?._tag, "Open")
    assert.strictEqual(after(lost(), recoveredAs(["a"]), now + hour).facts.replays?._tag, "Ended")
  })

  it("waits for a replay where look-ups tell nothing, and goes to a person once none comes any more", () => {
    const tired: Operation = { ...lost(), facts: { ...lost().facts, tries: 100 } }
    assert.deepInclude(decided(tired, readFailed(), now + minute), { status: "unknown", step: "replay" })
    const over = after(tired, { _tag: "ReplaysOver", why: "another account" })
    assert.deepInclude(decided(over, readFailed(), now + minute), { status: "needs_review" })
  })

  it("is never sent again by itself", () => {
    const finally_: Policy = { ...replayed, lookUp: free.lookUp }
    let current = after(lost(finally_), { _tag: "ReplaysOver", why: "the test" }, now, finally_)
    for (let n = 1; n < 10 && current.status === "unknown"; n += 1) {
      const at = now + hour + n * minute
      current = after(current, notFoundAt(at), at, finally_)
      assert.notStrictEqual(current.step, "send")
    }
    assert.strictEqual(current.status, "needs_review")
  })
})

describe("a first request that is on its way", () => {
  const cancelled = (): Operation => after(sent(), { _tag: "CancelWanted" })

  it("is not replayed after its merchant wanted to cancel it meanwhile", () => {
    const end = decided(cancelled(), unknown())
    assert.deepInclude(end, { status: "unknown", step: "look_up" })
    assert.strictEqual(end.facts.replays?._tag, "Ended")
  })

  it("is somebody else's where that one's reference is taken, whatever else has ended its replays", () => {
    const taken = unknown("DuplicateReference")
    for (const of of [sent(), cancelled()]) assert.strictEqual(decided(of, taken).status, "needs_review")
    const refusedFirst = after(
      sent(),
      endOf(sent(), sendUntil, { _tag: "NotExecuted", ...error, transient: true, failover: true, retryAfter: null })
    )
    const again = after(refusedFirst, { _tag: "SendPlanned", ...accountOf("a"), sendUntil, isReplayable: true })
    const second = endOf(again, sendUntil, { ...unknown(), attempt: again.attempts, reason: "DuplicateReference" })
    assert.deepInclude(decided(again, second), { status: "unknown", step: "look_up" })
  })
})

const error = { reason: "InsufficientFunds", message: "no", providerCode: null } as const

describe("a replay ends", () => {
  it("accepted: it is looked up at once, and its answer enters no state", () => {
    const { at, of, until } = replaying()
    for (const status of ["processing", "paid", "failed"] as const) {
      const observation = observationOf(status, { providerReference: "p-1" })
      const end = decided(of, endOf(of, until, { _tag: "Accepted", observation }), at)
      assert.deepInclude(end, {
        status: "unknown",
        step: "look_up",
        delay: 0,
        providerReference: "p-1",
        isSnapshot: true
      })
      assert.strictEqual(end.facts.holding, "holder")
      assert.strictEqual(end.facts.replays?._tag, "Ended")
    }
  })

  it("accepted as something else, after it was closed: nothing of that is taken over", () => {
    const { at, of, until } = replaying()
    const closed: Operation = { ...of, status: "failed", step: "none", facts: { ...of.facts, isResolved: true } }
    const other = observationOf("processing", { reference: "another", providerReference: "p-9" })
    const ours = observationOf("processing", { providerReference: "p-1" })
    assert.strictEqual(
      decided(closed, endOf(of, until, { _tag: "Accepted", observation: other }), at).providerReference,
      null
    )
    assert.strictEqual(
      decided(closed, endOf(of, until, { _tag: "Accepted", observation: ours }), at).providerReference,
      "p-1"
    )
  })

  it("refused as at first: as if that had been the answer; but not where refusals are not remembered", () => {
    const { at, of, until } = replaying()
    const end = (failover: boolean) => endOf(of, until, { _tag: "ReplayRefused", ...error, failover })
    assert.deepInclude(decided(of, end(false), at), { status: "failed" })
    assert.deepInclude(decided(of, end(true), at), { status: "submitting", step: "submit" })
    assert.deepInclude(decided(of, end(false), at, freeing), { status: "unknown", step: "look_up", delay: 0 })
    const wanted = after(of, { _tag: "CancelWanted" }, at)
    assert.deepInclude(decided(wanted, end(true), at), { status: "unknown", step: "look_up" })
  })

  it("unknown: one look-up comes before the next, which comes later each time", () => {
    const { at, of, until } = replaying()
    const end = after(
      of,
      endOf(of, until, { _tag: "OutcomeUnknown", ...error, reason: "TimedOut", providerReference: null }),
      at
    )
    assert.deepInclude(end, { step: "look_up" })
    assert.strictEqual(dueOf(end), until + minute + 15_000)
    const there = decided(of, endOf(of, until, { _tag: "OutcomeUnknown", ...error, providerReference: "p-1" }), at)
    assert.deepInclude(there, { step: "look_up", delay: 0, providerReference: "p-1" })
    assert.strictEqual(there.facts.replays?._tag, "Ended")
  })

  it("not sent: nothing is known that was not, and the next comes after the first request and a pause", () => {
    const { at, of, until } = replaying()
    const end = (why: string) => decided(of, endOf(of, until, { _tag: "NotReplayed", why, retryAfter: null }), at)
    for (const why of ["NeverSent", "TooEarly", "AccountUnconfirmed", "ClockDoubtful"]) {
      const { facts, status } = end(why)
      assert.deepInclude(facts.latest, { _tag: "Over", until: sendUntil })
      assert.deepInclude(facts.replays, { _tag: "Open", until: sendUntil })
      assert.strictEqual(status, "unknown")
    }
    for (const why of ["Changed", "WindowClosed", "InvalidRequest", "Unsupported"]) {
      assert.deepInclude(end(why), { status: "unknown", step: "look_up", delay: 0 })
      assert.strictEqual(end(why).facts.replays?._tag, "Ended")
    }
    assert.strictEqual(end("AnotherAccount").status, "needs_review")
  })
})

describe("while a replay is on its way", () => {
  it("nobody decides, and nothing but its own end takes it off its way", () => {
    const { at, of, until } = replaying()
    const resolved: Event = {
      _tag: "Resolved",
      outcome: "failed",
      note: "",
      operator: "anna",
      acceptDuplicateRisk: true
    }
    assert.deepInclude(decide(of, resolved, replayed, at), { _tag: "Illegal", code: "in_flight" })
    assert.strictEqual(decide(of, resolved, replayed, until + 5_000)._tag, "Decided")
    const observation = observationOf("processing", { providerReference: "p-1" })
    const others: ReadonlyArray<Event> = [
      { _tag: "Accepted", ...requestTo("a"), observation },
      found("processing"),
      found("failed"),
      found("paid", { amount: null }),
      found("processing", { reference: "another" }),
      notFoundAt(at),
      readFailed(),
      recoveredAs(["a"]),
      { _tag: "FoundElsewhere", instance: "b", status: "processing", providerStatus: "x" },
      { _tag: "CalledElsewhere", ...accountOf("b"), trust: "verified", providerStatus: null },
      { _tag: "CancelWanted" }
    ]
    for (const event of others) {
      const decision = decide(of, event, replayed, at)
      if (decision._tag === "Decided")
        assert.deepInclude(decision.facts.latest, { _tag: "Sending", attempt: 2 }, event._tag)
    }
    assert.deepInclude(decide(of, found("failed"), replayed, at), { status: "unknown" })
  })
})

describe("an end without money after a replay", () => {
  it("counts only once every request has done what it does, and nobody is told before that it is over", () => {
    const { at, of, until } = replaying()
    const end = after(
      of,
      endOf(of, until, { _tag: "OutcomeUnknown", ...error, reason: "TimedOut", providerReference: null }),
      at
    )
    const early = after(end, found("failed"), until + minute - 1)
    assert.deepInclude(early, { status: "unknown", step: "look_up" })
    assert.strictEqual(early.facts.deadAfter, null)
    assert.deepStrictEqual(mayStillPay(early), ["a"])
    assert.strictEqual(early.facts.replays?._tag, "Ended")
    assert.strictEqual(decided(early, found("failed"), until + minute).status, "failed")
  })

  it("is for a person where its id is free then, in any state", () => {
    const { at, of, until } = replaying(freeing)
    const lostAgain = endOf(of, until, {
      _tag: "OutcomeUnknown",
      ...error,
      reason: "TimedOut",
      providerReference: null
    })
    const end = after(of, lostAgain, at, freeing)
    const late = until + hour
    const followed = after(end, found("processing"), late, freeing)
    for (const from of [end, followed]) {
      const dead = after(from, found("failed"), late, freeing)
      assert.strictEqual(dead.status, "needs_review")
      assert.deepStrictEqual(mayStillPay(dead), ["a"])
    }
  })
})
