/**
 * An operator calls failed what may still be paid, and accepts that risk: that is no statement that it was not paid, so whoever
 * may have it is looked after, and what one of them has paid comes to a person.
 */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { mayStillPay } from "../../src/lifecycle/unproven.ts"
import {
  about,
  accountOf,
  found,
  free,
  notFound,
  now,
  observationOf,
  operation,
  planned,
  readFailed,
  recoveredAs,
  requestTo
} from "./support.ts"

const hour = 3_600_000
const day = 24 * hour

const failed = { _tag: "Resolved", outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: true } as const

interface World {
  readonly current: Operation
  /** When its next step is due; null when there is none. */
  readonly dueAt: number | null
}

const after = ({ current }: World, event: Event, at: number, policy: Policy = free): World => {
  const own = event._tag === "Accepted" || event._tag === "Rejected" ? event : about(event, current, at)
  const decision = decide(current, own, policy, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  const { delay, ...rest } = decision
  return { current: { ...current, ...rest }, dueAt: typeof delay === "number" ? at + delay : null }
}

// b paid it in the interval that the records have lost; a is being asked.
const inDoubt = (kind: "payment" | "payout", rest = {}): World =>
  after(
    { current: operation(kind, "submitting", {}, { recovery: 1, step: "submit" }), dueAt: now },
    recoveredAs(["a", "b"], rest),
    now
  )

/** Everybody denies it whenever it is looked after: who was asked when, in hours. */
const looks = (from: World, policyOf: (instance: string | null) => Policy = () => free) => {
  const all: Record<string, Array<number>> = {}
  let world = from
  for (let n = 0; n < 200 && world.dueAt !== null; n += 1) {
    const { provider } = world.current
    const hours = all[provider ?? ""] ?? []
    all[provider ?? ""] = hours
    hours.push(Math.round((world.dueAt - now) / hour))
    world = after(world, notFound, world.dueAt, policyOf(provider))
  }
  return { all, world }
}

describe("what an operator has called failed, accepting that it may be paid twice", () => {
  it("is looked after wherever it may be, and what was paid there comes to a person", () => {
    for (const kind of ["payment", "payout"] as const) {
      let world = after(inDoubt(kind), failed, now)
      assert.deepInclude(world.current, { status: "failed", step: "sweep", provider: "a" })
      for (let n = 0; n < 3 && world.current.provider !== "b"; n += 1) world = after(world, notFound, world.dueAt ?? 0)
      assert.deepInclude(world.current, { provider: "b", fingerprint: "account b", step: "sweep" })
      world = after(world, found("paid"), world.dueAt ?? 0)
      assert.deepInclude(world.current, { status: "needs_review", provider: "b" }, kind)
    }
  })

  it("is looked after at each for as long as is assumed of any, once more when that is over, and then no longer", () => {
    const { all, world } = looks(after(inDoubt("payout"), failed, now))
    assert.deepInclude(world.current, { status: "failed", step: "none" })
    assert.deepStrictEqual(Object.keys(all), ["a", "b"])
    for (const hours of Object.values(all)) {
      assert.strictEqual(hours[0], 6)
      assert.strictEqual(hours.at(-1), 30 * 24)
      for (const [place, each] of hours.slice(1).entries()) assert.isAtMost(each - (hours[place] ?? 0), 72)
    }
    assert.isUndefined(world.current.facts.watch?.also)
  })

  it("is looked after at others where whoever was asked reports it by callbacks", () => {
    const verified: Policy = { ...free, callbacks: "verified" }
    const { all } = looks(after(inDoubt("payout"), failed, now, verified), (instance) =>
      instance === "a" ? verified : free
    )
    assert.deepStrictEqual(Object.keys(all), ["b"])
    assert.strictEqual(all.b?.at(-1), 30 * 24)
  })

  it("is looked after where it could not be asked, and where it has ended without money, but not where it is proven absent", () => {
    const undecided = after(inDoubt("payout", { undecided: [accountOf("c")] }), failed, now)
    assert.deepStrictEqual(Object.keys(looks(undecided).all).sort(), ["a", "b", "c"])
    const long = now + hour
    const dead = after(inDoubt("payout"), found("failed", { providerReference: "a-1" }), long)
    assert.deepInclude(dead.current, { status: "unknown", provider: "b" })
    const given = after(dead, failed, long)
    const [also] = given.current.facts.watch?.also ?? []
    assert.deepInclude(also, { ...accountOf("a"), providerReference: "a-1" })
    const denied = {
      ...dead.current,
      facts: { ...dead.current.facts, doubt: { ...dead.current.facts.doubt, dead: null, absent: [accountOf("a")] } }
    } as Operation
    assert.isUndefined(after({ current: denied, dueAt: long }, failed, long).current.facts.watch?.also)
  })

  it("is looked after at others while one of them does not answer", () => {
    let world = after(inDoubt("payout"), failed, now)
    const asked = new Set<string | null>()
    for (let n = 0; n < 20; n += 1) {
      asked.add(world.current.provider)
      const isDown = world.current.provider === "a"
      world = after(world, isDown ? readFailed() : notFound, world.dueAt ?? 0)
    }
    assert.deepStrictEqual([...asked], ["a", "b"])
  })

  it("is asked for by the id that is known of each of them", () => {
    const given = after(inDoubt("payout"), failed, now)
    let world: World = { ...given, current: { ...given.current, providerReference: "a-1" } }
    const known = new Map([
      ["a", "a-1"],
      ["b", null]
    ])
    for (let n = 0; n < 8; n += 1) {
      const { provider, providerReference } = world.current
      assert.strictEqual(providerReference, known.get(provider ?? ""), `${provider}, after ${n} looks`)
      world = after(world, found("failed"), world.dueAt ?? 0)
    }
  })

  it("is looked after for as long as each may change it, from when that one reports its end, and not from any other's", () => {
    const days10 = 10 * day
    const lasting: Policy = { ...free, finality: { paidMayChangeForMillis: days10, failedMayChangeForMillis: days10 } }
    const ends = new Map<string | null, number>()
    let world = after(inDoubt("payment"), failed, now)
    const last = new Map<string | null, number>()
    for (let n = 0; n < 200 && world.dueAt !== null; n += 1) {
      const { provider } = world.current
      const at = world.dueAt
      last.set(provider, at)
      // a lets it lapse after three weeks; b does so at once.
      const isOver = provider === "b" || at > now + 21 * day
      if (isOver && !ends.has(provider)) ends.set(provider, at)
      world = after(world, isOver ? found("expired") : found("awaiting_payer"), at, lasting)
    }
    assert.deepInclude(world.current, { status: "failed", step: "none" })
    for (const provider of ["a", "b"]) {
      assert.isAbove(last.get(provider) ?? 0, (ends.get(provider) ?? 0) + days10, provider)
      assert.isBelow(last.get(provider) ?? 0, (ends.get(provider) ?? 0) + days10 + day, provider)
    }
    assert.isAbove((ends.get("a") ?? 0) - (ends.get("b") ?? 0), 20 * day)
  })

  it("is not left alone for ever because a clock was wrong", () => {
    const given = after(inDoubt("payout"), failed, now)
    const { watch } = given.current.facts
    const also = (watch?.also ?? []).map((each) => ({ ...each, at: now + 900 * day }))
    const wrong = { ...given.current, facts: { ...given.current.facts, watch: { count: 0, at: now + hour, also } } }
    const { all } = looks({ current: wrong, dueAt: now + hour })
    assert.isAtMost(all.b?.[0] ?? Number.POSITIVE_INFINITY, 2 * 72 + 1)
  })
})

describe("what a provider has accepted, and the records have lost", () => {
  const accepted: Event = { _tag: "Accepted", ...requestTo("b"), observation: observationOf("processing") }
  const given = { ...failed, mayHaveIt: [accountOf("b")] }

  it("is looked after there as well when an operator calls it failed", () => {
    const restored = { current: operation("payout", "submitting", {}, { recovery: 1, step: "submit" }), dueAt: now }
    const held = after(restored, accepted, now)
    assert.deepInclude(held.current, { status: "needs_review", provider: "a" })
    assert.deepStrictEqual(mayStillPay(held.current), ["a", "b"])
    assert.deepStrictEqual(Object.keys(looks(after(held, given, now)).all), ["a", "b"])
  })

  it("is looked after there alone where by the records nobody was sent it", () => {
    const unsent = { current: operation("payment", "created", {}, { recovery: 1 }), dueAt: now }
    const world = after(after(unsent, accepted, now), given, now)
    assert.deepInclude(world.current, { status: "failed", step: "sweep", provider: "b", fingerprint: "account b" })
    assert.strictEqual(world.dueAt, now + hour)
    assert.strictEqual(after(world, found("paid"), now + hour).current.status, "needs_review")
  })

  it("is not looked after where an operator calls it paid", () => {
    const unsent = { current: operation("payment", "created", {}, { recovery: 1 }), dueAt: now }
    const world = after(after(unsent, accepted, now), { ...given, outcome: "paid" }, now)
    assert.deepInclude(world.current, { status: "paid", step: "none" })
  })
})

describe("what an operator has retried, accepting that it may be paid twice, while it was asked who has it", () => {
  const retried = after(inDoubt("payout"), { ...failed, outcome: "retry" }, now)

  const unsent: World = {
    ...retried,
    current: {
      ...retried.current,
      status: "submitting",
      step: "submit",
      facts: { ...retried.current.facts, holding: "nobody" }
    }
  }

  it("is not called failed because whoever it was sent to refuses it", () => {
    assert.deepInclude(retried.current.facts, { doubt: null, alsoAt: ["a", "b"] })
    const sent = after(unsent, planned("a"), now)
    const no = {
      reason: "DestinationInvalid",
      message: "no",
      providerCode: null,
      transient: false,
      failover: false,
      retryAfter: null
    } as const
    const until = sent.current.facts.latest?.until
    const { current } = after(sent, { _tag: "Rejected", ...requestTo("a", sent.current.attempts, until), ...no }, now)
    assert.deepInclude(current, { status: "needs_review", step: "none" })
    assert.deepStrictEqual(mayStillPay(current), ["a", "b"])
  })

  it("is not called failed because nobody is left, nor canceled as if nothing had been sent", () => {
    const none = after(unsent, { _tag: "NobodyLeft", message: "nobody", isBlocked: false }, now)
    assert.strictEqual(none.current.status, "needs_review")
    assert.strictEqual(decide(unsent.current, { _tag: "CanceledUnsent" }, free, now)._tag, "Illegal")
  })

  it("is not called failed because one of them says that it ended there", () => {
    const { current } = after(retried, found("failed"), now)
    assert.strictEqual(current.status, "needs_review")
    assert.deepStrictEqual(mayStillPay(current), ["b"])
  })

  it("ends by the word of the one that had accepted it", () => {
    const restored = operation("payout", "submitting", { holding: "holder" }, { recovery: 1, step: "submit" })
    const asked = after({ current: restored, dueAt: now }, recoveredAs(["a", "b"]), now)
    const again = after(asked, { ...failed, outcome: "retry" }, now)
    assert.deepStrictEqual(again.current.facts.alsoAt, [])
    assert.strictEqual(after(again, found("failed"), now).current.status, "failed")
  })
})
