/** What the provider, its office, banks and the payer do on their own. */
import { isPastChange } from "./laws.ts"
import { chance, honest, incident, type Move } from "./move.ts"
import type { Walk } from "./Walk.ts"
import type { Held, World } from "./World.ts"

const changed = (world: World, held: Held, change: Partial<Held>): World => ({
  ...world,
  held: world.held.map((each) => (each === held ? { ...held, ...change } : each))
})

const ofHeld = (walk: Walk, world: World, held: Held): ReadonlyArray<Move> => {
  const { now } = world
  const name = held.reference ?? "the office's"
  const isLate = walk.incidents.has("late changes")
  switch (held.status) {
    case "processing":
      return [
        ...honest(`${name} succeeds there`, changed(world, held, { status: "succeeded" })),
        ...honest(`${name} fails there`, changed(world, held, { status: "failed", failedAt: now }))
      ]
    case "succeeded":
      return isLate && held.reference !== null
        ? incident(`${name} is sent back`, changed(world, held, { status: "failed", failedAt: now }))
        : []
    case "failed":
      return isLate && !held.isRevived && held.reference !== null && !isPastChange(walk, now, held.failedAt)
        ? incident(`${name} succeeds after all`, changed(world, held, { status: "succeeded", isRevived: true }))
        : []
  }
}

const office = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { held, now } = world
  if (!walk.incidents.has("office") || held.some(({ reference }) => reference === null)) return []
  const made: Held = {
    id: `r-${held.length + 1}`,
    reference: null,
    amount: 60,
    status: "succeeded",
    madeAt: now,
    failedAt: null,
    isRevived: false
  }
  return incident("the office pays back", { ...world, held: [...held, made] })
}

const dispute = (walk: Walk, world: World): ReadonlyArray<Move> => {
  if (!walk.incidents.has("dispute")) return []
  if (world.dispute === "none") return incident("the payer disputes it", { ...world, dispute: "open" })
  return world.dispute === "open" ? chance("the dispute is won", { ...world, dispute: "won" }) : []
}

/** What they do. */
export const deeds = (walk: Walk, world: World): ReadonlyArray<Move> => [
  ...world.held.flatMap((held) => ofHeld(walk, world, held)),
  ...office(walk, world),
  ...dispute(walk, world)
]
