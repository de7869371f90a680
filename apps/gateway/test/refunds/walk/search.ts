/** Random schedules, the same ones each time: so many, each so long, until a law is broken. */
import type { Policy } from "../../../src/lifecycle/Operation.ts"
import { broken } from "./laws.ts"
import { moves } from "./moves.ts"
import { created, type Machine, readPayment } from "./World.ts"

const generator = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}

export interface Broken {
  readonly law: string
  readonly trace: ReadonlyArray<string>
}

export const search = (
  machine: Machine,
  policy: Policy,
  { schedules, steps }: { readonly schedules: number; readonly steps: number }
): Broken | undefined => {
  for (let seed = 1; seed <= schedules; seed += 1) {
    const random = generator(seed * 7919)
    const world = created()
    // It was paid, and read.
    readPayment(world, machine, policy, { at: world.now, of: null, held: [] })
    const trace: Array<string> = []
    for (let step = 0; step < steps; step += 1) {
      world.now += 1
      const all = moves(world, machine, policy)
      const move = all[random(all.length)]
      if (move === undefined) break
      trace.push(move.name)
      move.run()
      world.broken ??= broken(world)
      if (world.broken !== null) return { law: world.broken, trace }
    }
  }
  return undefined
}
