/** The laws about what a create in stages leaves: what can still be paid of it, and that nothing is committed once it is given up. */
import type { Walk } from "./Walk.ts"
import type { Call, Copy, Which, World } from "./World.ts"

/** Whether an account creates in stages. */
export const isStaged = ({ providers }: Walk, which: Which): boolean => providers[which].policy.stages !== undefined

/** The copy of one generation. */
export const copyOf = ({ copies }: World, which: Which, generation: number | undefined): Copy | undefined =>
  copies[which].find((copy) => copy.generation === generation)

// A request that may still arrive makes something that can be paid, or commits it.
const mayLeave = (world: World, { generation, isTravelling, part, to }: Call, isPayable: boolean): boolean => {
  if (!isTravelling) return false
  const copy = copyOf(world, to, generation)
  if (part === "commit") return copy?.is === "draft" && !isPayable
  return part === "prepare" && isPayable && copy === undefined
}

/** How much of what an account holds is neither paid nor alive and can still be paid. */
export const leftAt = ({ providers }: Walk, world: World, which: Which): number => {
  const stages = providers[which].policy.stages?.create
  if (stages === undefined) return 0
  const isPayable = stages.prepared === "payable"
  const held = world.copies[which].filter(({ is }) => is === "declined" || (is === "draft" && isPayable))
  const coming = world.calls.filter((call) => call.to === which && mayLeave(world, call, isPayable))
  return held.length + coming.length
}

/** Nothing is committed, or replayed, once its provider was asked to abandon it. */
export const commitsWrongly = (
  walk: Walk,
  world: World,
  which: Which,
  generation: number | undefined
): string | null => {
  const copy = copyOf(world, which, generation)
  const afterPaid = sendsAfterPaid(world)
  if (afterPaid !== null) return afterPaid
  return copy?.isGivenUp === true && world.records.operation.recovery === null
    ? `committed at ${walk.providers[which].instance} after it was abandoned there`
    : null
}

/** Nothing is sent or committed once it was told that something which was given up was paid. */
export const sendsAfterPaid = ({ records: { operation } }: World): string | null =>
  operation.facts.leftBehind.some(({ isPaid }) => isPaid === true)
    ? "sent although what was given up is known to be paid"
    : null

/** Nothing is abandoned that its provider has accepted, that somebody else may have, or that a recovery covers. */
export const abandonsWrongly = (
  { providers }: Walk,
  { records: { operation } }: World,
  which: Which
): string | null => {
  const { facts, recovery } = operation
  const { instance } = providers[which]
  if (facts.holding === "holder") return `abandoned at ${instance}, which has accepted it`
  if (recovery !== null || facts.doubt !== null) return `abandoned at ${instance} in a recovery`
  return facts.alsoAt.length > 0 ? `abandoned at ${instance}, and ${facts.alsoAt.join(", ")} may have it` : null
}
