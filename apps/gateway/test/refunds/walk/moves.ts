/** All that may happen next: every way in which messages, people, the provider and the machine may go on. */
import type { Move as OneMove } from "../../walk/Walk.ts"
import { calls } from "./calls.ts"
import { deeds } from "./deeds.ts"
import { broken } from "./laws.ts"
import { people } from "./people.ts"
import { lateAnswers, payment } from "./reads.ts"
import { backups, time } from "./time.ts"
import type { Incident, Walk } from "./Walk.ts"
import type { World } from "./World.ts"
import { worker } from "./worker.ts"

type Move = OneMove<World>

// Whatever happens takes a moment, so that no two things are at the same time but where that may matter.
const checked = (walk: Walk, move: Move): Move => {
  const to: World = { ...move.to, now: move.to.now + 1 }
  return { ...move, to: { ...to, broken: to.broken ?? broken(walk, to) } }
}

// What goes on by itself once it has begun.
const lasting: ReadonlySet<Incident> = new Set(["lag", "late changes", "dispute", "recovery"])

/** The moves of a walk; those that are no incident alone where `mayGoWrong` is false. */
export const movesOf = (walk: Walk) => {
  const calm: Walk = { ...walk, incidents: new Set([...walk.incidents].filter((each) => lasting.has(each))) }
  return (world: World, mayGoWrong: boolean): ReadonlyArray<Move> => {
    const about = mayGoWrong ? walk : calm
    return [
      ...worker(about, world),
      ...calls(about, world),
      ...payment(about, world),
      ...lateAnswers(about, world),
      ...deeds(about, world),
      ...time(about, world),
      ...backups(about, world),
      ...(about.incidents.has("people") ? people(about, world) : [])
    ]
      .filter(({ cost }) => cost === 0 || mayGoWrong)
      .map((move) => checked(about, move))
  }
}
