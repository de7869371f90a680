/** One walk of refunds from its beginning to its verdict: what it has covered, and the way to the first thing that is wrong. */
import { isWithoutMoney } from "../../../src/lifecycle/Status.ts"
import type { Verdict } from "../../walk/judge.ts"
import { type Reached, search, withoutWay } from "../../walk/search.ts"
import { told } from "../../walk/trace.ts"
import { keyOf } from "./key.ts"
import { isOver, isPastChange } from "./laws.ts"
import { movesOf } from "./moves.ts"
import type { Walk } from "./Walk.ts"
import { beginning, copiesOf, isAlive, type World } from "./World.ts"

const line = ({ world }: Reached<World>): string => {
  const { held, now, records } = world
  const { payment, refunds } = records
  const rows = [...refunds].map(
    ([id, { reserved, status, step }]) => `${id} ${status}, next ${step}, holds ${reserved}`
  )
  const there = held.map(
    ({ amount, id, reference, status }) => `${id} of ${reference ?? "the office"} ${amount} ${status}`
  )
  const worth = payment.worth === null ? "not read" : `${payment.worth.elsewhere} elsewhere`
  return [
    `${now % 86_400_000} ms: payment ${payment.status}, ${worth}`,
    ...rows,
    `there: ${there.join(", ") || "nothing"}`
  ].join("; ")
}

// It was paid back, and is called failed: that must come to light while its provider may still change it.
const isUnnoticed = (walk: Walk, { held, now, records, risks, called }: World): boolean =>
  [...records.refunds.values()].some(
    ({ reference, status }) =>
      isWithoutMoney(status) &&
      !risks.has(reference) &&
      !called.has(reference) &&
      copiesOf(held, reference).some((each) => isAlive(each) && !isPastChange(walk, now, each.failedAt))
  )

const described = (law: string, state: Reached<World>): string => {
  const facts = [...state.world.records.refunds.values()].map((row) => `${row.id} with ${JSON.stringify(row.facts)}`)
  return [law, told(state, line), ...facts].join("\n")
}

/** Walks, and holds what was reached against every law. */
export const judge = (walk: Walk): Verdict => {
  const { broken, states, transitions } = search<World>({
    beginning: beginning(walk),
    keyed: (world) => ({ key: keyOf(walk, world), world }),
    most: walk.most,
    moves: movesOf(walk)
  })
  const verdict = (wrong: string | null): Verdict => ({ states: states.length, transitions, wrong })
  if (broken !== null) return verdict(described(broken.world.broken ?? "", broken))
  const [open] = withoutWay(states, isOver)
  if (open !== undefined) return verdict(described("no honest way leads to an end or to a person", open))
  const [hidden] = withoutWay(states, (world) => !isUnnoticed(walk, world))
  return verdict(hidden === undefined ? null : described("it was paid back, and is called failed for ever", hidden))
}
