/** `expand[]`: ids within an answer replaced by the objects that they name, four levels deep at most. */
import type { State } from "../State.ts"
import { show } from "../views/Views.ts"
import type { JsonObject } from "./Errors.ts"
import { badParam } from "./Errors.ts"
import type { Params } from "./Params.ts"
import { texts } from "./Params.ts"

const expandable = new Set([
  ...["latest_charge", "balance_transaction", "failure_balance_transaction", "charge", "payment_intent", "source"],
  ...["payment_method", "destination", "customer", "dispute", "line_items", "refunds"]
])

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The paths to expand; throws before anything is done. */
export const read = (params: Params, isList: boolean): ReadonlyArray<ReadonlyArray<string>> =>
  (texts(params, "expand") ?? []).map((whole) => {
    const path = whole.split(".")
    const inner = isList ? path.slice(1) : path
    const isKnown = (!isList || path[0] === "data") && inner.length > 0 && inner.every((part) => expandable.has(part))
    if (!isKnown) throw badParam("expand", `This property cannot be expanded (${whole.slice(0, 100)}).`)
    if (inner.length > 4) throw badParam("expand", "Expansions go four levels deep.")
    return path
  })

const into = (state: State, value: unknown, path: ReadonlyArray<string>): unknown => {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(value)) return value.map((item) => into(state, item, path))
  if (!isObject(value) || value[first] === undefined) return value
  const inner = value[first]
  const found = typeof inner === "string" ? state.byId.get(inner) : undefined
  return { ...value, [first]: into(state, found === undefined ? inner : show(state, found), rest) }
}

/** The answer with what the request wants expanded. */
export const expand = (state: State, paths: ReadonlyArray<ReadonlyArray<string>>, answer: JsonObject): JsonObject =>
  paths.reduce((at, path) => {
    const expanded = into(state, at, path)
    return isObject(expanded) ? expanded : at
  }, answer)
