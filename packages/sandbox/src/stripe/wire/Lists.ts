/**
 * Stripe's lists: newest first, 1 to 100 on a page, a cursor that is the id of an object, and `has_more`. Every list here is
 * consistent at once; search is not, see `Search.ts`.
 */
import type { JsonObject } from "./Errors.ts"
import { badParam, badRequest, missing } from "./Errors.ts"
import type { Params } from "./Params.ts"
import { integer, text } from "./Params.ts"

/** The parameters that every list has. */
export const paging = ["limit", "starting_after", "ending_before", "expand"] as const

/** The number of objects on a page. */
export const limitOf = (params: Params): number => {
  const limit = integer(params, "limit") ?? 10
  if (limit < 1 || limit > 100) throw badParam("limit", "limit must be 1 to 100.", "parameter_invalid_integer")
  return limit
}

/** A page of objects, which are given newest first; `all` are those a cursor may name. */
export const page = <A extends { readonly id: string }>(
  params: Params,
  url: string,
  all: ReadonlyArray<A>,
  fits: (item: A) => boolean,
  show: (item: A) => JsonObject
): JsonObject => {
  const limit = limitOf(params)
  const after = text(params, "starting_after")
  const before = text(params, "ending_before")
  if (after !== undefined && before !== undefined) {
    throw badRequest("Give starting_after or ending_before, not both.", { code: "parameters_exclusive" })
  }
  const placeOf = (id: string, param: string): number => {
    const place = all.findIndex((item) => item.id === id)
    if (place < 0) throw missing("object", id, param, 400)
    return place
  }
  // A cursor names an object also where the filters leave it out.
  const start = after === undefined ? 0 : placeOf(after, "starting_after") + 1
  const end = before === undefined ? all.length : placeOf(before, "ending_before")
  const found = all.slice(start, end).filter(fits)
  const shown = before === undefined ? found.slice(0, limit) : found.slice(-limit)
  return { object: "list", url, has_more: found.length > shown.length, data: shown.map(show) }
}
