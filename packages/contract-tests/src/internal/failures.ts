/** Compares why an adapter says that an operation did not succeed with what the documents say. */
import type { Failure } from "@switchyard/core/Failure"
import type { WhyFailed } from "../Harness.ts"

/** The reading of what no document explains. */
export const unlisted: WhyFailed = { reason: "UnrecognisedAnswer", again: "never" }

const words = ({ again, by, reason }: WhyFailed): string =>
  `${reason}${by === undefined ? "" : ` by ${by}`}, again ${again}`

/** The arguments of an expectation: whether it fits, what was expected, and what is there. */
export const shownWhy = (what: string, means: WhyFailed, failure: Failure | undefined) =>
  [
    failure !== undefined &&
      failure.reason === means.reason &&
      failure.again === means.again &&
      (means.by === undefined || failure.by === means.by),
    `${what} means ${words(means)}`,
    failure === undefined ? "there is no failure" : `it is read as ${words(failure)}`
  ] as const
