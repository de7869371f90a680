/**
 * One key for all states that no decision tells apart. Instants stay as they are in the world and are left out of its key: in their
 * place stand the comparisons that decisions make, of each read with what it must be later than, and of each boundary with now. Of
 * numbers that only grow stands there whether they decide anything yet.
 */
import * as Schedule from "../../../src/lifecycle/Schedule.ts"
import { isWithoutMoney } from "../../../src/lifecycle/Status.ts"
import type { Row } from "../../../src/store/Row.ts"
import { isPastChange } from "./laws.ts"
import { finalAfter, isTimed, lastReplay } from "./time.ts"
import { lagOf, type Walk } from "./Walk.ts"
import { copiesOf, type Held, type Records, type Shown, type World } from "./World.ts"

const bit = (is: boolean): string => (is ? "1" : "0")

const placeOf = (walk: Walk, until: number, now: number): number =>
  [until, until + Schedule.sendGrace - 1, until + finalAfter(walk) - 1, until + lagOf(walk)].filter((at) => now > at)
    .length

// So many look-ups decide nothing that the next one is the last.
const lastTry = 35

const factsKey = (walk: Walk, row: Row, now: number): string => {
  const { attempts, facts, status } = row
  const { again, alsoAt, cleared, deadAfter, doubt, holding, isOwnPaid, isPaidTold, isResolved, latest, replays } =
    facts
  const { resends, search, tried, tries, watch } = facts
  const last = lastReplay(walk, row)
  return [
    latest === null ? "" : latest._tag + bit(latest._tag !== "Over" && latest.attempt === attempts),
    latest === null || !isTimed(row) ? "" : placeOf(walk, latest.until, now),
    holding,
    search.absent?.answers ?? "",
    bit(search.unaskedSince !== null),
    tries >= lastTry ? "l" : doubt === null ? "" : Math.min(tries, 2),
    Math.min(resends.count, 1),
    again?._tag ?? "",
    replays === null ? "" : replays._tag + Math.min(replays.count, 2),
    replays?._tag === "Open" ? bit(now >= replays.dueAt) + bit(last !== null && now > last) : "",
    watch === null ? "" : watch.at === null ? "n" : bit(now >= watch.at) + (watch.also?.length ?? 0),
    bit(isResolved) + bit(isOwnPaid) + bit(isPaidTold) + bit(deadAfter === attempts),
    alsoAt.length,
    doubt === null
      ? ""
      : `${doubt.recovery}${doubt.asking === null ? "" : "a"}${doubt.undecided.length}${doubt.dead === null ? "" : "d"}`,
    cleared === null ? "" : `${cleared.recovery}${cleared.asked === "all" ? "all" : cleared.asked.length}`,
    tried.length > 0 ? `${tried.length}${bit(now - row.createdAt > 3_600_000)}` : "",
    isWithoutMoney(status) ? bit(now >= facts.since + (walk.policy.finality?.failedMayChangeForMillis ?? 0)) : "",
    walk.states === "sum" && status === "succeeded" ? bit(now >= facts.since + lagOf(walk)) : ""
  ].join()
}

const isLater = (walk: Walk, row: Row, at: number): string => {
  const until = row.facts.latest?.until ?? 0
  return (
    String(Math.sign(at - row.createdAt)) +
    bit(at > until) +
    (row.recovery === null ? "" : bit(at > until + lagOf(walk)))
  )
}

const heldKey = (walk: Walk, now: number, { failedAt, isRevived, madeAt, status }: Held): string =>
  `${status[0]}${isRevived ? "!" : ""}${walk.incidents.has("lag") && lagOf(walk) > 0 ? bit(now >= madeAt + lagOf(walk)) : ""}${failedAt === null ? "" : bit(isPastChange(walk, now, failedAt))}`

