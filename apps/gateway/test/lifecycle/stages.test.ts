/** A create in stages: what may be committed, what is abandoned and when, and what only a read of the right one proves. */
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import { due } from "../../src/lifecycle/due.ts"
import type { AbandonEnded, Ended, Event, Prepared } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Observation, Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { mayStillPay } from "../../src/lifecycle/unproven.ts"
import {
  accountOf,
  agreed,
  found as foundAs,
  notFoundAt,
  now,
  observationOf,
  operation,
  readFailed,
  recoveredAs,
  refused,
  requestTo,
  unknown
} from "./support.ts"

const minute = 60_000
const hour = 60 * minute
const grace = 5_000
const sendUntil = now + 30_000
const later = sendUntil + 15 * minute

const staged: Policy = {
  ...agreed,
  statusReads: { spacingMillis: minute, polling: "free" },
  lookUp: { create: { by: "providerReference" } },
  operations: ["create", "get", "abandon"],
  stages: {
    create: { prepared: "payable", abandonAfter: { afterMillis: 15 * minute, answers: 2, spacingMillis: minute } }
  }
}

const learning: Policy = { ...staged, stages: { create: { ...staged.stages?.create, prepares: "same" } } }
const replayed: Policy = {
  ...staged,
  duplicates: { create: { kind: "replayed", withinMillis: 24 * hour, replayAfterMillis: minute, refusals: "stored" } }
}

