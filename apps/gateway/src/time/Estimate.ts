/**
 * How far the database's clock is ahead of what this process counts: an interval, because an answer of the database is
 * about some moment between its question and its arrival. Each answer narrows it, and time widens it, for no two clocks run
 * alike. Pure; everything is in milliseconds.
 */

/** An answer of the database's clock, and what was counted here just before it was asked and just after it was heard. */
export interface Sample {
  readonly before: number
  readonly after: number
  readonly database: number
}

/** Between which bounds the offset lay when `at` was counted. */
export interface Estimate {
  readonly least: number
  readonly most: number
  readonly at: number
}

/** By how much two clocks that run well may drift apart: 200 parts in a million. */
export const drift = 200e-6

// The database answers in whole milliseconds.
const resolution = 1

/** The estimate from a single answer. */
export const of = ({ after, before, database }: Sample): Estimate => ({
  least: database - after,
  most: database + resolution - before,
  at: after
})

/** The same at another moment: nobody has asked since, so it may be a little off. */
export const at = ({ at: then, least, most }: Estimate, counted: number): Estimate => {
  const drifted = Math.abs(counted - then) * drift
  return { least: least - drifted, most: most + drifted, at: counted }
}

/** The offset, as well as it is known. */
export const offset = ({ least, most }: Estimate): number => (least + most) / 2

/** How wrong that may be. */
export const uncertainty = ({ least, most }: Estimate): number => (most - least) / 2

/** What both leave possible; undefined where they contradict each other. */
export const both = (a: Estimate, b: Estimate): Estimate | undefined => {
  const [least, most] = [Math.max(a.least, b.least), Math.min(a.most, b.most)]
  return least <= most ? { least, most, at: Math.max(a.at, b.at) } : undefined
}

/** How far the second is ahead of the first at least, negative where it is behind; 0 where both may be right. */
export const between = (a: Estimate, b: Estimate): number => {
  if (b.least > a.most) return b.least - a.most
  return b.most < a.least ? b.most - a.least : 0
}
