/**
 * Stripe's search: clauses such as `metadata['k']:'v'`, `status:'succeeded'`, `amount>100`, joined by AND or by OR. It lags behind, and
 * it compares texts without case, so that what it finds must be compared again.
 */
import type { JsonObject } from "./Errors.ts"
import { badParam, badRequest } from "./Errors.ts"
import { limitOf } from "./Lists.ts"
import type { Params } from "./Params.ts"
import { known, required, text } from "./Params.ts"

/** One clause of a query. */
export interface Clause {
  readonly field: string
  /** The name within metadata, where the field is that. */
  readonly key: string | null
  readonly operator: ":" | "~" | ">" | "<" | ">=" | "<="
  readonly value: string | null
  readonly isNegated: boolean
}

/** The values of an object by which it is found. */
export interface Indexed {
  readonly texts: Readonly<Record<string, string>>
  readonly numbers: Readonly<Record<string, number>>
  readonly metadata: Readonly<Record<string, string>>
}

const clause =
  /^\s*(-?)([a-z_]+)(?:\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\])?\s*(:|~|>=|<=|>|<)\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|(null))\s*/

const joint = /^(AND|OR)\s+/i

const bare = (quoted: string): string => quoted.replace(/\\(.)/gs, "$1")

const isOperator = (sign: string): sign is Clause["operator"] => /^(:|~|>=|<=|>|<)$/.test(sign)

const wrong = (why: string) => badParam("query", `The search query could not be read: ${why}.`)

/** Reads a query; all of its clauses must hold, or any of them. */
export const parse = (query: string): { readonly clauses: ReadonlyArray<Clause>; readonly any: boolean } => {
  const clauses: Array<Clause> = []
  const joints = new Set<string>()
  let rest = query
  for (;;) {
    const match = clause.exec(rest)
    const [whole, minus, field = "", key1, key2, operator = "", quoted1, quoted2, number, none] = match ?? []
    if (whole === undefined || !isOperator(operator)) throw wrong("a clause is field:value")
    const key = key1 ?? key2
    const quoted = quoted1 ?? quoted2
    const value = quoted === undefined ? (number ?? null) : bare(quoted)
    if (none !== undefined && operator !== ":") throw wrong("null goes with a colon")
    clauses.push({ field, key: key === undefined ? null : bare(key), operator, value, isNegated: minus === "-" })
    rest = rest.slice(whole.length)
    if (rest === "") break
    const joined = joint.exec(rest)
    joints.add(joined === null ? "AND" : (joined[1] ?? "").toUpperCase())
    rest = rest.slice(joined?.[0].length ?? 0)
    if (clauses.length >= 10) throw wrong("there may be 10 clauses")
  }
  if (joints.size > 1) throw wrong("AND and OR cannot be mixed")
  return { clauses, any: joints.has("OR") }
}

const holds = ({ field, key, operator, value }: Clause, { metadata, numbers, texts }: Indexed): boolean => {
  if (field in numbers && key === null) {
    const [left, right] = [numbers[field] ?? Number.NaN, Number(value)]
    if (operator === ":") return left === right
    if (operator === ">") return left > right
    if (operator === "<") return left < right
    return operator === ">=" ? left >= right : left <= right
  }
  const isLabel = field === "metadata" && key !== null
  if (!isLabel && !(field in texts && key === null)) throw wrong(`there is no field ${field}`)
  if (operator !== ":" && operator !== "~") throw wrong(`${operator} compares numbers`)
  const found = (isLabel ? (Object.hasOwn(metadata, key) ? metadata[key] : undefined) : texts[field]) ?? null
  if (value === null || found === null) return found === value
  const [left, right] = [found.toLowerCase(), value.toLowerCase()]
  return operator === ":" ? left === right : left.includes(right)
}

/** Whether an object is found by a query. */
export const matches = ({ any, clauses }: ReturnType<typeof parse>, indexed: Indexed): boolean => {
  const results = clauses.map((each) => holds(each, indexed) !== each.isNegated)
  return any ? results.some(Boolean) : results.every(Boolean)
}

/** A page of results; `all` are those that the index has already, newest first. */
export const page = <A extends { readonly id: string }>(
  params: Params,
  url: string,
  all: ReadonlyArray<A>,
  index: (item: A) => Indexed,
  show: (item: A) => JsonObject
): JsonObject => {
  known(params, ["query", "limit", "page", "expand"])
  const query = parse(required(params, "query", text(params, "query")))
  const limit = limitOf(params)
  const after = text(params, "page")
  const start =
    after === undefined ? 0 : all.findIndex(({ id }) => id === Buffer.from(after, "base64url").toString()) + 1
  if (after !== undefined && start === 0) throw badRequest("There is no such page.", { param: "page" })
  const found = all.slice(start).filter((item) => matches(query, index(item)))
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = found.length > shown.length
  const next = hasMore && last !== undefined ? Buffer.from(last.id).toString("base64url") : null
  return { object: "search_result", url, has_more: hasMore, next_page: next, data: shown.map(show) }
}
