/**
 * How the clocks stand: what the database's is taken to show, and whether it may be acted on. Two witnesses must agree for
 * that, the node's own clock and the database's, and neither may just have leapt. A leap of the database's is believed only
 * after whatever was being sent when it was seen has ended; until then time goes on as if there had been none. Pure;
 * everything is in milliseconds.
 */
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Estimate from "./Estimate.ts"

/** An answer of the database's clock, and what this node's showed when it was heard. */
export interface Sample extends Estimate.Sample {
  readonly wall: number
}

/** The database's clock has leapt. */
export interface Leap {
  /** What it shows since then. */
  readonly to: Estimate.Estimate
  /** By how much it is ahead of what it was, negative where it is behind. */
  readonly by: number
  /** What was counted when that was seen. */
  readonly since: number
}

/** How the clocks stand. */
export interface Standing {
  /** The estimate by which time is computed. */
  readonly estimate: Estimate.Estimate
  readonly leap: Leap | undefined
  /** A leap was taken over, and what is stored is not corrected yet. */
  readonly isUncorrected: boolean
  /** By how much the node's clock is ahead of the database's, at least. */
  readonly ahead: number
  readonly isApart: boolean
  /** What both clocks were ahead of what is counted when they last agreed. */
  readonly agreed: { readonly wall: number; readonly database: number } | undefined
}

/** Why the time may not be acted on. */
export type Doubt =
  | { readonly _tag: "Leapt"; readonly by: number; readonly isShared: boolean }
  | { readonly _tag: "Uncorrected" }
  | { readonly _tag: "Apart"; readonly ahead: number; readonly who: "node" | "database" | "either" }
  | { readonly _tag: "Vague"; readonly uncertainty: number }

/** Nothing of what was being sent when a leap was seen is on its way any more after so long. */
export const quarantine = Schedule.sendMillis + Schedule.sendGrace

/** The clocks agree while they are no further apart than this. */
export const farthest = Schedule.clockDiffers

// And agree again only when they are as near as this, so that nobody comes and goes with every sample.
const nearEnough = 3_000

// What runs badly is followed; whatever is further off has been set.
const leastLeap = 1_000

const mostUncertainty = 1_000

/** After a leap of more than this, what is stored would wait too long, or seem to have waited long enough. */
export const leastCorrection = 60_000

const wallOf = ({ after, wall }: Sample): Estimate.Estimate => ({
  least: wall - after,
  most: wall + 1 - after,
  at: after
})

const compared = (standing: Omit<Standing, "ahead" | "isApart">, wasApart: boolean, sample: Sample): Standing => {
  const ahead = Estimate.between(Estimate.at(standing.estimate, sample.after), wallOf(sample))
  const isApart = Math.abs(ahead) > (wasApart ? nearEnough : farthest)
  const isAgreed = !isApart && standing.leap === undefined
  const offsets = { wall: sample.wall - sample.after, database: Estimate.offset(standing.estimate) }
  return { ...standing, ahead, isApart, agreed: isAgreed ? offsets : standing.agreed }
}

/**
 * How they stand by the first sample. `newest` is the latest instant in the records: where that lies ahead, the
 * database's clock has been set back while nobody saw it.
 */
export const begin = (sample: Sample, newest: number | null): Standing => {
  const estimate = Estimate.of(sample)
  const by = newest === null ? 0 : sample.database - newest
  const leap = by < -leastCorrection ? { to: estimate, by, since: sample.after } : undefined
  return compared({ estimate, leap, isUncorrected: false, agreed: undefined }, false, sample)
}

const followed = (standing: Standing, sample: Sample): Pick<Standing, "estimate" | "leap" | "isUncorrected"> => {
  const { isUncorrected, leap } = standing
  const answer = Estimate.of(sample)
  if (leap !== undefined) {
    const to = Estimate.both(Estimate.at(leap.to, sample.after), answer)
    if (to !== undefined) {
      const isOver = sample.after - leap.since >= quarantine
      return isOver
        ? { estimate: to, leap: undefined, isUncorrected: isUncorrected || Math.abs(leap.by) > leastCorrection }
        : { estimate: standing.estimate, leap: { ...leap, to }, isUncorrected }
    }
  }
  const estimate = Estimate.at(standing.estimate, sample.after)
  const by = Estimate.between(estimate, answer)
  // One that does not fit, and is not far off, is right: whatever was known before is forgotten.
  return Math.abs(by) > leastLeap
    ? { estimate: standing.estimate, leap: { to: answer, by, since: sample.after }, isUncorrected }
    : { estimate: Estimate.both(estimate, answer) ?? answer, leap: undefined, isUncorrected }
}

/** How they stand after another sample. */
export const next = (standing: Standing, sample: Sample): Standing =>
  compared({ ...followed(standing, sample), agreed: standing.agreed }, standing.isApart, sample)

/** What is stored has been put right. */
export const corrected = (standing: Standing): Standing => ({ ...standing, isUncorrected: false })

/** What time it is when so much is counted. */
export const timeAt = ({ estimate }: Standing, counted: number): number => counted + Estimate.offset(estimate)

// Both are set where one machine has both, and where it has slept and nothing was counted meanwhile.
const isShared = ({ by, to }: Leap, agreed: Standing["agreed"], wall: number): boolean =>
  agreed === undefined
    ? Math.abs(wall - Estimate.offset(to)) <= farthest
    : Math.abs(wall - agreed.wall - by) < Math.abs(by) / 2

/** Why the time may not be acted on, as of a sample. */
export const doubt = (standing: Standing, { after, wall }: Pick<Sample, "after" | "wall">): Doubt | undefined => {
  const { agreed, ahead, estimate, isApart, isUncorrected, leap } = standing
  if (leap !== undefined) return { _tag: "Leapt", by: leap.by, isShared: isShared(leap, agreed, wall - after) }
  if (isUncorrected) return { _tag: "Uncorrected" }
  if (isApart) {
    if (agreed === undefined) return { _tag: "Apart", ahead, who: "either" }
    const [byNode, byDatabase] = [wall - after - agreed.wall, Estimate.offset(estimate) - agreed.database]
    return { _tag: "Apart", ahead, who: Math.abs(byNode) > Math.abs(byDatabase) ? "node" : "database" }
  }
  const uncertainty = Estimate.uncertainty(Estimate.at(estimate, after))
  return uncertainty > mostUncertainty ? { _tag: "Vague", uncertainty } : undefined
}
