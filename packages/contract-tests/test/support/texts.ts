/** The members of a request to the memory provider, as text. */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const isFields = Schema.is(Json.Fields)

/** The members of a JSON object, numbers in their own characters; those of an object in it by both names. */
export const textsOf = (body: string, within = ""): Readonly<Record<string, string>> => {
  const json = Result.getOrUndefined(Json.parse(body))
  const members = isFields(json) ? Object.entries(json) : []
  return Object.assign(
    {},
    ...members.map(([name, value]) =>
      isFields(value)
        ? textsOf(Json.stringify(value), `${within}${name}.`)
        : { [`${within}${name}`]: Json.isJsonNumber(value) ? value.text : String(value) }
    )
  )
}
