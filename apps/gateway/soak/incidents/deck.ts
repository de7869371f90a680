/** The order of incidents in a long run: as many kills as asked for, and everything else between them. */
import type { Kind } from "../world/databases.ts"
import type { EnvironmentIncident } from "./environment.ts"
import type { Incident } from "./incidents.ts"

// The incidents of the environment that this database can have.
const environment = (database: Kind): ReadonlyArray<EnvironmentIncident> =>
  database === "postgres"
    ? ["fail over", "black hole", "wrong clock", "slow neighbour", "flood"]
    : ["full disk", "wrong clock", "slow neighbour", "flood"]

/** So many kills of gateways, with the other incidents among them, and so many of each of the environment after them. */
export const deck = (kills: number, database: Kind, each = 0): ReadonlyArray<Incident> => [
  ...killing(kills, database),
  ...Array.from({ length: each }, () => environment(database)).flat()
]

const killing = (kills: number, database: Kind): ReadonlyArray<Incident> => {
  const middle = Math.ceil(kills / 2)
  const late = Math.ceil((kills * 3) / 4)
  return Array.from({ length: kills }, (_, index) => index + 1).flatMap(
    (number): ReadonlyArray<Incident> => [
      number === late ? "all at once" : "kill a gateway",
      ...(number % 5 === 0 && database === "postgres" ? (["kill the database"] as const) : []),
      ...(number % 7 === 0 ? (["drain a gateway"] as const) : []),
      ...(number === middle ? (["providers off line"] as const) : [])
    ]
  )
}
