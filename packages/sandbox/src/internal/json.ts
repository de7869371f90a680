/**
 * JSON that keeps every number as the text it stood in. A provider that signs values signs that text, so `12.5` and
 * `12.50` must stay apart on the way in, and `10.0` must be printable on the way out. Not a general JSON library.
 */

/** A JSON number, kept as its own characters. */
export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Any JSON value, its numbers as texts. */
export type Json = null | boolean | string | NumberText | ReadonlyArray<Json> | JsonObject

/** A JSON object, its numbers as texts. */
export type JsonObject = { readonly [key: string]: Json }

/** Reads JSON and keeps each number's characters. Throws `SyntaxError`, or `RangeError` when it is nested too deeply. */
export const read = (text: string): Json =>
  JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? new NumberText(context?.source ?? String(value)) : value
  )

/** Whether a value is a JSON object. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

/** An own member of an object, never one of its prototype. */
export const member = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** Prints JSON; `python` puts a blank after each comma and colon, as Python's `json.dumps` does. */
export const print = (value: Json, style: "compact" | "python" = "compact"): string => {
  const blank = style === "python" ? " " : ""
  if (value instanceof NumberText) return value.text
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${blank}${print(item, style)}`)
    return `{${members.join(`,${blank}`)}}`
  }
  return `[${value.map((item) => print(item, style)).join(`,${blank}`)}]`
}

/** A whole number as JSON. */
export const integer = (value: number): NumberText => new NumberText(String(value))
