/** What people do, as the HTTP face lets them: cancel, decide, ask for a read (`core/cancel.ts`, `resolve.ts`, `refresh.ts`). */
import { isReadable } from "../../src/lifecycle/due.ts"
import { isDoubtful, isPlaced, isUnsent } from "../../src/lifecycle/Operation.ts"
import { riskOfRetrying } from "../../src/lifecycle/unproven.ts"
import { readRequested } from "./callbacks.ts"
import { apply, named, obstacle, read } from "./shell.ts"
import { accountOf, type Move, policyOf, type Walk } from "./Walk.ts"
import { both, type Copy, put, type World } from "./World.ts"

const move = (label: string, to: World | null): ReadonlyArray<Move> =>
  to === null ? [] : [{ label, cost: 1, isHonest: false, to }]

const isAsking = ({ records }: World): boolean => records.sides.some((side) => side?.is === "asked")

// What may still be stopped there.
const stopped: Copy = { is: "dead", isRogue: false }

const cancel = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { operation } = world.records
  if (operation.kind === "payment" || isAsking(world)) return []
  const unsent = apply(walk, world, { _tag: "CanceledUnsent" })
  if (unsent !== null) return move("the merchant cancels it before anything was sent", unsent)
  const wanted = apply(walk, world, { _tag: "CancelWanted" })
  if (wanted !== null)
    return move("the merchant wants it canceled, which cannot be done", { ...wanted, isUnwanted: true })
  const which = accountOf(walk, world, operation.provider)
  if (operation.status !== "processing" || which === undefined || obstacle(walk, world) !== undefined) return []
  const asked = apply(walk, world, { _tag: "CancelAsked" })
  if (asked === null) return []
  const [copy] = asked.copies[which]
  const obeyed =
    copy?.is === "alive" && asked.copies[which].length === 1
      ? move(
          "the merchant cancels it, and its provider stops it",
          readRequested(
            walk,
            { ...asked, copies: put(asked.copies, which, [{ ...stopped, isRogue: copy.isRogue }]) },
            false
          )
        )
      : []
  return [
    ...move("the merchant cancels it, and its provider does nothing", readRequested(walk, asked, false)),
    ...obeyed
  ]
}

const resolutions = [
  ["paid", false],
  ["failed", false],
  ["failed", true],
  ["retry", false],
  ["retry", true]
] as const

// It is sent again to whoever was sent it; where nobody is known, or not everybody was asked, others may have it already.
const riskOf = (walk: Walk, { records: { operation }, risk }: World): World["risk"] => {
  const which = both.find((each) => walk.providers[each].fingerprint === operation.fingerprint)
  const isKnown = isPlaced(operation) && !isUnsent(operation) && !isDoubtful(operation)
  const here = which === undefined || !isKnown ? "anywhere" : which
  return risk === null || risk === here ? here : "anywhere"
}

// As `operations/resolve.ts` tells them.
const others = (walk: Walk, { records: { operation } }: World) =>
  both
    .filter((which) =>
      isDoubtful(operation) && operation.facts.doubt === null
        ? true
        : operation.facts.alsoAt.includes(walk.providers[which].instance)
    )
    .map((which) => named(walk, which))

const resolve = (walk: Walk, world: World): ReadonlyArray<Move> =>
  isAsking(world)
    ? []
    : resolutions.flatMap(([outcome, acceptDuplicateRisk]) => {
        const { operation } = world.records
        const isRisky = outcome === "retry" && !acceptDuplicateRisk
        if (isRisky && riskOfRetrying(operation, policyOf(walk, world)) !== undefined) return []
        const mayHaveIt = outcome !== "paid" ? others(walk, world) : []
        const decision = {
          _tag: "Resolved",
          outcome,
          acceptDuplicateRisk,
          note: "",
          operator: "anna",
          mayHaveIt
        } as const
        const to = apply(walk, world, decision)
        const label = `an operator decides: ${outcome}${acceptDuplicateRisk ? ", accepting that it may be paid twice" : ""}`
        const isRisk = outcome === "retry" && acceptDuplicateRisk
        return move(label, to && isRisk ? { ...to, risk: riskOf(walk, world) } : to)
      })

const refresh = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { operation } = world.records
  if (!isReadable(operation) || obstacle(walk, world) !== undefined) return []
  // Whoever is claimed at this moment is refused; so this read is another one than the worker's.
  return read(walk, world, "the merchant has it read").map((each): Move => ({ ...each, cost: 1, isHonest: false }))
}

const abandon = (walk: Walk, world: World): ReadonlyArray<Move> =>
  isAsking(world) || obstacle(walk, world) !== undefined
    ? []
    : move(
        "an operator has what is left abandoned",
        apply(walk, world, { _tag: "AbandonAsked", note: "", operator: "anna" })
      )

/** Everything that people may do. */
export const people = (walk: Walk, world: World): ReadonlyArray<Move> => [
  ...cancel(walk, world),
  ...resolve(walk, world),
  ...abandon(walk, world),
  ...refresh(walk, world)
]
