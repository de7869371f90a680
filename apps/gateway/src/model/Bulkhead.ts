/**
 * The bulkheads of work: each provider instance has one for each thing that is done for it, so that nothing waits for another
 * instance, nor for another kind of work. An operation is stored with the bulkhead of its next step.
 */

/**
 * The work that is done in a bulkhead: sends, status reads, reads of what has ended, reads beside the holder, reads of what was left
 * behind, and callbacks that count first or last.
 */
export type Work = "send" | "read" | "ended" | "side" | "left" | "proven" | "unproven"

/** The bulkhead of this work for an instance; no name of an instance has a slash. */
export const of = (instance: string, work: Work): string => `${instance}/${work}`

/** The bulkhead of what belongs to no instance that is known yet. */
export const other = "other"

/** The instance of a bulkhead. */
export const instanceOf = (bulkhead: string): string => bulkhead.split("/", 1)[0] ?? bulkhead
