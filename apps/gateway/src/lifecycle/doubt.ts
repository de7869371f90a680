/**
 * Who has it? After a recovery every account that may have an operation is asked before anything of it is sent: one that
 * holds it settles it, one that can be believed to deny it leads to the next, and where one of them cannot tell a person
 * decides (money rules, section 9).
 */
import { type Change, type Decision, decided, type Entry, illegal, inFlight, kept } from "./Decision.ts"
import type { CalledElsewhere, Recovered } from "./Event.ts"
import { type Account, type Dead, type Doubt, type Facts, forEver, perhaps, unsearched } from "./Facts.ts"
import { isAwaited, passed } from "./latest.ts"
import { isPlaced, type Operation } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"
import { isHeld } from "./Status.ts"
import { traits } from "./traits.ts"

/** The verdict in an account's answer. */
export type Verdict =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Undecided" }
  | { readonly _tag: "Dead"; readonly dead: Dead }

// Asking begins anew at each account; it may have been sent to any of them.
const fresh = (facts: Facts, now: number): Partial<Facts> => ({
  latest: passed(facts, now),
  holding: perhaps(facts),
  search: unsearched,
  tries: 0,
  resends: { count: 0, why: null },
  again: forEver(facts),
  deadAfter: null
})

const isSame = (a: Account) => (b: Account) => a.fingerprint === b.fingerprint

/** Whether it is a question whether this account has it. */
export const concerns = ({ absent, ask, asking, undecided }: Doubt, account: Account): boolean =>
  [...(asking === null ? [] : [asking]), ...ask, ...absent, ...undecided].some(isSame(account))

const namesOf = (accounts: ReadonlyArray<Account>): string => accounts.map(({ instance }) => instance).join(", ")

const at = ({ fingerprint, instance }: Account) => ({ provider: instance, fingerprint })

/** The recovery is settled for this operation: these accounts were asked. */
const cleared = ({ absent, asked, dead, recovery }: Doubt): Partial<Facts> => ({
  doubt: null,
  cleared: {
    recovery,
    asked: [...asked, ...[...absent, ...(dead === null ? [] : [dead.account])].map(({ fingerprint }) => fingerprint)]
  }
})

const next = (operation: Operation, doubt: Omit<Doubt, "asking">, now: number, change: Partial<Change>): Decision => {
  const [account, ...ask] = doubt.ask
  if (account === undefined) return concluded(operation, { ...doubt, asking: null }, now, change)
  return decided(operation, {
    ...change,
    status: "unknown",
    ...at(account),
    step: "look_up",
    delay: 0,
    facts: { ...fresh(operation.facts, now), ...change.facts, doubt: { ...doubt, asking: account, ask } }
  })
}

const concluded = (operation: Operation, doubt: Doubt, now: number, change: Partial<Change>): Decision => {
  const { absent, dead, recorded, target, undecided } = doubt
  const facts = { ...fresh(operation.facts, now), ...change.facts }
  const { again, holding } = operation.facts
  const place = holding === "holder" ? (recorded ?? target) : (target ?? recorded)
  // Of what no record says that it was sent, its payment's read tells (`ground.ts`).
  const isUnplanned = traits[operation.kind].isOfPayment && operation.attempts === 0 && dead === null
  if (isUnplanned && holding !== "holder" && again?._tag !== "Never") {
    return decided(operation, {
      ...change,
      status: "submitting",
      step: "submit",
      delay: 0,
      why: `recovered: ${namesOf([...absent, ...undecided])} shows nothing of it`,
      facts: {
        ...facts,
        // Whoever cannot be asked is not asked again: else that is all that ever comes of it. Until the read it may have it.
        ...cleared({ ...doubt, absent: [...absent, ...undecided] }),
        holding: "nobody",
        alsoAt: [...new Set([...operation.facts.alsoAt, ...undecided.map(({ instance }) => instance)])]
      }
    })
  }
  const review = (why: string) =>
    decided(operation, {
      ...change,
      ...(place === null ? {} : at(place)),
      status: "needs_review",
      step: "none",
      delay: null,
      why,
      facts: { ...facts, doubt }
    })
  if (undecided.length > 0) return review(`recovered: whether ${namesOf(undecided)} has it cannot be told`)
  if (again?._tag === "Never") return review(`recovered: ${again.why}`)
  // Whoever has accepted it ends it, and nobody else: one that denies it then contradicts itself.
  if (holding === "holder" && (dead === null || recorded === null || !isSame(recorded)(dead.account))) {
    return review("recovered: it was accepted before, and whoever has accepted it does not say what became of it")
  }
  if (dead !== null) {
    const { account, failure, providerReference, status, watchAt } = dead
    return decided(operation, {
      ...change,
      ...at(account),
      providerReference,
      // It may still be paid there, as anything that ends so.
      ...(watchAt === null
        ? { status, step: "none", delay: null }
        : { status, step: "sweep", delay: Math.max(watchAt - now, 0) }),
      why: `recovered: ${account.instance} has it, and nobody else`,
      facts: {
        ...facts,
        ...cleared(doubt),
        holding: "holder",
        since: now,
        watch: { count: 0, at: watchAt },
        failure
      }
    })
  }
  if (traits[operation.kind].hasPayer && operation.attempts === 0) {
    return decided(operation, {
      ...change,
      status: "submitting",
      step: "submit",
      delay: 0,
      why: `recovered: ${namesOf(absent)} does not have it`,
      facts: { ...facts, ...cleared(doubt), holding: "nobody" }
    })
  }
  if (target === null) return review("recovered: nobody has it, and sending it now could pay it twice")
  return decided(operation, {
    ...change,
    status: "unknown",
    ...at(target),
    step: "send",
    delay: 0,
    facts: {
      ...facts,
      ...cleared(doubt),
      resends: {
        count: 0,
        why: `after a recovery ${namesOf(absent)} proved not to have it, and ${target.instance} refuses duplicates`
      }
    }
  })
}

