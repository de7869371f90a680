/** Filters of lists by time: an exact second, or bounds by `gt`, `gte`, `lt`, `lte`. */
import { own } from "./Form.ts"
import type { Params } from "./Params.ts"
import { integer, known, within } from "./Params.ts"

/** Milliseconds of the clock as Stripe's seconds. */
export const seconds = (ms: number): number => Math.floor(ms / 1000)

/** Whether a time in seconds passes a filter of that name; everything does where there is none. */
export const passes = (params: Params, name: string): ((at: number) => boolean) => {
  if (typeof own(params.tree, name) === "string") {
    const exact = integer(params, name)
    return (at) => at === exact
  }
  const bounds = within(params, name)
  if (bounds === undefined) return () => true
  known(bounds, ["gt", "gte", "lt", "lte"])
  const gt = integer(bounds, "gt") ?? Number.NEGATIVE_INFINITY
  const gte = integer(bounds, "gte") ?? Number.NEGATIVE_INFINITY
  const lt = integer(bounds, "lt") ?? Number.POSITIVE_INFINITY
  const lte = integer(bounds, "lte") ?? Number.POSITIVE_INFINITY
  return (at) => at > gt && at >= gte && at < lt && at <= lte
}
