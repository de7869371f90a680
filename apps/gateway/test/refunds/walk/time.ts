/**
 * Time that passes, and records that go back in it. Decisions compare instants with a few boundaries only, so time goes on to the
 * next of them: the last moment of a request, the end of what may still be under way, when a denial counts, when what is new shows,
 * when it is due to be replayed or looked after, and when what has failed cannot change any more.
 */
import { Settling } from "@switchyard/core"
import * as Schedule from "../../../src/lifecycle/Schedule.ts"
import { isHeld, isUndecided, isWithoutMoney } from "../../../src/lifecycle/Status.ts"
import type { Row } from "../../../src/store/Row.ts"
import { chance, honest, incident, type Move } from "./move.ts"
import { lagOf, type Walk } from "./Walk.ts"
import type { Records, World } from "./World.ts"

/** How long after the last moment of sending a denial counts. */
export const finalAfter = ({ policy }: Walk): number =>
  Settling.notFoundIsFinal(Settling.of(policy, "create"))?.afterMillis ?? 0

/** When it is replayed for the last time, if it is. */
export const lastReplay = (walk: Walk, { facts }: Row): number | null => {
  const stated = Settling.of(walk.policy, "create").duplicates
  if (facts.replays?._tag !== "Open" || !Settling.isRepeatable(stated)) return null
  return (
    facts.replays.firstSentAt + stated.withinMillis - Settling.marginMillis - Schedule.clocksApart - Schedule.sendMillis
  )
}

/** Whether it matters how long ago it was sent: of what its provider has, only after a replay. */
export const isTimed = ({ facts, status }: Row): boolean =>
  isUndecided(status) || facts.latest?._tag === "Sending" || (isHeld(status) && (facts.replays?.count ?? 0) > 0)

// The instants from which something else is decided of it.
const boundariesOf = (walk: Walk, row: Row): ReadonlyArray<number> => {
  const { facts, status } = row
  const until = facts.latest?.until
  const lag = lagOf(walk)
  const sent =
    until === undefined || !isTimed(row)
      ? []
      : [until + 1, until + Schedule.sendGrace, until + finalAfter(walk), until + lag + 1]
  const replayed =
    facts.replays?._tag === "Open" ? [facts.replays.dueAt, (lastReplay(walk, row) ?? 0) + 1].filter((at) => at > 0) : []
  const shown = status === "succeeded" && walk.states === "sum" ? [facts.since + lag] : []
  const { at = null } = facts.watch ?? {}
  return [...sent, ...replayed, ...shown, ...(at !== null && isWithoutMoney(status) ? [at] : [])]
}

const next = ({ now }: World, boundaries: ReadonlyArray<number>): number | undefined => {
  const ahead = boundaries.filter((at) => at > now)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}

/** Time goes on to the next boundary, or so far that nothing that has failed can change any more. */
export const time = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { calls, held, keys, records, recovery } = world
  const rows = [...records.refunds.values()]
  const stated = Settling.of(walk.policy, "create").duplicates
  const within = Settling.isRepeatable(stated) ? stated.withinMillis : 0
  const soonest = next(world, [
    ...rows.flatMap((row) => boundariesOf(walk, row)),
    ...calls.filter(({ isTravelling }) => isTravelling).map(({ until }) => until + 1),
    ...(lagOf(walk) > 0 && walk.incidents.has("lag") ? held.map(({ madeAt }) => madeAt + lagOf(walk)) : []),
    ...[...keys].flatMap(([reference, { at }]) => (mayBeSent(world, reference) ? [at + within] : [])),
    ...(recovery === null ? [] : [recovery.startedAt + Schedule.sendMillis + lagOf(walk) + 1])
  ])
  const failed = rows.filter(({ status }) => isWithoutMoney(status))
  const millis = walk.policy.finality?.failedMayChangeForMillis ?? 0
  const over = walk.incidents.has("late changes")
    ? next(world, [
        ...failed.map(({ facts }) => facts.since + millis),
        ...held.flatMap(({ failedAt }) => (failedAt === null ? [] : [failedAt + millis + 1]))
      ])
    : undefined
  // Whoever waits for an answer has one within the time of a request, unless it hangs.
  if (calls.some(({ isAwaited, isHanging }) => isAwaited && !isHanging)) return []
  return [
    ...honest("time passes", soonest === undefined ? undefined : { ...world, now: soonest }),
    // Nothing travels for so long, and no node hangs.
    ...(calls.length > 0 || over === undefined ? [] : chance("weeks pass", { ...world, now: over, asked: [] }))
  ]
}

const mayBeSent = ({ records }: World, reference: string): boolean => {
  const row = records.refunds.get(reference)
  return row !== undefined && row.facts.replays?._tag === "Open"
}

const older = (records: Records, recovery: number): Records => ({
  ...records,
  payment: { ...records.payment, recovery },
  refunds: new Map([...records.refunds].map(([id, row]) => [id, { ...row, recovery }]))
})

/** The records are kept, or set back to what was kept. */
export const backups = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { backup, now, records, recovery } = world
  if (!walk.incidents.has("recovery") || recovery !== null) return []
  if (backup === null) return incident("a backup is made", { ...world, backup: records })
  return chance("the records go back to the backup, and recovery begins", {
    ...world,
    records: older(backup, 1),
    backup: null,
    recovery: { id: 1, startedAt: now },
    asked: [],
    calls: world.calls.flatMap((call) => (call.isTravelling ? [{ ...call, isAwaited: false }] : []))
  })
}
