/**
 * JSON whose numbers keep the text they were written with, so that an amount is exact and a signature over the received
 * text can be checked. Also the wire schemas that read the scalars of provider answers liberally. It does not know any
 * provider, and it is not a replacement for `JSON` where numbers are plain counts.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as decimal from "../domain/internal/decimal.ts"
import { invalid } from "../outcome/internal/issues.ts"
import { read as readText, Unreadable } from "./internal/jsonReader.ts"

const numberPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

/** A JSON number as it was written; `text` is the exact lexeme, such as `6.0`. */
export class JsonNumber {
  readonly text: string
  constructor(text: string) {
    if (!numberPattern.test(text)) throw new RangeError("JsonNumber must be given the text of a JSON number")
    this.text = text
  }
  toString(): string {
    return this.text
  }
  toJSON(): string {
    return this.text
  }
}

/** The value that `parse` returns: JSON with numbers as `JsonNumber`. */
export type Json = null | boolean | string | JsonNumber | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** The value that `stringify` takes: `Json` whose object members may be undefined. */
export type Writable =
  | null
  | boolean
  | string
  | JsonNumber
  | ReadonlyArray<Writable>
  | { readonly [key: string]: Writable | undefined }

/** How deep arrays and objects may nest in what `parse` reads. */
export const maxDepth = 100

const toNumber = (lexeme: string): JsonNumber => new JsonNumber(lexeme)

/** Reads a JSON text; fails with a reason that repeats nothing of the text, and never throws. */
export const parse = (text: string): Result.Result<Json, string> =>
  Result.mapError(parseLocated(text), ({ reason }) => reason)

/** Where a text stops being JSON; `line` and `column` count from 1, columns in UTF-16 code units. */
export interface Misread {
  readonly reason: string
  readonly line: number
  readonly column: number
}

/** Like `parse`, for texts that people write: it also says where the text goes wrong. */
export const parseLocated = (text: string): Result.Result<Json, Misread> => {
  try {
    return Result.succeed(readText(text, toNumber, maxDepth))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const lines = text.slice(0, error.offset).split("\n")
    return Result.fail({ reason: error.message, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 })
  }
}

/** The JSON text of a value: numbers exactly as written, undefined members dropped. */
export const stringify = (value: Writable): string => {
  if (typeof value === "string") return JSON.stringify(value)
  if (value === null || typeof value === "boolean") return String(value)
  if (isJsonNumber(value)) return value.text
  if (isList(value)) return `[${value.map(stringify).join(",")}]`
  const members: Array<string> = []
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${stringify(member)}`)
  }
  return `{${members.join(",")}}`
}

const isList: (value: Writable) => value is ReadonlyArray<Writable> = Array.isArray

/** A number to be written with exactly this text; throws unless it is a JSON number or a safe integer. */
export const number = (text: string | bigint | number): JsonNumber => {
  if (typeof text === "number" && !Number.isSafeInteger(text)) throw new RangeError("must be a safe integer")
  return new JsonNumber(String(text))
}

/** Whether a value is a `JsonNumber`. */
export const isJsonNumber = (u: unknown): u is JsonNumber => u instanceof JsonNumber

/** Whether a value is JSON as `parse` returns it. */
export const isJson = (u: unknown): u is Json => isJsonWithin(u, maxDepth)

const isJsonWithin = (u: unknown, depth: number): boolean => {
  if (u === null || typeof u === "string" || typeof u === "boolean" || isJsonNumber(u)) return true
  if (depth === 0 || typeof u !== "object") return false
  if (Array.isArray(u)) return u.every((item) => isJsonWithin(item, depth - 1))
  return isPlain(u) && Object.values(u).every((member) => isJsonWithin(member, depth - 1))
}

const isPlain = (u: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(u)
  return prototype === Object.prototype || prototype === null
}

const Scalar = Schema.Union([Schema.String, Schema.instanceOf(JsonNumber)])

const lexeme = (value: string | JsonNumber): string => (typeof value === "string" ? value : value.text)

const read = <A>(message: string, f: (value: string | JsonNumber) => A | undefined) =>
  SchemaGetter.transformEffect((value: string | JsonNumber) => {
    const result = f(value)
    return result === undefined ? Effect.fail(invalid(message)) : Effect.succeed(result)
  })

/** Any Json, passed on unread. */
export const Value: Schema.Codec<Json> = Schema.declare(isJson, { expected: "a JSON value" })

/** An object with any members, passed on unread. */
export const Fields: Schema.Codec<{ readonly [key: string]: Json }> = Schema.declare(
  (u): u is { readonly [key: string]: Json } =>
    typeof u === "object" && u !== null && !Array.isArray(u) && !isJsonNumber(u) && isJson(u),
  { expected: "a JSON object" }
)

/** Text, or a number as the text it was written with. */
export const Text: Schema.Codec<string, string | JsonNumber> = Scalar.annotate({
  message: "must be text or a number"
}).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform(lexeme),
    encode: SchemaGetter.passthroughSupertype()
  })
)

const integerMessage = "must be an integer"

/** A safe integer from a number without a fraction (`5`, `5.0`) or a text of digits. */
export const Integer: Schema.Codec<number, string | JsonNumber> = Scalar.annotate({ message: integerMessage }).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: read(integerMessage, (value) => {
      if (typeof value === "string" && !/^-?[0-9]{1,16}$/.test(value)) return undefined
      const text = typeof value === "string" ? value.replace(/^(-?)0+(?=[0-9])/, "$1") : value.text
      const integer = Result.getOrUndefined(decimal.parseWire(text, 0))
      const result = Number(integer?.value)
      return Number.isSafeInteger(result) ? result : undefined
    }),
    encode: SchemaGetter.transform(number)
  })
)

const decimalMessage = "must be a decimal number"

/** A decimal as the text it was written with, at most 30 integer and 18 non-zero fraction digits. */
export const DecimalText: Schema.Codec<string, string | JsonNumber> = Scalar.annotate({ message: decimalMessage }).pipe(
  Schema.decodeTo(Schema.String, {
    decode: read(decimalMessage, (value) =>
      Result.isSuccess(decimal.parseWire(lexeme(value))) ? lexeme(value) : undefined
    ),
    encode: SchemaGetter.passthroughSupertype()
  })
)

/** A boolean, or one of the texts `true`, `True`, `false`, `False`. */
export const Flag: Schema.Codec<boolean, boolean | "true" | "false" | "True" | "False"> = Schema.Union([
  Schema.Boolean,
  Schema.Literals(["true", "false", "True", "False"])
])
  .annotate({ message: "must be true or false" })
  .pipe(
    Schema.decodeTo(Schema.Boolean, {
      decode: SchemaGetter.transform((value) => value === true || value === "true" || value === "True"),
      encode: SchemaGetter.passthroughSupertype()
    })
  )
