/** Random choices that a seed repeats (mulberry32). What real processes make of them is never the same twice. */

/** Choices from one seed. */
export interface Random {
  /** From 0 to 1, without 1. */
  readonly next: () => number
  /** A whole number from 0, below `end`. */
  readonly below: (end: number) => number
  readonly pick: <A>(from: readonly [A, ...ReadonlyArray<A>]) => A
  /** True with this probability. */
  readonly chance: (probability: number) => boolean
}

/** The choices of a seed. */
export const make = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    next,
    below,
    pick: (from) => from[below(from.length)] ?? from[0],
    chance: (probability) => next() < probability
  }
}
