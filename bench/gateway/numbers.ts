/** Medians and quantiles of what was measured. */

/** The value below which the fraction `part` of all values lies; 0 for none. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

/** The middle value, or the mean of the two in the middle. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const high = sorted[Math.floor(half)] ?? 0
  return sorted.length % 2 === 1 ? high : (high + (sorted[half - 1] ?? 0)) / 2
}
