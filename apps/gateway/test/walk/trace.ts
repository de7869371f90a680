/** The way to a state, so that it can be read. */
import type { Breakable, Reached } from "./search.ts"
import { both, type World } from "./World.ts"

const held = ({ copies }: World): string =>
  both
    .map((which) => {
      const all = copies[which].map(({ is, isRogue }) => (isRogue ? `${is}, refused before` : is))
      return `${which === 0 ? "A" : "B"} holds ${all.length === 0 ? "nothing" : all.join(" and ")}`
    })
    .join(", ")

const line = ({ world }: Reached): string => {
  const { provider, status, step } = world.records.operation
  const at = provider === null ? "" : ` at ${provider}`
  const onTheWay = world.calls.map(
    ({ attempt, isAwaited, isTravelling }) =>
      `attempt ${attempt}${isTravelling ? " may still arrive" : ""}${isAwaited ? " is waited for" : ""}`
  )
  return [`${status}, next ${step}${at}`, held(world), ...onTheWay].join("; ")
}

/** Every step from the beginning, and what it comes to in these words. */
export const told = <W extends Breakable>(state: Reached<W>, line: (reached: Reached<W>) => string): string => {
  const steps: Array<Reached<W>> = []
  for (let each: Reached<W> | null = state; each !== null; each = each.from) steps.unshift(each)
  return steps
    .map((each, number) =>
      number === 0 ? `   0. created: ${line(each)}` : `${`${number}`.padStart(4)}. ${each.by}\n      → ${line(each)}`
    )
    .join("\n")
}

/** Every step from the beginning, and what it comes to. */
export const trace = (state: Reached): string => told(state, line)
