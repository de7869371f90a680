/** Changes of a payment that wait, are given up, or are not wanted any more: by the state machine alone. */
import { assert, describe, it } from "vitest"
import { type Changes, none, type Open } from "../../src/lifecycle/changes/Change.ts"
import { groundOf } from "../../src/lifecycle/changes/ground.ts"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { merged } from "../../src/operations/stated.ts"
import { now, operation, readFailed } from "../lifecycle/support.ts"
import { policyOf } from "./walk/World.ts"

const minute = 60_000
const hour = 60 * minute
const rub = (value: string) => ({ value, currency: "RUB" })
const policy: Policy = policyOf({ repeats: "replayed", states: "parts", asksApproval: true })

const hold: NonNullable<Changes["hold"]> = {
  ...{ currency: "RUB", authorized: "10.00", capturable: null, captured: "0", elsewhere: "0", captureBefore: null },
  ...{ isApproved: false, at: now - 1_000, by: "account a" }
}

const capture: Open = {
  ...{ instance: "a", fingerprint: "account a", name: "capture", number: 1, amount: rub("4.00"), isFinal: false },
  ...{ askedAt: now - 2_000, recovery: null, stage: "wanted", attempt: null, until: null, firstSentAt: null },
  ...{ keyAttempt: null, isReplayable: false, isClean: true, repeats: 0, dueAt: now - 2_000, part: null },
  ...{ before: null, tries: 0, isOther: false }
}

const sent: Partial<Open> = { stage: "sending", attempt: 2, until: now - minute, firstSentAt: now - 2 * minute }
const lost: Partial<Open> = { ...sent, stage: "unknown", isClean: false, keyAttempt: 2, isReplayable: true }

const payment = (
  open: Partial<Open> | null,
  changes: Partial<Changes> = {},
  status: Operation["status"] = open?.name === "complete" ? "awaiting_payer" : "authorized",
  rest: Partial<Operation> = {}
): Operation =>
  operation(
    "payment",
    status,
    {
      holding: "holder",
      latest: { _tag: "Over", until: now - hour },
      changes: { ...none, last: 1, hold, open: open && { ...capture, ...open }, ...changes }
    },
    { attempts: 2, step: status === "needs_review" ? "none" : "change", ...rest }
  )

const decided = (given: Operation, event: Event, at = now, by: Policy = policy): Decided => {
  const decision = decide(given, event, by, at)
  if (decision._tag === "Illegal") assert.fail(decision.why)
  return decision
}

const changesOf = ({ facts }: Pick<Operation, "facts">): Changes => facts.changes ?? none

const plan = (rest: object = {}): Event => ({
  ...{ _tag: "ChangePlanned", instance: "a", fingerprint: "account a", sendUntil: now + 30_000 },
  ...{ isReplayable: true, clocksApartMillis: 0, ...rest }
})

const delayed: Event = { _tag: "ChangeDelayed" }

const ended = (outcome: "NotExecuted", at: number): Event => ({
  ...{ _tag: "ChangeEnded", instance: "a", fingerprint: "account a", attempt: 2, sendUntil: at, number: 1, outcome },
  ...{ part: null, isTransient: true, reason: "RateLimited", message: "m", retryAfter: null }
})

describe("a change that is replayed", () => {
  it("is never sent without what was sent first, and no attempt is written down instead", () => {
    const given = payment({ ...lost, until: now - minute }, { hold: { ...hold, at: now - 10 } })
    assert.strictEqual(changesOf(decided(given, plan())).open?.stage, "sending")
    const without = decided(given, plan({ isReplayable: false }))
    assert.deepInclude(changesOf(without).open, { stage: "unknown", isReplayable: false })
    assert.strictEqual(without.attempts, given.attempts)
  })
})

describe("a change that waits", () => {
  it("is not sent on a read of long ago, and is read first", () => {
    const old = payment({ askedAt: now - hour / 2 }, { hold: { ...hold, at: now - 20 * minute } })
    assert.strictEqual(groundOf(old, { ...capture, askedAt: now - hour / 2 }, policy, now)._tag, "Stale")
    assert.include(["poll", "sweep"], decided(old, delayed).step)
    const fresh = decided(payment({}), delayed)
    assert.deepStrictEqual([fresh.step, fresh.delay], ["change", 0])
  })

  it("is sent again after it was not executed on a read that is newer than that alone, the later the longer it waits", () => {
    const until = now + 20_000
    const given = payment({ ...sent, until })
    const after = decided(given, ended("NotExecuted", until))
    const { open } = changesOf(after)
    assert.deepInclude(open, { stage: "wanted", isClean: true, until: now, firstSentAt: null })
    assert.notStrictEqual(after.step, "change")
    const waits = [minute, 10 * minute, 30 * minute].map((age) => {
      const { open: later } = changesOf(
        decided(payment({ ...sent, until, askedAt: now - age }), ended("NotExecuted", until))
      )
      return (later?.dueAt ?? 0) - now
    })
    assert.deepStrictEqual(waits, [15_000, 150_000, 300_000])
  })

  it("ends after an hour, whatever has held it up, and its merchant hears of that", () => {
    const over = decided(payment({ askedAt: now - 62 * minute }), delayed)
    assert.deepInclude(changesOf(over).ended, { became: "dead", why: "it could not be sent in time" })
    assert.deepStrictEqual(over.beside, ["payment.capture_failed"])
    assert.strictEqual(changesOf(decided(payment({ askedAt: now - 59 * minute }), delayed)).ended, null)
    const unread = decided(payment({ askedAt: now - 62 * minute, tries: 1 }), readFailed())
    assert.deepInclude(changesOf(unread).ended, { became: "dead", why: "its payment could not be read in time" })
  })

  it("is replaced by a cancel, unless something of it may have left", () => {
    const replaced = decided(payment({}), { _tag: "ChangeAsked", name: "cancel" })
    assert.deepInclude(changesOf(replaced).open, { name: "cancel", number: 2 })
    assert.deepInclude(changesOf(replaced).ended, { number: 1, became: "dead" })
    assert.deepStrictEqual(replaced.beside, ["payment.capture_failed"])
    for (const open of [sent, lost, { ...lost, stage: "wanted" as const }])
      assert.deepInclude(decide(payment(open), { _tag: "ChangeAsked", name: "cancel" }, policy, now), {
        code: "in_flight"
      })
  })
})

