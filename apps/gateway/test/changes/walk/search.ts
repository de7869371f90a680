/** Random schedules, the same ones each time: so many, each so long, until a law is broken. */
import { broken } from "./laws.ts"
import { moves } from "./moves.ts"
import { created, type Machine, type Ways } from "./World.ts"

const generator = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}

export interface Searched {
  readonly law: string | null
  readonly trace: ReadonlyArray<string>
  /** How often each end of a change was come to. */
  readonly ends: ReadonlyMap<string, number>
}

export const search = (
  machine: Machine,
  ways: Ways,
  { schedules, steps }: { readonly schedules: number; readonly steps: number }
): Searched => {
  const ends = new Map<string, number>()
  for (let seed = 1; seed <= schedules; seed += 1) {
    const random = generator(seed * 7919)
    const world = created(ways)
    const trace: Array<string> = []
    let last: unknown = null
    for (let step = 0; step < steps; step += 1) {
      world.now += 1
      const all = moves(world, machine, ways)
      const move = all[random(all.length)]
      if (move === undefined) break
      trace.push(move.name)
      move.run()
      world.broken ??= broken(world)
      if (world.broken !== null) return { law: world.broken, trace, ends }
      const ended = world.operation.facts.changes?.ended ?? null
      if (ended !== last && ended !== null) {
        const name = `${ended.name} ${ended.became}`
        ends.set(name, (ends.get(name) ?? 0) + 1)
      }
      last = ended
    }
  }
  return { law: null, trace: [], ends }
}
