/**
 * The laws of creates in stages: nothing is committed once its abandonment was asked for, and nothing that somebody could
 * still commit is left of an operation that is over. The far side decides.
 */
import type { Row } from "./keeper/row.ts"
import type { Repeating } from "./world/repeating.ts"

/** No commit leaves for what has been abandoned. */
export const abandonedForGood = ({ staged }: Repeating, reference: string): ReadonlyArray<string> => {
  const all = staged().filter((one) => one.reference === reference)
  const isWrong = all.some(
    ({ call, id }, index) =>
      call === "create" && all.slice(0, index).some((one) => one.call === "abandon" && one.id === id)
  )
  return isWrong ? [`${reference} was committed after its abandonment was asked for`] : []
}

/** What is over has left no draft. */
export const leftNothing = ({ drafts }: Repeating, { isSuspended, reference, state }: Row): ReadonlyArray<string> => {
  const isOver = ["paid", "failed", "canceled"].includes(state) && !isSuspended
  return isOver && drafts(reference) > 0 ? [`${reference} is called ${state}, and a draft of it lives at memory`] : []
}