/** The consequence of the answer of the account that is being asked. */
export const answered = (
  operation: Operation,
  doubt: Doubt,
  verdict: Verdict,
  now: number,
  entries: ReadonlyArray<Entry>
): Decision => {
  const { asking, ...rest } = doubt
  if (asking === null) return illegal("nobody is being asked")
  // What an earlier recovery had found out is as old as the backup: everybody is asked again.
  if (operation.recovery !== null && operation.recovery !== doubt.recovery) {
    return decided(operation, { status: "unknown", step: "look_up", delay: 0, entries })
  }
  // One that has called back about it and now denies it contradicts itself.
  const isAbsent = verdict._tag === "Absent" && !doubt.called.includes(asking.instance)
  const isUndecided = !isAbsent && verdict._tag !== "Dead"
  const updated = {
    ...rest,
    absent: isAbsent ? [...doubt.absent, asking] : doubt.absent,
    undecided: isUndecided ? [...doubt.undecided, asking] : doubt.undecided,
    dead: verdict._tag === "Dead" ? { ...verdict.dead, account: asking } : doubt.dead
  }
  return next(operation, updated, now, { entries })
}

// Whatever was thought of this account, it is asked before anybody else.
const askedFirst = ({ asking, ...rest }: Doubt, account: Account): Omit<Doubt, "asking"> => {
  const others = (accounts: ReadonlyArray<Account>) => accounts.filter((each) => !isSame(account)(each))
  return {
    ...rest,
    ask: [account, ...others([...(asking === null ? [] : [asking]), ...rest.ask])],
    absent: others(rest.absent),
    undecided: others(rest.undecided)
  }
}

/** An account has accepted it by a replay while it is asked who has it: it is asked next, by its own id. */
export const accepted = (
  operation: Operation,
  doubt: Doubt,
  account: Account,
  now: number,
  change: Partial<Change>
): Decision => {
  return next(operation, { ...askedFirst(doubt, account), recorded: account }, now, change)
}

/** The account that is being asked does not answer for now: meanwhile another one is asked. */
export const waiting = (
  operation: Operation,
  doubt: Doubt,
  delay: number,
  facts: Partial<Facts>,
  entry: Entry
): Decision => {
  const [account, ...rest] = doubt.ask
  if (account === undefined || doubt.asking === null) {
    return decided(operation, { status: "unknown", step: "look_up", delay, entries: [entry], facts })
  }
  const turned = { ...doubt, asking: account, ask: [...rest, doubt.asking] }
  // Nothing that was counted at the one counts at the other.
  const { unaskedSince } = facts.search ?? operation.facts.search
  return decided(operation, {
    ...at(account),
    status: "unknown",
    step: "look_up",
    delay,
    entries: [entry],
    facts: { ...facts, search: { ...unsearched, unaskedSince }, doubt: turned }
  })
}

/** An account calls back about what is in doubt: it is asked next, also if it seemed to know nothing. */
export const calledBack = (
  operation: Operation,
  doubt: Doubt,
  { fingerprint, instance, trust }: CalledElsewhere,
  now: number,
  entries: ReadonlyArray<Entry>
): Decision => {
  const called = trust === "verified" ? [...new Set([...doubt.called, instance])] : doubt.called
  return next(operation, { ...askedFirst(doubt, { instance, fingerprint }), called }, now, { entries })
}

/** The records may be older than the world: what is not proven is asked for before anything is sent. */
export const recovered = (given: Operation, event: Recovered, now: number): Decision => {
  const operation = Replays.without(given, "the records may be older than the world")
  const { facts, fingerprint, provider, status } = operation
  const { ask, called, recovery, startedAt, target, undecided } = event
  if (stateOf(operation)._tag === "Closed") return illegal("it is closed")
  // What may be replayed is never without its request, and nobody is asked while that is sent.
  if (isAwaited(facts, now)) return inFlight
  if (facts.doubt?.recovery === recovery) return illegal("it is being asked for already")
  const isCleared = facts.cleared?.recovery === recovery
  if (isCleared && ask.length + undecided.length === 0) return illegal("it was asked for already")
  const entry: Entry = {
    kind: "operator",
    summary: "recovered from a backup: looked up first",
    details: { recovery, ask: namesOf(ask), undecided: namesOf(undecided) }
  }
  // Whoever has accepted it has it, and nobody was tried after that.
  if (facts.holding === "holder" && isHeld(status)) {
    return kept(operation, { entries: [entry], facts: { cleared: { recovery, asked: "all" } } })
  }
  const asked = isCleared && facts.cleared !== null && facts.cleared.asked !== "all" ? facts.cleared.asked : []
  const recorded =
    isPlaced(operation) && provider !== null && fingerprint !== null ? { instance: provider, fingerprint } : null
  return next(operation, { recovery, ask, absent: [], undecided, asked, called, dead: null, target, recorded }, now, {
    entries: [entry],
    facts: { latest: { _tag: "Over", until: Math.max(startedAt + Schedule.sendMillis, facts.latest?.until ?? 0) } }
  })
}
