/** After a recovery: whoever may have an operation is asked before anything of it is sent, and nobody is overlooked. */

import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Facts } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import { isDoubtful, type Operation, type Policy } from "../../src/lifecycle/Operation.ts"
import { stillToAsk } from "../../src/lifecycle/question.ts"
import type { Kind, Status } from "../../src/lifecycle/Status.ts"
import { brokenAlone } from "../walk/laws.ts"
import {
  accountOf,
  agreed,
  found,
  free,
  lost,
  notFoundAt,
  now,
  observationOf,
  operation,
  planned,
  readFailed,
  recoveredAs,
  refused,
  requestTo,
  sending,
  unknown
} from "./support.ts"

const minute = 60_000
const start = now + 30 * minute

interface World {
  readonly current: Operation
  readonly at: number
}

const policyOf = ({ provider }: Operation): Policy => (provider === "p2p" ? agreed : free)

const step = ({ at, current }: World, event: Event): World => {
  const decision = decide(current, event, policyOf(current), at)
  if (decision._tag === "Illegal") throw new Error(`${event._tag}: ${decision.why}`)
  const { delay, ...rest } = decision
  return { current: { ...current, ...rest }, at: at + Math.max(typeof delay === "number" ? delay : 0, minute) }
}

const covered = (kind: Kind, status: Status, facts: Partial<Facts> = {}, rest: Partial<Operation> = {}): World => ({
  current: operation(kind, status, facts, { recovery: 1, ...rest }),
  at: start
})

/** The account that is asked denies it as often as it takes to be believed. */
const denies = (world: World): World => {
  const { provider } = world.current
  let next = world
  for (let n = 0; n < 10 && next.current.provider === provider && next.current.step === "look_up"; n += 1) {
    next = step(next, notFoundAt(next.at, provider ?? ""))
  }
  return next
}

const reports = (world: World, event: Event): World =>
  step(world, { ...event, instance: world.current.provider ?? "" } as Event)

const unclear = (world: World): World => {
  const { provider } = world.current
  let next = world
  for (let n = 0; n < 10 && next.current.provider === provider && next.current.step === "look_up"; n += 1) {
    next = reports(next, readFailed({ reason: "UnrecognisedAnswer" }))
  }
  return next
}

const target = accountOf("a")
const asks = (world: World, ask: ReadonlyArray<string>, rest = {}) => step(world, recoveredAs(ask, { target, ...rest }))

