/**
 * The course an operation takes by itself: statuses and when they come, counted from its creation. A person's hand on
 * the operation ends its plan, so that a later step never undoes what a test has set.
 */
import type { World } from "./World.ts"

/** One move of a plan. */
export interface Step<Status> {
  readonly status: Status
  /** Milliseconds of the clock after creation; 0 happens before the create answer. */
  readonly after: number
  /** Sent to the merchant where the status is a rejection; may name what was given, see `Words.ts`. */
  readonly rejectedReason?: string
  /** The amount that the payer sent, in the payway's currency, where it is another sum than asked; of payments only. */
  readonly amount?: string
}

/** The moves in order. */
export type Plan<Status> = ReadonlyArray<Step<Status>>

/** Something that follows a plan; a change of `course` ends the plan it was on. */
export interface Planned {
  course: number
}

/** Starts a plan: what is due at once happens now, the rest on the clock. */
export const follow = <Status>(
  world: World,
  operation: Planned,
  plan: Plan<Status>,
  move: (step: Step<Status>) => void
): void => {
  operation.course += 1
  const { course } = operation
  for (const step of plan) {
    if (step.after <= 0) move(step)
    else {
      world.after(step.after, () => {
        if (operation.course === course) move(step)
      })
    }
  }
}
