/** Where two requests differ, as far as the provider looks at them when it tells a repeat from something new. */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Request } from "../Harness.ts"

const isFields = Schema.is(Json.Fields)

// What belongs to the connection or to who watches, and describes nothing of the operation.
const isOfTheLine = (header: string): boolean =>
  /^(content-length|host|connection|user-agent|accept(-.*)?|traceparent|tracestate|b3)$/.test(header)

const bodyParts = (body: string): ReadonlyArray<readonly [string, string]> => {
  const json = Result.getOrUndefined(Json.parse(body))
  return isFields(json) || Array.isArray(json)
    ? Object.entries(json).map(([name, value]) => [name, Json.stringify(value)] as const)
    : [...new URLSearchParams(body)]
}

const parts = ({ body, headers, method, path, query }: Request): ReadonlyMap<string, string> =>
  new Map([
    ["method", method],
    ["path", path],
    ...[...new URLSearchParams(query)].map(([name, value]) => [`query ${name}`, value] as const),
    ...Object.entries(headers)
      .filter(([name]) => !isOfTheLine(name))
      .map(([name, value]) => [`header ${name}`, value] as const),
    ...bodyParts(body).map(([name, value]) => [`body ${name}`, value] as const)
  ])

/** The parts that differ, but for those that the provider does not look at. */
export const differences = (
  one: Request,
  other: Request,
  varies: ReadonlyArray<string> = []
): ReadonlyArray<string> => {
  const [first, second] = [parts(one), parts(other)]
  const isLookedAt = (part: string) => !varies.includes(part.slice(part.indexOf(" ") + 1))
  return [...new Set([...first.keys(), ...second.keys()])].filter(
    (part) => isLookedAt(part) && first.get(part) !== second.get(part)
  )
}
