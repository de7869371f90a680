/** The order of troubles in a long run: as many kills as asked for, and everything else between them. */
import type { Kind } from "../world/databases.ts"
import type { Incident } from "./incidents.ts"
import type { Trouble } from "./troubles.ts"

// What this database can have of it.
const incidents = (database: Kind): ReadonlyArray<Incident> =>
  database === "postgres"
    ? ["fail over", "black hole", "wrong clock", "slow neighbour", "flood"]
    : ["full disk", "wrong clock", "slow neighbour", "flood"]

/** So many kills of gateways, with the other troubles among them, and so many of each incident after them. */
export const deck = (kills: number, database: Kind, each = 0): ReadonlyArray<Trouble> => [
  ...killing(kills, database),
  ...Array.from({ length: each }, () => incidents(database)).flat()
]

const killing = (kills: number, database: Kind): ReadonlyArray<Trouble> => {
  const middle = Math.ceil(kills / 2)
  const late = Math.ceil((kills * 3) / 4)
  return Array.from({ length: kills }, (_, index) => index + 1).flatMap(
    (number): ReadonlyArray<Trouble> => [
      number === late ? "all at once" : "kill a gateway",
      ...(number % 5 === 0 && database === "postgres" ? (["kill the database"] as const) : []),
      ...(number % 7 === 0 ? (["drain a gateway"] as const) : []),
      ...(number === middle ? (["providers off line"] as const) : [])
    ]
  )
}
