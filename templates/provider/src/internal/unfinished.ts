/**
 * The message of a part that is not written yet, with the step of the guide that writes it. It ends in refusals and failed reads,
 * never in a success: an unfinished adapter moves no money. Delete this file when nothing imports it any more.
 */

/** The words of a part that is not written yet. */
export const unfinished = (step: number, what: string): string => `step ${step} of docs/adding-a-provider.md: ${what}`
