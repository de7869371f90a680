/**
 * One form and one key for all states that no decision tells apart, so that the walk ends. What is left out or levelled:
 *
 * - instants, as `clocks.ts` says;
 * - `failure`, `noted`, why it may be sent again, `hasNext`: they are shown to people, or decide whether something is told again;
 * - `tries`: only that it is the last look-up, or in doubt the first three, changes what follows and not only when. A move of
 *   its own (`moves.ts`) makes the last look-up come, as if nobody had answered so long;
 * - how often it was looked after: only the last one differs, and only where callbacks tell; time may pass to that one, too;
 * - `resends`: only the last one differs; the move that resends also leads to the state in which it was the last one;
 * - what nothing asks for any more in the state it is in, because whatever leads on from there sets it anew: who was tried, and
 *   since when, once it may not be submitted to the next one; what was counted of look-ups and resends once it is not looked
 *   up; when it was sent last once that is decided and nothing is on its way (then it counts as long ago, which only lets
 *   denials count sooner);
 * - numbers of attempts: decisions compare them, so their order is kept, and where a number can still be given again after
 *   records went back, whether it is the next one.
 */
import {
  type AlsoWatched,
  type Doubt,
  type Facts,
  over,
  type Search,
  unsearched,
  type Watch
} from "../../src/lifecycle/Facts.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { now, placed, replaysOf, stageOf, withFinalSending } from "./clocks.ts"
import { levelled } from "./generations.ts"
import { type Registry, registered } from "./Registry.ts"
import type { Call, Copy, LateRead, Records, Side, Two, World } from "./World.ts"

/** So many look-ups decide nothing that the next one is the last, whatever the manifest says. */
export const lastTry = 35

/** So often was a payment looked after that the next time is the last one, where callbacks tell. */
export const lastWatch = 3

/** So many resends that there is no other. */
export const lastResend = 5

const sorted = <A>(values: ReadonlyArray<A>, by: (value: A) => string): ReadonlyArray<A> =>
  values.length < 2 ? values : values.toSorted((one, other) => (by(one) < by(other) ? -1 : 1))

const itself = (text: string) => text

const tries = ({ facts, status }: Operation): number => {
  if (status !== "unknown") return 0
  if (facts.tries >= lastTry) return lastTry
  return facts.doubt === null ? 0 : Math.min(facts.tries, 2)
}

const doubtOf = (doubt: Doubt): Doubt => {
  const byAccount = ({ fingerprint }: { readonly fingerprint: string }) => fingerprint
  const { dead } = doubt
  return {
    ...doubt,
    absent: sorted(doubt.absent, byAccount),
    undecided: sorted(doubt.undecided, byAccount),
    asked: sorted([...new Set(doubt.asked)], itself),
    called: sorted(doubt.called, itself),
    dead: dead === null ? null : { ...dead, failure: { reason: "", message: "", providerCode: null } }
  }
}

const clearedOf = ({ facts: { cleared }, recovery }: Operation): Facts["cleared"] => {
  if (cleared === null || cleared.recovery !== recovery) return null
  return cleared.asked === "all" ? cleared : { ...cleared, asked: sorted([...new Set(cleared.asked)], itself) }
}

const againOf = (isUndecided: boolean, { again }: Facts): Facts["again"] =>
  again?._tag === "Never" ? { _tag: "Never", why: "never again" } : isUndecided ? again : null

const searchOf = (status: Operation["status"], search: Search): Search =>
  status === "unknown" ? search : { ...unsearched, foundBare: status === "needs_review" ? search.foundBare : 0 }

const watchOf = ({ callbacks }: Policy, watch: Watch | null): Watch | null =>
  watch && {
    ...watch,
    count: watch.at !== null && callbacks === "verified" && watch.count >= lastWatch ? lastWatch : 0,
    ...(watch.also === undefined ? {} : { also: sorted(watch.also.map(alsoOf), ({ fingerprint }) => fingerprint) })
  }

