/**
 * Exchanges of a live run, fit to be kept: of an answer stay the members and their types, and the values of the few
 * members that the adapter's author names as harmless. Everything else, secrets and persons among it, is replaced.
 */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Operation } from "../Harness.ts"

/** One answer of a live run. */
export interface Recorded {
  readonly operation: Operation
  readonly status: number
  /** JSON text, or undefined where the answer was no JSON. */
  readonly body: string | undefined
}

const isFields = Schema.is(Json.Fields)

const replaced = (value: Json.Json, isKept: boolean, kept: ReadonlySet<string>): Json.Writable => {
  if (Array.isArray(value)) return value.map((item: Json.Json) => replaced(item, false, kept))
  if (Json.isJsonNumber(value)) return isKept ? value : Json.number(0)
  if (typeof value === "string") return isKept || value === "" ? value : "replaced"
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaced(member, kept.has(name), kept)])
  )
}

/** An answer with every value replaced but those of the members named in `kept`. */
export const of = (operation: Operation, status: number, text: string, kept: ReadonlySet<string>): Recorded => {
  const json = Json.parse(text)
  const body = Result.isSuccess(json) ? Json.stringify(replaced(json.success, false, kept)) : undefined
  return { operation, status, body }
}
