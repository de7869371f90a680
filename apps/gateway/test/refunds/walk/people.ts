/** What people do, as the HTTP face lets them: decide, and ask for a read. */
import { isReadable } from "../../../src/lifecycle/due.ts"
import { isDoubtful } from "../../../src/lifecycle/Operation.ts"
import { riskOfRetrying } from "../../../src/lifecycle/unproven.ts"
import { resolutions } from "../../../src/model/statuses.ts"
import type { Row } from "../../../src/store/Row.ts"
import { apply } from "./apply.ts"
import { incident, type Move } from "./move.ts"
import * as Reads from "./reads.ts"
import { canAsk, type Walk } from "./Walk.ts"
import { account, type World } from "./World.ts"

const decided = (walk: Walk, world: World, row: Row): ReadonlyArray<Move> =>
  resolutions.refund.flatMap((outcome) =>
    [false, true].flatMap((acceptDuplicateRisk) => {
      const isRisky = outcome === "retry" && !acceptDuplicateRisk
      if (isRisky && riskOfRetrying(row, walk.policy) !== undefined) return []
      if (outcome === "succeeded" && acceptDuplicateRisk) return []
      const mayHaveIt = isDoubtful(row) && row.facts.doubt === null ? [account] : []
      const to = apply(walk, world, row.id, {
        _tag: "Resolved",
        outcome,
        acceptDuplicateRisk,
        note: "n",
        operator: "anna",
        mayHaveIt
      })
      if (to === undefined) return []
      const label = `an operator decides of ${row.reference}: ${outcome}${acceptDuplicateRisk ? ", at a risk" : ""}`
      return incident(label, {
        ...to,
        risks: acceptDuplicateRisk ? new Set([...to.risks, row.reference]) : to.risks,
        called: outcome === "succeeded" ? new Set([...to.called, row.reference]) : to.called
      })
    })
  )

const refresh = (walk: Walk, world: World, row: Row): ReadonlyArray<Move> =>
  (canAsk(walk) || row.providerReference !== null) && isReadable(row)
    ? Reads.refund(walk, world, row, `its merchant reads ${row.reference}`)
        .filter(({ cost }) => cost === 0)
        .map((move) => ({ ...move, cost: 1, isHonest: false }))
    : []

/** Everything that people may do. */
export const people = (walk: Walk, world: World): ReadonlyArray<Move> =>
  [...world.records.refunds.values()].flatMap((row) => [...decided(walk, world, row), ...refresh(walk, world, row)])