// Whose manifest it goes by is not told here.
const alsoOf = (also: AlsoWatched): AlsoWatched => ({ ...also, count: also.count >= lastWatch ? lastWatch : 0 })

/** The operation in its one form. */
export const canonical = (
  policy: Policy,
  operation: Operation,
  knowsKeys: boolean,
  policyAt: (fingerprint: string) => Policy
): Operation => {
  const { attempts, facts, kind, status, step } = operation
  const { createdAt, facts: instants } = placed(policy, operation, policyAt)
  const isUnknown = status === "unknown"
  const isUndecided = isUnknown || status === "submitting" || status === "created"
  const { latest = null } = instants
  const isProof = latest?._tag === "Lost" && isUnknown && facts.doubt === null && latest.attempt === attempts
  // It may be submitted to the next candidate.
  const mayGoOn = isUndecided && (!isUnknown || isProof)
  return {
    kind,
    reference: operation.reference,
    status,
    step,
    provider: operation.provider,
    fingerprint: operation.fingerprint,
    providerReference: operation.providerReference,
    createdAt: mayGoOn ? createdAt : now,
    attempts,
    recovery: operation.recovery,
    facts: {
      ...facts,
      ...instants,
      tries: tries(operation),
      resends: { count: isUndecided && facts.resends.count >= lastResend ? lastResend : 0, why: null },
      again: againOf(isUndecided, facts),
      search: searchOf(status, instants.search ?? facts.search),
      tried: mayGoOn ? sorted(instants.tried ?? [], ({ instance }) => instance) : [],
      replays: replaysOf({ ...facts, ...instants }),
      stage: stageOf(facts, isUndecided || status === "needs_review"),
      keysUsed: knowsKeys ? sorted(facts.keysUsed, itself) : [],
      // That it ends is shown by `silence.ts`, with a clock that runs.
      unclear: null,
      hasNext: false,
      watch: watchOf(policy, instants.watch ?? null),
      noted: null,
      failure: null,
      cleared: clearedOf(operation),
      doubt: facts.doubt === null ? null : doubtOf(facts.doubt),
      deadAfter: facts.deadAfter === attempts ? attempts : null,
      latest: latest?._tag === "Lost" && !isProof ? over({ latest }) : latest,
      alsoAt: sorted(facts.alsoAt, itself)
    }
  }
}

const renumbered = (records: Records, of: (attempt: number) => number): Records => {
  const { attempts, facts } = records.operation
  const { deadAfter, latest } = facts
  return {
    ...records,
    operation: {
      ...records.operation,
      attempts: of(attempts),
      facts: {
        ...facts,
        latest: latest === null || latest._tag === "Over" ? latest : { ...latest, attempt: of(latest.attempt) },
        deadAfter: deadAfter === null ? null : of(deadAfter)
      }
    }
  }
}

/** Attempts are numbered anew, in their order, with no gap but one where a number can still be given twice. */
const numbered = (world: World): World => {
  const { backup, calls, records } = world
  const own = records.operation.attempts
  const isFirst = own <= 1 && (backup === null || backup.operation.attempts <= 1)
  if (isFirst && calls.every(({ attempt }) => attempt <= 1)) return world
  const kept = backup === null ? [] : [backup.operation.attempts]
  const all = [...new Set([own, ...kept, ...calls.map(({ attempt }) => attempt)])].sort((a, b) => a - b)
  const lowest = Math.min(own, ...kept)
  const names = new Map<number, number>([[0, 0]])
  let before = 0
  let name = 0
  for (const attempt of all) {
    name += Math.min(attempt - before, attempt > lowest ? 2 : 1)
    names.set(attempt, name)
    before = attempt
  }
  if (all.every((attempt) => names.get(attempt) === attempt)) return world
  const of = (attempt: number) => names.get(attempt) ?? attempt
  return {
    ...world,
    records: renumbered(records, of),
    calls: calls.map((call): Call => ({ ...call, attempt: of(call.attempt) })),
    backup: backup === null ? null : renumbered(backup, of)
  }
}

