/**
 * Properties: a check over many generated values, shrunk to the smallest that breaks it. Seeds are fixed, so that every
 * run sees the same values; seed and path stand in the message of a broken law.
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { Broken } from "./expect.ts"

/** How a property is checked. */
export interface Options {
  readonly seed: number
  readonly runs: number
}

/** Checks a property; the message of the law states the smallest value that broke it. */
export const property = Effect.fnUntraced(function* <A, R>(
  arbitrary: fc.Arbitrary<A>,
  show: (value: A) => string,
  check: (value: A) => Effect.Effect<void, Broken, R>,
  { runs, seed }: Options
) {
  const context = yield* Effect.context<R>()
  // The finding of the last failing run belongs to the smallest value.
  let last: Broken | undefined
  const one = (value: A): Promise<boolean> =>
    Effect.runPromiseWith(context)(
      Effect.match(check(value), {
        onFailure: (error) => {
          last = error
          return false
        },
        onSuccess: () => true
      })
    )
  const details = yield* Effect.promise(() => fc.check(fc.asyncProperty(arbitrary, one), { seed, numRuns: runs }))
  if (!details.failed) return
  const smallest = details.counterexample === null ? "an unknown value" : show(details.counterexample[0])
  return yield* new Broken({
    expected: last?.expected ?? "the property holds",
    happened: `${last?.happened ?? "a defect"}, for ${smallest} (seed ${seed}, path ${details.counterexamplePath})`
  })
})
