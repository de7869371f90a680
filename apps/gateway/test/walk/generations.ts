/**
 * One form for all states that differ only in how many generations there were before: of what is dead, was given up and is named
 * by nothing any more, one is enough, and the others get the next numbers and ids.
 */
import type { Facts } from "../../src/lifecycle/Facts.ts"
import { idOf } from "./readings.ts"
import { both, type Call, type Copy, type Records, type Two, type Which, type World } from "./World.ts"

const recordsOf = ({ backup, records }: World): ReadonlyArray<Records> =>
  backup === null ? [records] : [records, backup]

const isNamed = (world: World, which: Which, place: number, { generation }: Copy): boolean =>
  world.calls.some((call) => call.generation === generation) ||
  world.late?.id === idOf(which, place) ||
  recordsOf(world).some(
    ({ operation: { facts, providerReference } }) =>
      providerReference === idOf(which, place) || facts.stage?.generation === generation
  )

const kept = (world: World, which: Which): ReadonlyArray<number> => {
  let isFirst = true
  return world.copies[which].flatMap((copy, place) => {
    const isIdle = copy.generation !== undefined && copy.is === "dead" && !isNamed(world, which, place, copy)
    if (!isIdle) return [place]
    const isKept = isFirst
    isFirst = false
    return isKept ? [place] : []
  })
}

const renamed = (
  records: Records,
  id: (text: string) => string | undefined,
  generation: (of: number) => number,
  next: number
): Records => {
  const { facts, providerReference } = records.operation
  const leftBehind = facts.leftBehind.flatMap((left) => {
    const name = left.providerReference === null ? null : id(left.providerReference)
    return name === undefined ? [] : [{ ...left, providerReference: name, generation: generation(left.generation) }]
  })
  const stage: Facts["stage"] = facts.stage && { ...facts.stage, generation: generation(facts.stage.generation) }
  const operation = {
    ...records.operation,
    providerReference: providerReference === null ? null : (id(providerReference) ?? providerReference),
    facts: { ...facts, leftBehind, stage, generations: next }
  }
  return { ...records, operation }
}

/** The world with as few generations as say the same. */
export const levelled = (world: World): World => {
  if (world.records.operation.facts.generations < 2 && (world.backup?.operation.facts.generations ?? 0) < 2)
    return world
  const places: Two<ReadonlyArray<number>> = [kept(world, 0), kept(world, 1)]
  const copies = both.map((which) => places[which].flatMap((place) => world.copies[which][place] ?? []))
  const used = [
    ...copies.flat().flatMap(({ generation }) => generation ?? []),
    ...world.calls.flatMap(({ generation }) => generation ?? []),
    ...recordsOf(world).flatMap(({ operation: { facts } }) => facts.stage?.generation ?? [])
  ]
  const numbers = [...new Set([0, ...used])].sort((one, other) => one - other)
  const generation = (of: number): number => numbers.indexOf(of)
  const ids = new Map(
    both.flatMap((which) => places[which].map((place, to) => [idOf(which, place), idOf(which, to)] as const))
  )
  const id = (text: string) => ids.get(text)
  const as = (records: Records): Records => {
    const { generations } = records.operation.facts
    const next = numbers.filter((each) => each < generations).length
    return renamed(records, id, generation, generations === 0 ? 0 : next)
  }
  const copyAs = (copy: Copy): Copy =>
    copy.generation === undefined ? copy : { ...copy, generation: generation(copy.generation) }
  const callAs = (call: Call): Call =>
    call.generation === undefined ? call : { ...call, generation: generation(call.generation) }
  const [first = [], second = []] = copies
  const { late } = world
  return {
    ...world,
    records: as(world.records),
    backup: world.backup === null ? null : as(world.backup),
    copies: [first.map(copyAs), second.map(copyAs)],
    calls: world.calls.map(callAs),
    late: late?.id === undefined ? late : { ...late, id: id(late.id) ?? late.id }
  }
}
