/** All that may happen next in a state of the walk. */

import { callbacks, sideReads } from "./callbacks.ts"
import { calls } from "./calls.ts"
import { leftReads } from "./leftReads.ts"
import { people } from "./people.ts"
import { claim } from "./shell.ts"
import { backups, config, deeds, lateAnswers, silence, time } from "./turns.ts"
import type { Move, Walk } from "./Walk.ts"
import type { World } from "./World.ts"

/** The moves; those that are no incident alone where `mayGoWrong` is false. */
export const moves = (walk: Walk, world: World, mayGoWrong: boolean): ReadonlyArray<Move> => {
  const { incidents } = walk
  const usual = [
    ...claim(walk, world),
    ...calls(walk, world),
    ...sideReads(walk, world),
    ...leftReads(walk, world).filter(({ cost }) => cost === 0 || mayGoWrong),
    ...lateAnswers(walk, world),
    ...time(walk, world),
    ...deeds(walk, world),
    ...(world.backup === null ? [] : backups(walk, world)),
    ...silence(walk, world).filter(({ cost }) => cost === 0 || (mayGoWrong && incidents.has("reads"))),
    ...(world.gone[0] || world.gone[1] ? config(walk, world) : [])
  ]
  if (!mayGoWrong) return usual.filter(({ cost }) => cost === 0)
  return [
    ...usual,
    ...(incidents.has("callbacks") ? callbacks(walk, world) : []),
    ...(incidents.has("people") ? people(walk, world) : []),
    ...(incidents.has("config") && !(world.gone[0] || world.gone[1]) ? config(walk, world) : []),
    ...(incidents.has("recovery") && world.backup === null ? backups(walk, world) : [])
  ]
}