const bits = ([first, second]: Two<boolean>): string => (first ? (second ? "3" : "1") : second ? "2" : "0")

const sideKey = (side: Side | null): string => (side === null ? "-" : side.is[0] + (side.isLast ? "!" : ""))

const recordsKey = (
  { ids }: Registry,
  { called, had, isReadRequested, known, operation, paid, sides }: Records
): string => {
  const [first, second] = sides
  const rest = `${bits(had)}${bits(called)}${bits(paid)}${bits(known)}`
  return `${ids.get(operation)}${isReadRequested ? "h" : ""} ${sideKey(first)}${sideKey(second)} ${rest}`
}

const letters: Readonly<Record<Copy["is"], string>> = {
  draft: "f",
  declined: "c",
  alive: "a",
  paid: "p",
  dead: "d",
  returning: "b",
  returned: "r"
}

const copyKey = ({ generation, is, isGivenUp, isRogue }: Copy): string =>
  `${letters[is]}${isRogue ? "!" : ""}${generation ?? ""}${isGivenUp === true ? "g" : ""}`

const copiesKey = (copies: ReadonlyArray<Copy>): string => (copies.length === 0 ? "" : copies.map(copyKey).join(""))

const callKey = ({
  answer,
  attempt,
  isAwaited,
  isCovered,
  isKept,
  isOwn,
  generation,
  isReplay,
  isTravelling,
  part,
  to
}: Call): string => {
  const flags = `${isAwaited ? "w" : ""}${isTravelling ? "t" : ""}${isCovered ? "" : "u"}${isOwn ? "o" : ""}${isKept ? "k" : ""}${isReplay === true ? "r" : ""}`
  const staged = part === undefined ? "" : `${part}${generation}`
  return `${attempt}${to}${flags}${staged}${answer ?? ""}`
}

const callsKey = (calls: ReadonlyArray<Call>): string => {
  const [first] = calls
  if (first === undefined) return ""
  return calls.length === 1 ? callKey(first) : calls.map(callKey).sort().join()
}

const lateKey = (late: LateRead | null): string =>
  late === null
    ? ""
    : `${late.from}${late.reports}${late.id ?? ""}${late.isEarly ? "e" : ""}${late.isApart ? "a" : ""}${late.isBefore === true ? "b" : ""}`

const withFinal = (registry: Registry, operation: Operation): Operation => {
  const known = registry.levelled.get(operation)
  if (known !== undefined) return known
  const level = registered(registry, withFinalSending(operation))
  registry.levelled.set(operation, level)
  return level
}

/** The world in its one form, and its key. */
export const keyed = (registry: Registry, raw: World): { readonly key: string; readonly world: World } => {
  const numberedWorld = levelled(numbered(raw))
  const { backup, calls, records } = numberedWorld
  const isUnderWay = calls.some(({ isTravelling }) => isTravelling)
  const world: World = {
    ...numberedWorld,
    records: {
      ...records,
      operation: isUnderWay ? registered(registry, records.operation) : withFinal(registry, records.operation)
    },
    backup: backup === null ? null : { ...backup, operation: registered(registry, backup.operation) },
    isRecoveryOld: numberedWorld.isRecoveryOld && records.operation.recovery !== null
  }
  const { copies, gone, isPast, isRecoveryOld, isUnwanted, keys, late, lied, risk, routes } = world
  const kept = world.backup === null ? "" : recordsKey(registry, world.backup)
  const held = `${copiesKey(copies[0])}/${copiesKey(copies[1])}|${bits(lied)}|${callsKey(calls)}|${lateKey(late)}`
  const rest = `${isRecoveryOld ? "o" : ""}${isUnwanted ? "u" : ""}${isPast[0] || isPast[1] ? `p${bits(isPast)}` : ""}|${routes.join("")}|${bits(gone)}|${risk}${keys[0] === null && keys[1] === null ? "" : `|${keys.join()}`}`
  return { key: `${recordsKey(registry, world.records)}|${kept}|${held}|${rest}`, world }
}
