/**
 * The lanes of work: each provider instance has one for each thing that is done for it, so that nothing waits for another
 * instance, nor for another kind of work. An operation is stored with the lane of its next step.
 */

/** What is done in a lane: sends, status reads, reads beside the holder, and callbacks that count first or last. */
export type Work = "send" | "read" | "side" | "proven" | "unproven"

/** The lane of this work for an instance; no name of an instance has a slash. */
export const of = (instance: string, work: Work): string => `${instance}/${work}`

/** The lane of what belongs to no instance that is known yet. */
export const other = "other"

/** The instance of a lane. */
export const instanceOf = (lane: string): string => lane.split("/", 1)[0] ?? lane