const decided = (of: Operation, event: Event, at = now, policy = staged): Decided => {
  const decision = decide(of, event, policy, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const after = (of: Operation, event: Event, at = now, policy = staged): Operation => ({
  ...of,
  ...decided(of, event, at, policy)
})

const refuses = (of: Operation, event: Event, why: RegExp, at = now, policy = staged) => {
  const decision = decide(of, event, policy, at)
  assert.strictEqual(decision._tag, "Illegal")
  if (decision._tag === "Illegal") assert.match(decision.why, why)
}

const plan = (instance = "a", until = sendUntil): Event => ({
  _tag: "SendPlanned",
  ...accountOf(instance),
  sendUntil: until,
  isStaged: true
})

const sent = (kind: Operation["kind"] = "payout"): Operation => after(operation(kind, "created"), plan())

const prepare = (rest: Partial<Prepared> = {}): Prepared => ({
  _tag: "Prepared",
  ...requestTo("a"),
  providerReference: "d-1",
  commitUntil: null,
  isReplayable: false,
  ...rest
})

const prepared = (kind: Operation["kind"] = "payout", policy = staged): Operation =>
  after(sent(kind), prepare({ isReplayable: policy === replayed }), now, policy)

const left = (failover: boolean, providerReference: string | null = "d-1"): Event =>
  ({
    ...unknown(),
    providerReference,
    left: {
      refused: { reason: "InsufficientFunds", message: "no", providerCode: "f-1", failover, transient: false }
    }
  }) as Ended

const found = (status: Observation["status"], readAt: number, id = "d-1"): Event => ({
  ...(foundAs(status) as Extract<Event, { readonly _tag: "Found" }>),
  observation: observationOf(status, { providerReference: id }),
  readAt
})

const dueOf = ({ facts: { stage } }: Operation): number => stage?.abandon?.dueAt ?? Number.NaN

/** It was given up, and its abandon is on its way from the moment it was due. */
const abandoning = (of: Operation, policy = staged) => {
  const at = dueOf(of)
  const until = at + 30_000
  const plannedFor: Event = { _tag: "AbandonPlanned", ...accountOf("a"), sendUntil: until }
  return { of: after({ ...of, step: "abandon" }, plannedFor, at, policy), at, until }
}

const answer = (of: Operation, until: number, rest: Partial<AbandonEnded> = {}): AbandonEnded => ({
  _tag: "AbandonEnded",
  ...requestTo("a", of.attempts, until),
  outcome: "Accepted",
  providerReference: null,
  message: "",
  providerCode: null,
  retryAfter: null,
  ...rest
})

const abandoned = (of: Operation, rest: Partial<AbandonEnded> = {}) => {
  const { of: asked, until } = abandoning(of)
  const at = until - 1_000
  return { of: after(asked, answer(asked, until, rest), at), at }
}

const refusedAt = (failover: boolean, kind: Operation["kind"] = "payout") => after(prepared(kind), left(failover))

describe("a create in stages", () => {
  it("has a generation of its own for each send, and forgets the id of the one before", () => {
    const first = prepared()
    assert.deepInclude(first.facts.stage, { account: "account a", generation: 0, isPrepared: true })
    const { of, at } = abandoned(refusedAt(true))
    const dead = after(of, found("canceled", at + 1), at + 1)
    const second = after(dead, plan("a", at + hour), at + 2)
    assert.deepInclude(second.facts.stage, { generation: 1, isPrepared: false, abandon: null })
    assert.isNull(second.providerReference)
    const behind = { ...accountOf("a"), providerReference: "d-1", generation: 0, isDead: true as const }
    assert.deepStrictEqual(second.facts.leftBehind, [behind])
  })

  it("is committed only by the attempt that is on its way, and once", () => {
    assert.deepInclude(prepared(), { status: "submitting", providerReference: "d-1" })
    refuses(prepared(), prepare(), /not prepared for this/)
    refuses(sent(), prepare(requestTo("a", 2)), /not this attempt/)
    refuses(sent(), prepare(requestTo("b")), /not this attempt/)
    refuses(sent(), prepare(), /too late/, sendUntil)
    refuses(sent(), prepare({ commitUntil: now }), /too late/)
    refuses(after(sent(), { _tag: "Interrupted" }, sendUntil + grace), prepare(), /not this attempt/, sendUntil + grace)
    const elsewhere = { ...sent(), facts: { ...sent().facts, alsoAt: ["b"] } }
    refuses(elsewhere, prepare(), /b may have it/)
    const doubtful = { ...sent(), recovery: 1 }
    refuses(doubtful, prepare(), /after a recovery/)
  })

  it("goes on as ever where nothing is left", () => {
    const elsewhere = decided(sent(), refused("Rejected"))
    assert.deepInclude(elsewhere, { status: "submitting", step: "submit" })
    assert.deepInclude(decided(sent(), refused("Rejected", { failover: false })), { status: "failed" })
  })

  it("whose commit has no answer is looked up by its id, and nobody takes it for a foreign one", () => {
    const lost = after(prepared(), unknown())
    assert.deepInclude(lost, { status: "unknown", step: "look_up", providerReference: "d-1" })
    const there = decided(prepared(), unknown("DuplicateReference"))
    assert.deepInclude(there, { status: "unknown", step: "look_up", delay: 0 })
    // Without what was prepared, somebody else has used the reference.
    assert.deepInclude(decided(sent(), unknown("DuplicateReference")), { status: "needs_review" })
  })

  it("is never sent again by itself, and where that was risked under another generation", () => {
    const again = { ...after(prepared(), unknown()), step: "send" as const }
    assert.deepInclude(decided(again, plan("a", later)), { status: "needs_review" })
    const atRisk = { ...again, facts: { ...again.facts, again: { _tag: "AtRisk" as const } } }
    assert.deepInclude(decided(atRisk, plan("a", later)).facts.stage, { generation: 1, isPrepared: false })
  })
})

describe("what is left of it", () => {
  it("is abandoned before anything else is done, once nothing of it is on its way", () => {
    const given = decided(prepared(), left(true))
    assert.deepInclude(given, { status: "unknown", step: "look_up", delay: 0 })
    assert.strictEqual(dueOf(refusedAt(true)), sendUntil + grace)
    // The look-up comes first, and settles nothing.
    const seen = decided(refusedAt(true), found("uncommitted", now + 1_000), now + 1_000)
    assert.deepInclude(seen, { status: "unknown", step: "abandon", delay: sendUntil + grace - now - 1_000 })
    refuses(refusedAt(true), plan("b"), /nothing may be sent/)
  })

  it("is an attempt of its own, which nobody may decide about meanwhile", () => {
    const { of, at, until } = abandoning(refusedAt(true))
    assert.deepInclude(of, { status: "unknown", attempts: 2 })
    assert.strictEqual(due(of, undefined, at)._tag, "BeingSent")
    refuses(of, { _tag: "CancelWanted" }, /on its way/, at)
    const resolve: Event = {
      _tag: "Resolved",
      ...{ outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: true }
    }
    refuses(of, resolve, /on its way/, at)
    refuses(of, recoveredAs(["a"]), /on its way/, at)
    // A late answer of the send proves nothing any more.
    assert.deepInclude(decided(of, refused("Rejected"), at), { status: "unknown" })
    const interrupted = decided(of, { _tag: "Interrupted" }, until + grace)
    assert.deepInclude(interrupted, { status: "unknown", step: "look_up", delay: 0 })
  })

  it("goes to the next provider once it is read as dead after that was accepted", () => {
    const { of, at } = abandoned(refusedAt(true))
    assert.deepInclude(of, { status: "unknown", step: "look_up" })
    const dead = decided(of, found("canceled", at + 1), at + 1)
    assert.deepInclude(dead, { status: "submitting", step: "submit", providerReference: null })
    assert.deepInclude(dead.facts, { holding: "nobody", stage: null })
    assert.deepInclude(dead.facts.tried[0], { instance: "a", outcome: "Rejected", transient: false })
  })

  it("fails with its refusal where that allows nobody else", () => {
    const { of, at } = abandoned(refusedAt(false))
    const dead = decided(of, found("canceled", at + 1), at + 1)
    assert.deepInclude(dead, { status: "failed" })
    assert.deepInclude(dead.facts.failure, { reason: "InsufficientFunds", providerCode: "f-1" })
  })

  it.each<readonly [string, (of: Operation, at: number) => Decided]>([
    ["that was read before it was asked", (of, at) => decided(of, found("canceled", at - hour), at + 1)],
    ["that is not committed yet", (of, at) => decided(of, found("uncommitted", at + 1), at + 1)],
    ["that its provider does not find", (of, at) => decided(of, notFoundAt(at + 1), at + 1)],
    ["that cannot be read", (of, at) => decided(of, readFailed(), at + 1)]
  ])("is looked up again, and nothing else, %s", (_, read) => {
    const { of, at } = abandoned(refusedAt(true))
    assert.deepInclude(read(of, at), { status: "unknown", step: "look_up" })
  })

  it("is asked for again where it was refused or lost, and not where it was accepted", () => {
    for (const [outcome, step] of [
      ["Rejected", "abandon"],
      ["OutcomeUnknown", "abandon"],
      ["Accepted", "look_up"]
    ] as const) {
      const { of, at } = abandoned(refusedAt(true), { outcome })
      assert.strictEqual(decided(of, found("uncommitted", at + 1), at + 1).step, step, outcome)
    }
  })

  it("is an end like any other where nobody has accepted to abandon it", () => {
    const { of, at } = abandoned(refusedAt(true), { outcome: "Rejected" })
    assert.deepInclude(decided(of, found("failed", at + 1), at + 1), { status: "failed" })
  })

  it("is followed and paid where somebody has committed it", () => {
    const { of, at } = abandoned(refusedAt(true), { outcome: "Rejected" })
    assert.deepInclude(decided(of, found("processing", at + 1), at + 1), { status: "processing" })
    assert.deepInclude(decided(of, found("paid", at + 1), at + 1), { status: "paid" })
  })

  it("goes to a person in the end, and may still pay until it is dead", () => {
    const { of, at } = abandoned(refusedAt(true), { outcome: "Rejected" })
    const tired = { ...of, facts: { ...of.facts, tries: 35 } }
    const end = after(tired, found("uncommitted", at + 1), at + 1)
    assert.deepInclude(end, { status: "needs_review" })
    assert.deepStrictEqual(mayStillPay(end), ["a"])
  })

  it("comes too late to be tried elsewhere once nobody waits for it", () => {
    const { of, at } = abandoned({ ...refusedAt(true), createdAt: now - 7 * hour })
    const dead = decided(of, found("canceled", at + 1), at + 1)
    assert.deepInclude(dead, { status: "failed" })
    assert.deepInclude(dead.facts.failure, { reason: "InsufficientFunds" })
  })
})

describe("what is found not committed", () => {
  const lost = (policy = staged, kind: Operation["kind"] = "payout") =>
    after(prepared(kind, policy), unknown(), now, policy)

  it("is given up as late and as often as the manifest says", () => {
    const early = after(lost(), found("uncommitted", later - 1), later - 1)
    assert.isNull(early.facts.stage?.unpaid)
    const once = after(early, found("uncommitted", later), later)
    assert.isNull(once.facts.stage?.abandon)
    const near = after(once, found("uncommitted", later + minute - 1), later + minute - 1)
    assert.isNull(near.facts.stage?.abandon)
    const twice = decided(near, found("uncommitted", later + minute), later + minute)
    assert.deepInclude(twice, { status: "unknown", step: "abandon", delay: 0 })
    assert.deepInclude(twice.facts.stage?.abandon, { onceDead: "submit", transient: true })
    const payment = after(lost(staged, "payment"), found("uncommitted", later), later)
    const ended = decided(payment, found("uncommitted", later + minute), later + minute)
    assert.deepInclude(ended.facts.stage?.abandon, { onceDead: "canceled" })
  })

  it("is replayed first where it can be", () => {
    const open = lost(replayed)
    assert.strictEqual(open.facts.replays?._tag, "Open")
    const seen = after(open, found("uncommitted", later), later, replayed)
    assert.deepInclude(seen, { status: "unknown", step: "replay" })
    assert.isNull(seen.facts.stage?.abandon)
  })

  it.each<readonly [string, Partial<Operation>, Partial<Operation["facts"]>, Policy]>([
    ["where its provider cannot abandon it", {}, {}, { ...staged, operations: [] }],
    ["where its provider has accepted it", {}, { holding: "holder" }, staged],
    ["where somebody else may have it", {}, { alsoAt: ["b"] }, staged],
    ["where it is never to be sent again", {}, { again: { _tag: "Never", why: "b has paid it" } }, staged],
    ["after a recovery", { recovery: 1 }, {}, staged],
    ["where nothing says when that may be believed", {}, {}, { ...staged, stages: { create: { prepared: "payable" } } }]
  ])("is only looked up %s", (_, rest, facts, policy) => {
    const of = { ...lost(), ...rest, facts: { ...lost().facts, ...facts } }
    const once = after(of, found("uncommitted", later), later, policy)
    const twice = decided(once, found("uncommitted", later + minute), later + minute, policy)
    assert.deepInclude(twice, { status: "unknown", step: "look_up" })
    assert.isNull(twice.facts.stage?.abandon)
  })

  it("is no move of what its provider has accepted, nor is a payment that was declined", () => {
    for (const status of ["uncommitted", "declined"] as const) {
      const held = operation("payment", "awaiting_payer", { holding: "holder" }, { providerReference: "d-1" })
      assert.deepInclude(decided(held, found(status, later), later), { status: "awaiting_payer", step: "poll" })
    }
  })

  it("is told from one that was declined, which fails once it is dead", () => {
    const once = after(lost(staged, "payment"), found("declined", later), later)
    const twice = decided(once, found("declined", later + minute), later + minute)
    assert.deepInclude(twice.facts.stage?.abandon, { onceDead: "failed" })
  })

  it("is in doubt after a recovery, and so is what is dead", () => {
    const doubtful = after({ ...lost(), recovery: 1 }, recoveredAs(["a"]), later)
    for (const status of ["uncommitted", "canceled"] as const) {
      assert.deepInclude(decided(doubtful, found(status, later), later), { status: "needs_review" })
    }
  })
})

describe("another generation", () => {
  const second = () => {
    const { of, at } = abandoned(refusedAt(true))
    const dead = after(of, found("canceled", at + 1), at + 1)
    const until = at + hour
    const sentAgain = after(dead, plan("a", until), at + 2)
    return { of: sentAgain, at: at + 2, until }
  }

  it("proves nothing of this one while that is on its way", () => {
    const { of, at } = second()
    for (const status of ["canceled", "uncommitted"] as const) {
      const late = decided(of, found(status, at - 1), at + 1)
      assert.deepInclude(late, { status: "submitting", providerReference: null })
      assert.strictEqual(late.facts.latest?._tag, "Sending")
    }
  })

  it("proves nothing of this one whose id is not known", () => {
    const { of, at, until } = second()
    const lost = after(of, { ...unknown(), ...requestTo("a", 3, until) } as Event, at + 1)
    assert.deepInclude(lost, { status: "unknown", providerReference: null })
    for (const id of ["d-1", "d-0"]) {
      const seen = decided(lost, found("canceled", at + hour, id), at + hour)
      assert.deepInclude(seen, { status: "unknown", step: "look_up", providerReference: null })
    }
  })

  it("is no matter where nothing was sent there before, whatever the number", () => {
    const elsewhere = after(operation("payout", "created", { generations: 1, keysUsed: ["account b"] }), plan())
    assert.strictEqual(elsewhere.facts.stage?.generation, 1)
    const lost = after(elsewhere, unknown())
    const seen = decided(lost, found("canceled", now + hour), now + hour)
    assert.deepInclude(seen, { status: "canceled" })
  })

  it("that was paid after all is for a person", () => {
    const { of, at } = second()
    const paid = decided(of, found("paid", at + 1), at + 1)
    assert.deepInclude(paid, { status: "needs_review" })
    assert.deepInclude(paid.facts.again, { _tag: "Never" })
  })
})

describe("one whose id is not known", () => {
  it("is asked for first where preparing again gives the same", () => {
    const given = after(sent(), left(true, null), now, learning)
    assert.isFalse(Number.isNaN(dueOf(given)))
    const { of, until } = abandoning(given, learning)
    const learnt = decided(of, answer(of, until, { outcome: "Learnt", providerReference: "d-1" }), until - 1, learning)
    assert.deepInclude(learnt, { status: "unknown", step: "abandon", providerReference: "d-1" })
    const there = answer(of, until, { outcome: "OutcomeUnknown", providerReference: "d-1" })
    assert.deepInclude(decided(of, there, until - 1, learning), { step: "look_up", delay: 0, providerReference: "d-1" })
    const nothing = decided(of, answer(of, until, { outcome: "NotExecuted" }), until - 1, learning)
    assert.deepInclude(nothing, { status: "unknown", step: "abandon", providerReference: null })
  })

  it("is never abandoned by guess, and goes on where it was interrupted before its commit", () => {
    const given = after(sent(), left(true, null))
    assert.isTrue(Number.isNaN(dueOf(given)))
    const interrupted = after(sent(), { _tag: "Interrupted" }, sendUntil + grace, learning)
    assert.deepInclude(interrupted, { status: "unknown", step: "abandon" })
    assert.deepInclude(after(sent(), { _tag: "Interrupted" }, sendUntil + grace), { step: "look_up" })
    const committed = after(prepared(), { _tag: "Interrupted" }, sendUntil + grace, learning)
    assert.deepInclude(committed, { status: "unknown", step: "look_up" })
  })
})

describe("a merchant's cancel", () => {
  it("that comes before the commit lets it not leave, and what was prepared ends canceled", () => {
    const wanted = after(sent(), { _tag: "CancelWanted" })
    assert.strictEqual(wanted.status, "submitting")
    refuses(wanted, prepare(), /wants it canceled/)
    const { of, at } = abandoned(after(wanted, left(true)))
    const dead = decided(of, found("canceled", at + 1), at + 1)
    assert.deepInclude(dead, { status: "canceled", facts: { ...dead.facts, replays: null } })
    // Once its commit may have left it is on its way.
    assert.deepInclude(decide(prepared(), { _tag: "CancelWanted" }, staged, now), {
      _tag: "Illegal",
      code: "in_flight"
    })
  })

  it("abandons what may be left, and overrules how that would have gone on", () => {
    const lost = after(prepared(), unknown())
    const wanted = after(lost, { _tag: "CancelWanted" }, sendUntil + grace)
    assert.deepInclude(wanted, { status: "unknown", step: "abandon" })
    const { of, at } = abandoned(wanted)
    assert.deepInclude(decided(of, found("canceled", at + 1), at + 1), { status: "canceled" })
    const other = after(refusedAt(true), { _tag: "CancelWanted" }, sendUntil + grace)
    assert.strictEqual(other.facts.stage?.abandon?.onceDead, "canceled")
    refuses(other, { _tag: "CancelWanted" }, /being abandoned already/, sendUntil + grace)
  })
})
