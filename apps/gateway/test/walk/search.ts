/**
 * Goes through every state that can be reached, those with the fewest incidents first and of these the nearest, so that the
 * way to a broken law is as short as it can be told. It ends when no new state is found.
 */
import { keyed } from "./canonical.ts"
import { moves } from "./moves.ts"
import { beginning } from "./turns.ts"
import type { Walk } from "./Walk.ts"
import type { World } from "./World.ts"

/** A state that was reached, and from where. */
export interface Reached {
  readonly place: number
  readonly world: World
  from: Reached | null
  by: string
  /** The fewest incidents that lead to it. */
  cost: number
  isVisited: boolean
  /** The states to which it leads where everybody does and says what is true. */
  honest: ReadonlyArray<Reached>
}

/** What a walk has come to. */
export interface Found {
  readonly states: ReadonlyArray<Reached>
  readonly transitions: number
  readonly broken: Reached | null
}

/** All states within the incidents that the walk allows, or those until a law is broken. */
export const search = (walk: Walk): Found => {
  const known = new Map<string, Reached>()
  const states: Array<Reached> = []
  const levels: Array<Array<Reached>> = Array.from({ length: walk.most + 2 }, () => [])
  const reach = (raw: World, from: Reached | null, by: string, cost: number): Reached => {
    const { key, world } = keyed(walk.registry, raw)
    // Nothing goes on from a broken law, so one for each is enough.
    const name = world.broken === null ? key : `broken: ${world.broken}`
    const there = known.get(name)
    if (there === undefined) {
      const state: Reached = { place: known.size, world, from, by, cost, isVisited: false, honest: [] }
      known.set(name, state)
      levels[cost]?.push(state)
      return state
    }
    if (cost < there.cost) {
      Object.assign(there, { from, by, cost })
      levels[cost]?.push(there)
    }
    return there
  }
  let transitions = 0
  reach(beginning(walk), null, "", 0)
  for (let level = 0; level <= walk.most; level += 1) {
    const queue = levels[level] ?? []
    for (let next = 0; next < queue.length; next += 1) {
      const state = queue[next]
      if (state === undefined || state.isVisited) continue
      state.isVisited = true
      states.push(state)
      if (state.world.broken !== null) return { states, transitions, broken: state }
      const honest: Array<Reached> = []
      for (const { cost, isHonest, label, to } of moves(walk, state.world, level < walk.most)) {
        transitions += 1
        const reached = reach(to, state, label, level + cost)
        if (isHonest && reached !== state) honest.push(reached)
      }
      state.honest = honest
    }
    levels[level] = []
  }
  return { states, transitions, broken: null }
}