const refundKey = (walk: Walk, world: World, records: Records, reference: string): string => {
  const row = records.refunds.get(reference)
  if (row === undefined) return "-"
  const { attempts, providerReference, recovery, reserved, status, step } = row
  const copies = copiesOf(world.held, reference)
  const { worth } = records.payment
  const dead = records.dead.get(reference)
  return [
    status,
    step,
    bit(attempts > 0),
    providerReference === null ? "" : copies.findIndex(({ id }) => id === providerReference),
    recovery ?? "",
    reserved,
    factsKey(walk, row, world.now),
    worth === null ? "" : isLater(walk, row, worth.at),
    // They are the same but for a machine that takes one for the other.
    records.seen === null || records.seen.at === worth?.at ? "" : isLater(walk, row, records.seen.at),
    records.seen === null
      ? ""
      : copiesOf(records.seen.held, reference)
          .map((each) => each.status[0])
          .join(""),
    dead === undefined ? "" : Math.min(dead.times, 2)
  ].join()
}

const callKey = (
  row: Row | undefined,
  { answer, attempt, id, isAwaited, isHanging, isReplay, isTravelling, until }: World["calls"][number],
  now: number
): string => {
  const latest = row?.facts.latest
  const isLatest = latest?.until === until && latest._tag !== "Over" && latest.attempt === attempt
  return `${bit(isAwaited)}${bit(isHanging)}${bit(isTravelling)}${bit(isReplay)}${bit(isLatest)}${bit(now <= until)}${answer ?? ""}${id === null ? "" : "i"}`
}

const askedKey = (walk: Walk, world: World, reference: string): string =>
  world.asked
    .map(({ at, held, of }) => {
      const row = world.records.refunds.get(reference)
      const shown = copiesOf(held, reference)
        .map(({ status }) => status[0])
        .join("")
      if (row === undefined) return shown
      if (of !== null && of !== reference) return ""
      const until = row.facts.latest?.until ?? 0
      const dead = world.records.dead.get(reference)?.at ?? 0
      return of === null
        ? `p${shown}${isLater(walk, row, at)}${bit(at >= row.facts.since + lagOf(walk))}`
        : `r${shown}${bit(at > row.facts.since)}${bit(at >= until + finalAfter(walk))}${bit(at > dead)}`
    })
    .join("/")

const ofReference = (walk: Walk, world: World, reference: string): string => {
  const { backup, calls, held, keys, now, records, risks, called } = world
  const key = keys.get(reference)
  return [
    walk.amounts[reference],
    refundKey(walk, world, records, reference),
    backup === null ? "" : refundKey(walk, world, backup, reference),
    copiesOf(held, reference)
      .map((each) => heldKey(walk, now, each))
      .join(""),
    calls
      .filter((call) => call.reference === reference)
      .map((call) => callKey(records.refunds.get(reference), call, now))
      .sort()
      .join("+"),
    askedKey(walk, world, reference),
    key === undefined ? "" : `${key.answer}`,
    bit(risks.has(reference)) + bit(called.has(reference))
  ].join("|")
}

const shownKey = ({ dispute, held }: Shown): string =>
  `${held.filter(({ reference }) => reference === null).length}${dispute}`

const recordsKey = ({ payment, seen }: Records): string => {
  const { facts, reserved, status, step, worth } = payment
  return [
    status,
    step,
    reserved,
    bit(facts.isPaidTold),
    worth === null ? "" : `${worth.captured} ${worth.elsewhere} ${worth.disputed} ${bit(worth.statesRefunds)}`,
    seen === null ? "" : shownKey(seen)
  ].join()
}

/** The key of a state: refunds of the same amount may change places. */
export const keyOf = (walk: Walk, world: World): string => {
  const { asked, backup, dispute, held, now, records, recovery } = world
  const { worth } = records.payment
  const offices = held.filter(({ reference }) => reference === null).map((each) => heldKey(walk, now, each))
  const isFresh = recovery !== null && now > recovery.startedAt + Schedule.sendMillis + lagOf(walk)
  return [
    recordsKey(records),
    backup === null ? "" : recordsKey(backup),
    recovery === null ? "" : bit(isFresh),
    dispute,
    offices.join(),
    asked
      .map((each) => `${each.of === null ? `p${bit(worth !== null && each.at > worth.at)}` : "r"}${shownKey(each)}`)
      .join("/"),
    ...Object.keys(walk.amounts)
      .map((reference) => ofReference(walk, world, reference))
      .sort()
  ].join("\n")
}
