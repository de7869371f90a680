/** Random courses of events, the same ones each time: so many, each so long, with as many incidents as come. */
import { movesOf } from "./moves.ts"
import type { Walk } from "./Walk.ts"
import { beginning } from "./World.ts"

const generator = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}

/** The first course in which a law is broken: the law, and the way to it. */
export const course = (
  walk: Walk,
  { schedules, steps }: { readonly schedules: number; readonly steps: number }
): ReadonlyArray<string> | undefined => {
  const moves = movesOf(walk)
  for (let seed = 1; seed <= schedules; seed += 1) {
    const random = generator(seed * 7919)
    let world = beginning(walk)
    const way: Array<string> = []
    for (let step = 0; step < steps; step += 1) {
      const all = moves(world, true)
      const move = all[random(all.length)]
      if (move === undefined) break
      way.push(move.label)
      world = move.to
      if (world.broken !== null) return [world.broken, ...way]
    }
  }
  return undefined
}