describe("in a recovery", () => {
  it("nothing that the interval covers is sent, canceled or given up before everybody was asked", () => {
    for (const recovery of [1, 2]) {
      for (const cleared of [null, { recovery: recovery - 1, asked: "all" as const }]) {
        const unsent = operation("payout", "created", { cleared, again: { _tag: "AtRisk" } }, { recovery })
        assert.isTrue(isDoubtful(unsent))
        const events: ReadonlyArray<Event> = [
          planned("a"),
          { _tag: "CanceledUnsent" },
          { _tag: "NobodyLeft", message: "nobody", isBlocked: false },
          { _tag: "Resolved", outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: true }
        ]
        for (const event of events) {
          assert.strictEqual(decide(unsent, event, free, now)._tag, "Illegal", event._tag)
        }
        const resend = operation(
          "payout",
          "unknown",
          { cleared, again: { _tag: "AtRisk" } },
          { recovery, step: "send" }
        )
        assert.strictEqual(decide(resend, planned("a"), free, now)._tag, "Illegal")
      }
    }
  })

  it("an attempt at one account does not hide that another paid: both are asked, and who has it keeps it", () => {
    // The backup falls into attempt 1 at a; what followed is lost: a refused, and b paid.
    const restored = covered("payout", "submitting", { latest: sending(1) })
    const asked = denies(asks(restored, ["a", "b"]))
    assert.deepInclude(asked.current, { status: "unknown", step: "look_up", provider: "b", fingerprint: "account b" })
    assert.strictEqual(asked.current.providerReference, null)
    const settled = reports(asked, found("paid", { providerReference: "b-7" }))
    assert.deepInclude(settled.current, { status: "paid", provider: "b", providerReference: "b-7" })
  })

  it("it is sent to the target, under the same id, only when everybody has denied it in the way that is final", () => {
    const asked = denies(denies(asks(covered("payout", "created"), ["b", "a"])))
    assert.deepNestedInclude(asked.current, {
      status: "unknown",
      step: "send",
      provider: "a",
      fingerprint: "account a",
      "facts.holding": "maybe",
      "facts.cleared": { recovery: 1, asked: ["account b", "account a"] }
    })
    const sent = decide(asked.current, planned("a", asked.at + 30_000), free, asked.at) as Decided
    assert.match(String(sent.entries[0]?.details.allowedBecause), /after a recovery b, a proved not to have it/)
    // A refusal now speaks of this request only.
    const after = decide(
      { ...asked.current, ...sent },
      refused("Rejected", { sendUntil: asked.at + 30_000 }),
      free,
      asked.at
    ) as Decided
    assert.strictEqual(after.status, "unknown")
  })

  it("a person decides where somebody cannot be asked or tell, but not before the others were asked", () => {
    const cannot = asks(covered("payout", "created"), ["a"], { undecided: [accountOf("gone")] })
    assert.strictEqual(cannot.current.status, "unknown")
    assert.strictEqual(denies(cannot).current.status, "needs_review")
    assert.deepInclude(reports(cannot, found("processing")).current, { status: "processing", provider: "a" })

    const unsure = denies(unclear(asks(covered("payout", "created"), ["p2p", "a"])))
    assert.deepInclude(unsure.current, { status: "needs_review", step: "none" })
  })

  it("what nobody can be sent again without risk is left to a person", () => {
    const asked = denies(asks(covered("payout", "created"), ["a"], { target: null }))
    assert.deepInclude(asked.current, { status: "needs_review", step: "none" })
  })

  it("one that ended without money at one account is not failed before the others are asked", () => {
    const asked = reports(asks(covered("payout", "unknown"), ["a", "b"]), found("failed"))
    assert.deepInclude(asked.current, { status: "unknown", provider: "b" })
    assert.deepInclude(reports(asked, found("paid")).current, { status: "paid", provider: "b" })
    assert.deepInclude(denies(asked).current, { status: "failed", provider: "a" })
  })

  it("one that ended without money is looked after where it ended, by that account's own id", () => {
    const failed = found("failed", { providerReference: "17" })
    const looksAfter = { status: "failed", provider: "a", providerReference: "17", step: "sweep" } as const
    const payout = denies(reports(asks(covered("payout", "unknown"), ["a", "b"]), failed))
    assert.deepInclude(payout.current, looksAfter)
    assert.deepInclude(reports(payout, found("paid", { providerReference: "17" })).current, { status: "needs_review" })
    const payment = denies(reports(asks(covered("payment", "unknown"), ["a", "b"]), failed))
    assert.deepInclude(payment.current, looksAfter)
    assert.deepInclude(reports(payment, found("paid", { providerReference: "17" })).current, { status: "paid" })
  })

  it("whoever called back about it and then denies it is not believed", () => {
    const asked = denies(asks(covered("payout", "created"), ["a"], { called: ["a"] }))
    assert.strictEqual(asked.current.status, "needs_review")
  })

  it("a callback puts its account next, also when it had denied it or a person was called for it", () => {
    const callback: Event = { _tag: "CalledElsewhere", ...accountOf("a"), trust: "verified", providerStatus: "5" }
    const denied = denies(asks(covered("payout", "created"), ["a", "b", "c"]))
    assert.strictEqual(denied.current.provider, "b")
    const again = step(denied, callback)
    assert.strictEqual(again.current.provider, "a")
    assert.strictEqual(reports(again, found("paid")).current.status, "paid")

    const reviewed = denies(unclear(asks(covered("payout", "created"), ["p2p", "a"])))
    const called = step(reviewed, { ...callback, ...accountOf("p2p"), trust: "hint" })
    assert.deepInclude(called.current, { status: "unknown", step: "look_up", provider: "p2p" })
    assert.deepInclude(reports(called, found("paid")).current, { status: "paid", provider: "p2p" })
  })

  it("an account that does not answer is asked again later, the others meanwhile", () => {
    const turned = reports(asks(covered("payout", "created"), ["a", "b"]), readFailed())
    assert.deepInclude(turned.current, { status: "unknown", step: "look_up", provider: "b" })
    const back = denies(turned)
    assert.strictEqual(back.current.provider, "a")
    assert.strictEqual(denies(back).current.step, "send")
  })

  it("an account that was only asked too early is waited for, and nobody is asked in its place", () => {
    const early = readFailed({ reason: "RateLimited", neverSent: true, retryAfter: 40_000 })
    const waits = reports(asks(covered("payout", "created"), ["a", "b"]), early)
    assert.deepInclude(waits.current, { status: "unknown", step: "look_up", provider: "a" })
    assert.deepInclude(reports(waits, found("paid")).current, { status: "paid", provider: "a" })
  })

  it("another restore asks everything again, whatever was settled or risked in the earlier one", () => {
    const settled = denies(asks(covered("payout", "created"), ["a"]))
    assert.strictEqual(settled.current.step, "send")
    const again = { ...settled, current: { ...settled.current, recovery: 2 } }
    assert.strictEqual(decide(again.current, planned("a", again.at + 30_000), free, again.at)._tag, "Illegal")
    const asked = asks(again, ["p2p", "a"], { recovery: 2 })
    assert.deepNestedInclude(asked.current, { provider: "p2p", "facts.again": null, "facts.doubt.recovery": 2 })
    // Nor does a question that the backup holds half-answered come to an end.
    const dead = reports(asks(covered("payout", "unknown"), ["a", "b"]), found("failed"))
    const stale = { ...dead, current: { ...dead.current, recovery: 2 } }
    assert.deepInclude(denies(stale).current, { status: "unknown", step: "look_up" })
  })

  it("the same recovery asks once, and whom it had not asked before", () => {
    const asked = asks(covered("payout", "created"), ["a"])
    assert.strictEqual(decide(asked.current, recoveredAs(["a"]), free, asked.at)._tag, "Illegal")
    const settled = denies(asked)
    assert.strictEqual(decide(settled.current, recoveredAs([]), free, settled.at)._tag, "Illegal")
    const more = asks(settled, ["b"])
    assert.strictEqual(more.current.provider, "b")
    // Whom it had asked before stays asked.
    const both = denies(more)
    assert.deepStrictEqual(both.current.facts.cleared?.asked, ["account a", "account b"])
  })

  it("a payment that was never sent by the records is sent once nobody has it, without a person", () => {
    const asked = reports(asks(covered("payment", "created"), ["a"], { target: null }), notFoundAt(start, "a"))
    assert.deepNestedInclude(asked.current, { status: "submitting", step: "submit", "facts.holding": "nobody" })
    assert.strictEqual(decide(asked.current, planned("a", asked.at + 30_000), free, asked.at)._tag, "Decided")
    // Too soon after the records were found to be old an answer proves nothing.
    const soon = { ...covered("payment", "created"), at: now + minute }
    assert.strictEqual(
      reports(asks(soon, ["a"], { target: null }), notFoundAt(now + minute, "a")).current.step,
      "look_up"
    )
    const sent = denies(asks(covered("payment", "unknown"), ["a"], { target: null }))
    assert.strictEqual(sent.current.status, "needs_review")
  })

  it("an answer that comes late from an account that is not asked just now settles it there", () => {
    const asking = denies(asks(covered("payout", "submitting", { latest: sending(1) }), ["a", "b"]))
    assert.strictEqual(asking.current.provider, "b")
    const answer: Event = { _tag: "Accepted", ...requestTo("a"), observation: observationOf("processing") }
    assert.deepInclude(step(asking, answer).current, { status: "processing", provider: "a", fingerprint: "account a" })
  })

  it("a refusal is no proof before everybody was asked: after the backup somebody else may have been sent it", () => {
    const refusals = [refused("NotExecuted"), refused("Rejected"), refused("Rejected", { failover: false })]
    for (const kind of ["payout", "payment"] as const) {
      for (const event of refusals) {
        const sending = step(covered(kind, "submitting"), event).current
        assert.deepNestedInclude(sending, { status: "unknown", step: "look_up", "facts.holding": "maybe" })
        const late = step(covered(kind, "unknown", { latest: lost(1) }), event).current
        assert.deepNestedInclude(late, { status: "unknown", step: "look_up", "facts.holding": "maybe" })
      }
    }
  })

  it("a duplicate is nobody else's before everybody was asked: what was sent after the backup is ours", () => {
    const { current } = step(covered("payout", "submitting"), unknown("DuplicateReference"))
    assert.deepNestedInclude(current, { status: "unknown", step: "look_up", "facts.holding": "maybe" })
  })

  it("an answer of the account to which a name led before is not taken for one of the account that it leads to now", () => {
    const renamed = { instance: "a", fingerprint: "another account" }
    const asking = step(covered("payout", "submitting", { latest: sending(1) }), recoveredAs([], { ask: [renamed] }))
    assert.strictEqual(asking.current.fingerprint, "another account")
    const answer: Event = { _tag: "Accepted", ...requestTo("a"), observation: observationOf("processing") }
    assert.deepInclude(step(asking, answer).current, { status: "processing", provider: "a", fingerprint: "account a" })
    // Without a doubt it is another one that has it too.
    const other = operation("payout", "submitting", { latest: sending(1) }, { fingerprint: "another account" })
    assert.strictEqual(step({ current: other, at: start }, answer).current.status, "needs_review")
  })

  it("an answer of one account never counts for another", () => {
    const asking = denies(asks(covered("payout", "created"), ["a", "b"]))
    for (const event of [notFoundAt(asking.at, "a"), readFailed({ reason: "UnrecognisedAnswer" })]) {
      const same = decide(asking.current, event, free, asking.at) as Decided
      assert.deepInclude(same, { status: "unknown", step: "look_up", provider: "b", delay: "keep" })
      assert.deepStrictEqual(same.facts, asking.current.facts)
    }
  })

  it("nothing is sent over any course of answers unless every account has denied it", () => {
    const names = ["a", "b", "p2p"] as const
    const verdicts = fc.constantFrom("denies", "unclear", "failed", "processing", "paid", "silent" as const)
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...names], { minLength: 1 }),
        fc.dictionary(fc.constantFrom(...names), verdicts, { minKeys: 3, maxKeys: 3 }),
        fc.constantFrom("created" as const, "submitting" as const, "unknown" as const),
        (ask, verdict, from) => {
          let world = asks(covered("payout", from), ask)
          for (let n = 0; n < 200 && world.current.step === "look_up"; n += 1) {
            const says_ = verdict[world.current.provider ?? ""]
            if (says_ === "denies") world = step(world, notFoundAt(world.at, world.current.provider ?? ""))
            else if (says_ === "unclear") world = reports(world, readFailed({ reason: "UnrecognisedAnswer" }))
            else if (says_ === "silent") world = reports(world, readFailed())
            else world = reports(world, found(says_ ?? "processing"))
          }
          const all = ask.map((name) => (name === "p2p" && verdict[name] === "denies" ? "unclear" : verdict[name]))
          const { provider, status, step: left } = world.current
          if (left === "send") assert.isTrue(all.every((each) => each === "denies"))
          if (status === "failed") assert.isTrue(all.every((each) => each === "denies" || each === "failed"))
          const holder = ask.find((name) => verdict[name] === "paid" || verdict[name] === "processing")
          if (holder !== undefined) assert.include(["paid", "processing"], status, JSON.stringify({ ask, verdict }))
          if (status === "paid" || status === "processing") {
            assert.include(["paid", "processing"], verdict[provider ?? ""])
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe("a person", () => {
  const retry = { _tag: "Resolved", outcome: "retry", note: "", operator: "anna" } as const

  it("who retries what nobody could tell has everybody asked once more, and by accepting the risk has it sent", () => {
    const reviewed = denies(asks(covered("payout", "created"), ["a"], { undecided: [accountOf("gone")] }))
    const again = step(reviewed, { ...retry, acceptDuplicateRisk: false })
    assert.deepInclude(again.current, { status: "submitting", step: "submit" })
    assert.isTrue(isDoubtful(again.current))
    const sent = step(reviewed, { ...retry, acceptDuplicateRisk: true })
    assert.deepInclude(sent.current, { status: "submitting", step: "submit" })
    assert.strictEqual(decide(sent.current, planned("a", sent.at + 30_000), free, sent.at)._tag, "Decided")
  })

  it("who accepts the risk of one that was sent before has it looked up where it was sent, not where it was asked last", () => {
    const recorded = covered("payout", "unknown", {}, { provider: "a", fingerprint: "account a" })
    const reviewed = unclear(denies(asks(recorded, ["a", "p2p"], { target: null })))
    assert.strictEqual(reviewed.current.status, "needs_review")
    const sent = step(reviewed, { ...retry, acceptDuplicateRisk: true })
    assert.deepInclude(sent.current, { status: "unknown", step: "look_up", provider: "a", fingerprint: "account a" })
  })

  it("who retries what was accepted where no record spoke of it has it looked up there, and not submitted to anybody", () => {
    const reviewed = unclear(denies(asks(covered("payout", "created"), ["a", "p2p"])))
    assert.strictEqual(reviewed.current.status, "needs_review")
    // A node that had sent it before the records went back gets its answer now.
    const answer: Event = { _tag: "Accepted", ...requestTo("a"), observation: observationOf("processing") }
    const answered = step(reviewed, answer)
    assert.deepNestedInclude(answered.current, { status: "needs_review", attempts: 0, "facts.holding": "holder" })
    const again = step(answered, { ...retry, acceptDuplicateRisk: true })
    assert.deepInclude(again.current, { status: "unknown", step: "look_up", provider: "a" })
    assert.strictEqual(reports(again, found("failed")).current.status, "failed")
  })

  it("what was accepted is sent to nobody, and called dead by nobody else, whoever denies it", () => {
    const accepted: Event = { _tag: "Accepted", ...requestTo("a"), observation: observationOf("processing") }
    for (const kind of ["payment", "payout"] as const) {
      for (const isDenied of [true, false]) {
        const to = kind === "payment" ? { target: null } : { target: accountOf("b") }
        const asked = asks(covered(kind, "created"), ["b", "a", "c"], to)
        const others = denies(isDenied ? denies(asked) : reports(asked, found("failed")))
        const reviewed = unclear(others)
        assert.strictEqual(reviewed.current.status, "needs_review")
        const answered = step(reviewed, accepted)
        const called = step(answered, {
          _tag: "CalledElsewhere",
          ...accountOf("c"),
          trust: "hint",
          providerStatus: "1"
        })
        const concluded = denies(called)
        assert.deepNestedInclude(concluded.current, {
          status: "needs_review",
          step: "none",
          provider: "a",
          "facts.holding": "holder"
        })
      }
    }
  })

  it("whatever comes in whatever order, nothing is to be sent that somebody has accepted, or that never may be", () => {
    const account = fc.constantFrom("a", "b", "c")
    const status = fc.constantFrom("failed" as const, "processing" as const, "paid" as const)
    type Next = (world: World) => Event
    const asked = ({ current }: World) => current.provider ?? ""
    const denied: Next = (world) => notFoundAt(world.at, asked(world))
    const unclear: Next = (world) => readFailed({ reason: "UnrecognisedAnswer", instance: asked(world) })
    const retried: Next = () => ({ ...retry, acceptDuplicateRisk: false })
    const events = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(denied, denied, unclear) },
      fc.constant(retried),
      status.map(
        (is): Next =>
          (world) =>
            ({ ...found(is), instance: asked(world) }) as Event
      ),
      account.map(
        (of): Next =>
          () => ({ _tag: "Accepted", ...requestTo(of), observation: observationOf("processing") })
      ),
      fc.tuple(account, fc.constantFrom("hint" as const, "verified" as const)).map(
        ([of, trust]): Next =>
          () => ({ _tag: "CalledElsewhere", ...accountOf(of), trust, providerStatus: "1" })
      ),
      fc.tuple(account, status).map(
        ([instance, is]): Next =>
          () => ({ _tag: "FoundElsewhere", instance, status: is, providerStatus: is })
      )
    )
    // It takes several answers of one to be believed, or to be given up.
    const times = (next: Next) => (next === denied || next === unclear ? 10 : 1)
    const arbitrary = fc.tuple(
      fc.constantFrom("payout" as const, "payment" as const),
      fc.array(events, { maxLength: 40 })
    )
    fc.assert(
      fc.property(arbitrary, ([kind, course]) => {
        const to = { target: kind === "payment" ? null : accountOf("b") }
        let world = asks(covered(kind, "created"), ["b", "a", "c"], to)
        let acceptedBy: string | undefined
        const apply = (event: Event) => {
          const decision = decide(world.current, event, policyOf(world.current), world.at)
          if (decision._tag === "Illegal") return
          const { announce: _, delay, entries: __, ...state } = decision
          const current = { ...world.current, ...state }
          assert.isNull(brokenAlone(world.current, current, delay), event._tag)
          if (event._tag === "Accepted" && current.facts.holding === "holder")
            acceptedBy = current.provider ?? undefined
          if (acceptedBy !== undefined && current.step === "send") assert.strictEqual(current.provider, acceptedBy)
          world = { current, at: world.at + Math.max(typeof delay === "number" ? delay : 0, minute) }
        }
        for (const next of course) {
          const { provider } = world.current
          for (let n = 0; n < times(next) && world.current.provider === provider; n += 1) apply(next(world))
        }
      }),
      { numRuns: 10_000 }
    )
  })
})

describe("a refund that a recovery covers, and whose account cannot be asked about it by our name", () => {
  const account = accountOf("a")
  const suspects = { ask: [], undecided: [account] }
  const worth = {
    currency: "RUB",
    captured: "10.00",
    elsewhere: "0",
    disputed: "0",
    at: start + 60 * minute,
    by: account.fingerprint,
    statesRefunds: true
  }
  const made: World = covered("refund", "created", {}, { provider: "a", fingerprint: "account a", reserved: "10.00" })
  const asked = step(made, recoveredAs([], { undecided: [account], startedAt: start }))

  it("is not asked about for ever: its payment's read tells, and it is sent on that", () => {
    assert.deepStrictEqual([asked.current.status, asked.current.step], ["submitting", "submit"])
    assert.isUndefined(stillToAsk(asked.current, suspects))
    const payment = { worth, reserved: "10.00", stopped: null }
    const sent = step(
      { current: { ...asked.current, payment }, at: worth.at + minute },
      planned("a", worth.at + 2 * minute)
    )
    assert.deepStrictEqual([sent.current.attempts, sent.current.facts.alsoAt], [1, []])
  })

  it("is called failed at a risk only, and keeps its place without it", () => {
    const failed = { _tag: "Resolved", outcome: "failed", note: "n", operator: "anna" } as const
    const refused = decide(asked.current, { ...failed, acceptDuplicateRisk: false }, agreed, asked.at)
    assert.deepStrictEqual(refused._tag === "Illegal" && refused.mayStillPay, ["a"])
    const taken = step(asked, { ...failed, acceptDuplicateRisk: true })
    assert.deepStrictEqual([taken.current.status, taken.current.reserved], ["failed", "0"])
  })
})
