/** One thing that may happen: honest, by chance, or gone wrong. */
import type { Move as OneMove } from "../../walk/Walk.ts"
import type { World } from "./World.ts"

/** What may happen next. */
export type Move = OneMove<World>

/** Somebody does and says what is true; nothing where it comes to nothing. */
export const honest = (label: string, to: World | undefined): ReadonlyArray<Move> =>
  to === undefined ? [] : [{ label, cost: 0, isHonest: true, to }]

/** It may happen at any time, and nobody waits for it. */
export const chance = (label: string, to: World | undefined): ReadonlyArray<Move> =>
  to === undefined ? [] : [{ label, cost: 0, isHonest: false, to }]

/** Something goes wrong. */
export const incident = (label: string, to: World | undefined): ReadonlyArray<Move> =>
  to === undefined ? [] : [{ label, cost: 1, isHonest: false, to }]
