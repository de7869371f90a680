/** One walk from its beginning to its verdict: what it has covered, and the way to the first thing that is not as it should be. */

import { keyed } from "./canonical.ts"
import { moves } from "./moves.ts"
import { type Reached, search } from "./search.ts"
import { withoutAnEnd } from "./silence.ts"
import { trace } from "./trace.ts"
import { beginning } from "./turns.ts"
import type { Walk } from "./Walk.ts"
import { unnoticed, untold, withoutEnd, withoutWayBack } from "./ways.ts"

/** What a walk has come to. */
export interface Verdict {
  readonly states: number
  readonly transitions: number
  /** What is wrong, and the way to it; null where nothing is. */
  readonly wrong: string | null
}

const described = (law: string, { world }: Pick<Reached, "world">, way: string): string => {
  const { facts } = world.records.operation
  return `${law}\n${way}\n   with ${JSON.stringify(facts)}`
}

const firstOf = (walk: Walk, states: ReadonlyArray<Reached>): string | null => {
  const kinds = [
    ["no honest way leads to an end or to a person", withoutEnd],
    ["it was paid, and is called failed for ever", withoutWayBack],
    ["it was paid where it had been refused, and that is never heard", unnoticed],
    ["what was given up was paid, and nobody is ever told", untold]
  ] as const
  for (const [law, find] of kinds) {
    const [first] = find(walk, states)
    if (first !== undefined) return described(law, first, trace(first))
  }
  for (const silence of walk.silences) {
    for (const operation of walk.registry.operations.values()) {
      const last = withoutAnEnd(walk, operation, silence)
      const there = last === null ? undefined : states.find(({ world }) => world.records.operation === operation)
      if (last === null || there === undefined) continue
      const way = [trace(there), ...last.map((each) => `   … ${each}`)].join("\n")
      return described(`it goes on for ever where reads are answered: ${silence}`, there, way)
    }
  }
  return null
}

/** Walks, and holds what was reached against every law. */
export const judge = (walk: Walk): Verdict => {
  const { broken, states, transitions } = search({
    beginning: beginning(walk),
    keyed: (world) => keyed(walk.registry, world),
    most: walk.most,
    moves: (world, mayGoWrong) => moves(walk, world, mayGoWrong)
  })
  const wrong = broken === null ? firstOf(walk, states) : described(broken.world.broken ?? "", broken, trace(broken))
  return { states: states.length, transitions, wrong }
}
