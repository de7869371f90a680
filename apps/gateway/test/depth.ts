/**
 * How deep the tests go. Whoever waits for them gets every behaviour on its real parts; CI and the nightly run get every
 * variant of it as well, in the same files.
 */
import { it } from "vitest"

/** Whether all variants are wanted: `SWITCHYARD_DEPTH=full`. */
export const isFull = process.env.SWITCHYARD_DEPTH === "full"

/** All of them in full depth, else the first: those that go through the same code in another disguise. */
export const variants = <A>(first: A, ...others: ReadonlyArray<A>): ReadonlyArray<A> =>
  isFull ? [first, ...others] : [first]

/** A test that only full depth runs: what it shows is shown elsewhere, at less cost and without the processes. */
export const inFull = (name: string, test: () => Promise<void>): void => {
  if (isFull) it(name, test)
}
