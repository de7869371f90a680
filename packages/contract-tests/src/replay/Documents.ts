/**
 * Answers as a provider's documents print them, made to speak of an operation at hand: single members are replaced, and
 * everything else, numbers' own text among it, stays as it was printed.
 */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Harness from "../Harness.ts"

/** An answer without its connection. */
export type Answer = Harness.Answer

/** New values by path, such as `data.status`, or `data.0.status` within a list; undefined takes a member away. */
export type Changes = Readonly<Record<string, Json.Writable | undefined>>

const isFields = Schema.is(Json.Fields)

const replaced = (value: Json.Json, path: ReadonlyArray<string>, by: Json.Writable | undefined): Json.Writable => {
  const [name, ...rest] = path
  if (name === undefined) return by ?? null
  if (Array.isArray(value)) {
    const index = Number(name)
    if (!(index in value)) throw new RangeError(`a document's sample has no item ${name} in its list`)
    if (rest.length === 0 && by === undefined) return value.filter((_, at) => at !== index)
    return value.map((item, at) => (at === index ? replaced(item, rest, by) : item))
  }
  const members = isFields(value) ? value : {}
  const { [name]: old, ...others } = members
  if (rest.length === 0 && by === undefined) return others
  return { ...members, [name]: rest.length === 0 ? (by ?? null) : replaced(old ?? {}, rest, by) }
}

const parsed = (text: string): Json.Json =>
  Result.getOrThrowWith(Json.parse(text), (reason) => new SyntaxError(`a document's sample: ${reason}`))

/** The text of a JSON sample with members replaced. */
export const withMembers = (sample: string, changes: Changes): string =>
  Object.entries(changes).reduce(
    (text, [path, by]) => Json.stringify(replaced(parsed(text), path.split("."), by)),
    sample
  )
