/**
 * The members of a callback as the texts that its signature covers. Feennex announces JSON but sends form text for the
 * time being and names no content type, so the content decides. JSON numbers keep their original lexeme (`6.0`, not
 * `6`), text that holds JSON stays text, and a name that occurs twice refuses the callback.
 */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"

/** The plain members as text, and the names of members whose signed form is not documented. */
export interface Fields {
  readonly fields: ReadonlyMap<string, string>
  readonly opaque: ReadonlyArray<string>
}

const fromForm = (text: string): Result.Result<Fields, string> => {
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) return Result.fail("a field occurs twice")
    fields.set(name, value)
  }
  return fields.size === 0 ? Result.fail("neither JSON nor form text") : Result.succeed({ fields, opaque: [] })
}

const fromJson = (text: string): Result.Result<Fields, string> =>
  Result.flatMap(Json.parse(text), (json) => {
    if (typeof json !== "object" || json === null || Array.isArray(json) || Json.isJsonNumber(json)) {
      return Result.fail("not a JSON object")
    }
    const fields = new Map<string, string>()
    const opaque: Array<string> = []
    for (const [name, value] of Object.entries(json)) {
      if (typeof value === "string") fields.set(name, value)
      else if (Json.isJsonNumber(value)) fields.set(name, value.text)
      else if (value !== null) opaque.push(name)
    }
    return Result.succeed({ fields, opaque })
  })

/** Reads a callback body, by its content. */
export const callbackFields = (body: Uint8Array): Result.Result<Fields, string> => {
  const text = Result.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(body),
    catch: () => "not UTF-8 text"
  })
  return Result.flatMap(text, (decoded) => (/^\s*\{/.test(decoded) ? fromJson(decoded) : fromForm(decoded)))
}
