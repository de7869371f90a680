/** The order of troubles in a long run: as many kills as asked for, and everything else between them. */
import type { Kind } from "../world/databases.ts"
import type { Trouble } from "./troubles.ts"

/** So many kills of gateways, with the other troubles among them. */
export const deck = (kills: number, database: Kind): ReadonlyArray<Trouble> => {
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