describe("a payment that cannot be read", () => {
  it("goes to a person where a change of it may have left, and is asked no sooner than it wants", () => {
    const failing = payment({ ...lost, isReplayable: false }, {}, "authorized", { step: "poll" })
    const first = decided(failing, readFailed({ retryAfter: 50 * minute }))
    assert.strictEqual(changesOf(first).open?.tries, 1)
    assert.isAtLeast(Number(first.delay), 50 * minute)
    for (const event of [readFailed(), { _tag: "Unsupported", instance: "a", message: "m" } as const]) {
      const tired = decided(
        payment({ ...lost, isReplayable: false, tries: 35 }, {}, "authorized", { step: "poll" }),
        event
      )
      assert.deepStrictEqual([tired.status, changesOf(tired).open?.stage], ["needs_review", "review"])
    }
  })
})

describe("a person", () => {
  it("decides about what was under way when its payment came to them, once nothing of it can leave any more", () => {
    const resolved = { _tag: "Resolved", note: "n", operator: "anna", acceptDuplicateRisk: true } as const
    const given = (until: number) => payment({ ...sent, until }, {}, "needs_review")
    for (const outcome of ["carried_out", "not_carried_out"] as const) {
      assert.deepInclude(decide(given(now - 4_000), { ...resolved, outcome }, policy, now), { code: "in_flight" })
      assert.isNull(changesOf(decided(given(now - minute), { ...resolved, outcome })).open)
    }
    const again = decided(given(now - minute), { ...resolved, outcome: "retry" })
    assert.deepInclude(changesOf(again).open, { stage: "unknown", isClean: false })
  })
})

describe("a cancel that is wanted", () => {
  const completion = { ...lost, name: "complete", amount: rub("10.00"), isFinal: true } as const
  const wanted: Event = { _tag: "CancelWanted" }

  it("ends the replays of a completion, and is remembered of all that is not paid", () => {
    for (const status of ["awaiting_payer", "needs_review"] as const) {
      const after = changesOf(decided(payment(completion, {}, status), wanted))
      assert.deepStrictEqual([after.isUnwanted, after.open?.isReplayable], [true, false])
    }
    assert.isTrue(changesOf(decided(payment(null, {}, "awaiting_payer", { step: "poll" }), wanted)).isUnwanted)
    assert.strictEqual(decide(payment({}), wanted, policy, now)._tag, "Illegal")
  })

  it("ends a completion that has not left", () => {
    const after = decided(payment({ name: "complete", amount: rub("10.00"), isFinal: true }), wanted)
    assert.deepInclude(changesOf(after).ended, { name: "complete", became: "dead" })
  })
})

describe("a completion that never left", () => {
  it("is refused by nobody, is told, and comes again with its approval", () => {
    const given = payment({ name: "complete", amount: rub("10.00"), isFinal: true })
    const over = decided(given, delayed)
    assert.deepInclude(changesOf(over).ended, { became: "dead", why: "its payer has not approved what was asked for" })
    assert.deepStrictEqual([changesOf(over).isCompleted, over.beside], ["no", ["payment.updated"]])
  })
})

describe("a change in a recovery", () => {
  it("that was found without an outcome is unknown, and that is written down", () => {
    const given = payment(sent, {}, "authorized", { recovery: 1 })
    const after = decided(given, { _tag: "ChangeInterrupted" })
    assert.deepInclude(changesOf(after).open, { stage: "unknown", isClean: false, recovery: 1 })
    assert.include(["poll", "sweep"], after.step)
  })

  it("that was wanted before is unknown, and no attempt of it begins", () => {
    const given = payment({}, {}, "authorized", { recovery: 1 })
    const after = decided(given, plan())
    assert.strictEqual(changesOf(after).open?.stage, "unknown")
    assert.strictEqual(after.attempts, given.attempts)
  })
})

describe("the ids of a payment", () => {
  it("are kept each by its name, whatever the next answer names", () => {
    const ids = { intent: "i-1", authorization: "a-1" }
    assert.deepStrictEqual(merged({ ids }, { ids: { authorization: "a-2" } }), {
      ids: { intent: "i-1", authorization: "a-2" }
    })
    assert.deepStrictEqual(merged({}, { ids }), { ids })
  })
})
