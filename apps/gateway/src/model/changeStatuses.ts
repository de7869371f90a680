/** The states of a change of a payment, as the public interface shows them: a change is no operation, and has a table of its own. */

/** What is shown of a change in each of its stages: `done` and `dead` are ends. */
export const shownAs = {
  wanted: "requested",
  sending: "processing",
  accepted: "processing",
  unknown: "unknown",
  review: "needs_review",
  done: "succeeded",
  dead: "failed"
} as const

/** Every state of a change as it is shown. */
export const changeStatuses = [...new Set(Object.values(shownAs))]
