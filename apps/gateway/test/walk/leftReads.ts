/** The reads of what was left behind, as the worker makes them (`operations/leftReads.ts`): each by its own id, whatever has become of the operation. */
import type { LeftFound } from "../../src/lifecycle/Event.ts"
import { idOf, observationOf } from "./readings.ts"
import { apply, named } from "./shell.ts"
import type { Move, Walk } from "./Walk.ts"
import { both, type Copy, type Which, type World } from "./World.ts"

interface Behind {
  readonly which: Which
  readonly id: string
  readonly copy: Copy
}

/** What was left behind and is there, by its own id. */
export const behind = (walk: Walk, { copies, records: { operation } }: World): ReadonlyArray<Behind> =>
  operation.facts.leftBehind.flatMap(({ fingerprint, providerReference: id }) => {
    const which = both.find((each) => walk.providers[each].fingerprint === fingerprint)
    const copy = which === undefined ? undefined : copies[which].find((_, place) => idOf(which, place) === id)
    return which === undefined || copy === undefined || id === null ? [] : [{ which, id, copy }]
  })

/**
 * What comes of reading each of them. It is due now and then for as long as it may change, and after each callback that names it; a
 * provider that looks up by our own id may answer with the latest one instead.
 */
export const leftReads = (walk: Walk, world: World): ReadonlyArray<Move> =>
  behind(walk, world).flatMap(({ copy, id, which }): ReadonlyArray<Move> => {
    if (world.gone[which]) return []
    const { kind } = world.records.operation
    const { instance } = walk.providers[which]
    const read = (of: Copy, name: string, cost: 0 | 1): ReadonlyArray<Move> => {
      const observation = observationOf(kind, of.is, name)
      const event: LeftFound = { _tag: "LeftFound", ...named(walk, which), providerReference: id, observation }
      const to = apply(walk, world, event, { from: which })
      const label = `what was given up at ${instance} is read: ${cost === 0 ? of.is : `the latest one, ${of.is}`}`
      return to === null ? [] : [{ label, cost, isHonest: cost === 0, to }]
    }
    const place = world.copies[which].length - 1
    const latest = world.copies[which][place]
    const isAnother = latest !== undefined && latest !== copy && walk.incidents.has("reads")
    return [...read(copy, id, 0), ...(isAnother ? read(latest, idOf(which, place), 1) : [])]
  })
