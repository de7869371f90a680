/**
 * Goes through every state that can be reached, those with the fewest incidents first and of these the nearest, so that the
 * way to a broken law is as short as it can be told. It ends when no new state is found.
 */
import type { Move } from "./Walk.ts"
import type { World } from "./World.ts"

/** A world with the law that was broken on the way there. */
export interface Breakable {
  readonly broken: string | null
}

/** What is gone through: where it begins, what may happen next, and which worlds nothing tells apart. */
export interface Space<W extends Breakable> {
  readonly beginning: W
  /** Those that are no incident alone where `mayGoWrong` is false. */
  readonly moves: (world: W, mayGoWrong: boolean) => ReadonlyArray<Move<W>>
  readonly keyed: (world: W) => { readonly key: string; readonly world: W }
  /** At most so many incidents in one course of events. */
  readonly most: number
}

/** A state that was reached, and from where. */
export interface Reached<W extends Breakable = World> {
  readonly place: number
  readonly world: W
  from: Reached<W> | null
  by: string
  /** The fewest incidents that lead to it. */
  cost: number
  isVisited: boolean
  /** The states to which it leads where everybody does and says what is true. */
  honest: ReadonlyArray<Reached<W>>
}

/** What a walk has come to. */
export interface Found<W extends Breakable = World> {
  readonly states: ReadonlyArray<Reached<W>>
  readonly transitions: number
  readonly broken: Reached<W> | null
}

/** All states within the incidents that are allowed, or those until a law is broken. */
export const search = <W extends Breakable>({ beginning, keyed, most, moves }: Space<W>): Found<W> => {
  const known = new Map<string, Reached<W>>()
  const states: Array<Reached<W>> = []
  const levels: Array<Array<Reached<W>>> = Array.from({ length: most + 2 }, () => [])
  const reach = (raw: W, from: Reached<W> | null, by: string, cost: number): Reached<W> => {
    const { key, world } = keyed(raw)
    // Nothing goes on from a broken law, so one for each is enough.
    const name = world.broken === null ? key : `broken: ${world.broken}`
    const there = known.get(name)
    if (there === undefined) {
      const state: Reached<W> = { place: known.size, world, from, by, cost, isVisited: false, honest: [] }
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
  reach(beginning, null, "", 0)
  for (let level = 0; level <= most; level += 1) {
    const queue = levels[level] ?? []
    for (let next = 0; next < queue.length; next += 1) {
      const state = queue[next]
      if (state === undefined || state.isVisited) continue
      state.isVisited = true
      states.push(state)
      if (state.world.broken !== null) return { states, transitions, broken: state }
      const honest: Array<Reached<W>> = []
      for (const { cost, isHonest, label, to } of moves(state.world, level < most)) {
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

/** The states from which no way on which everybody does and says what is true leads to one that is as it should be. */
export const withoutWay = <W extends Breakable>(
  states: ReadonlyArray<Reached<W>>,
  isThere: (world: W) => boolean
): ReadonlyArray<Reached<W>> => {
  const into = new Map<Reached<W>, Array<Reached<W>>>()
  for (const state of states) {
    for (const next of state.honest) {
      const before = into.get(next)
      if (before === undefined) into.set(next, [state])
      else before.push(state)
    }
  }
  const reaching = new Set(states.filter(({ world }) => isThere(world) || world.broken !== null))
  for (const state of reaching) {
    for (const before of into.get(state) ?? []) reaching.add(before)
  }
  return states.filter((state) => !reaching.has(state))
}
