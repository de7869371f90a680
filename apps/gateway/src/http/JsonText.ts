/**
 * JSON between bytes and values: reading that cannot be surprised (depth, duplicate keys, broken text), and the digest
 * by which two bodies are recognised as the same whatever their spacing and the order of their members.
 */

import { createHash } from "node:crypto"
import { Json } from "@switchyard/core"
import { Result } from "effect"

/** JSON with ordinary numbers, each of which is the number that was written: no other is read. */
export type Value = null | boolean | number | string | ReadonlyArray<Value> | { readonly [key: string]: Value }

const decoder = new TextDecoder("utf-8", { fatal: true })

/** Reads JSON; the reason of a failure repeats nothing of the text. */
export const read = (bytes: Uint8Array): Result.Result<Value, string> => {
  if (bytes.length === 0) return Result.fail("A JSON body is required")
  return Result.try({ try: () => decoder.decode(bytes), catch: () => "The body is not UTF-8" }).pipe(
    Result.flatMap(Json.parse),
    Result.flatMap((json) => Result.try({ try: () => plain(json), catch: reasonOf }))
  )
}

class Unstorable extends Error {}

const reasonOf = (error: unknown): string => (error instanceof Unstorable ? error.message : "not valid JSON")

/** The same with ordinary numbers, as decoders expect it. */
const plain = (json: Json.Json): Value => {
  if (typeof json === "string") return text(json)
  if (json === null || typeof json === "boolean") return json
  if (Json.isJsonNumber(json)) return number(json.text)
  if (isList(json)) return json.map(plain)
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [text(key), plain(member)]))
}

const isList = (json: Json.Json): json is ReadonlyArray<Json.Json> => Array.isArray(json)

const text = (value: string): string => {
  if (value.includes("\u0000") || !value.isWellFormed()) throw new Unstorable("text with NUL or half a character")
  return value
}

// A float keeps any fifteen digits, and not always more.
const mostDigits = 15
const leastFloat = 2 ** -1022

// Amounts are texts and counts are small. What would be read as another number than was written is not read: two bodies that
// differ there would have one digest, and the second be answered as the first.
const number = (lexeme: string): number => {
  const value = Number(lexeme)
  const digits = lexeme
    .replace(/e.*/i, "")
    .replaceAll(/[^0-9]/g, "")
    .replace(/^0+/, "")
  if (!Number.isFinite(value) || (digits !== "" && Math.abs(value) < leastFloat)) {
    throw new Unstorable("a number out of range")
  }
  if (digits.length > mostDigits) throw new Unstorable("a number with more than 15 digits")
  return value
}

const isArray = (value: Value): value is ReadonlyArray<Value> => Array.isArray(value)

/** One text for every way of writing the same JSON: members sorted, no spaces. */
export const canonical = (value: Value): string => {
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`
}

/** The SHA-256 of the canonical text, in hexadecimal. */
export const digest = (value: Value): string => createHash("sha256").update(canonical(value)).digest("hex")

/** A member of an object; undefined where there is no such object or member. */
export const member = (value: Value, name: string): Value | undefined =>
  value !== null && typeof value === "object" && !isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** The names of an object's members; none where it is no object. */
export const keys = (value: Value | undefined): ReadonlyArray<string> =>
  value !== null && typeof value === "object" && !isArray(value) ? Object.keys(value) : []

/** What a text says as JSON, with numbers too long for a number as text; the text itself where it is not JSON. */
export const lenient = (json: string): unknown =>
  Result.match(Json.parse(json), { onFailure: () => json, onSuccess: toPlainValue })

const toPlainValue = (json: Json.Json): unknown => {
  if (json === null || typeof json !== "object") return json
  if (Json.isJsonNumber(json)) return String(Number(json.text)) === json.text ? Number(json.text) : json.text
  if (isList(json)) return json.map(toPlainValue)
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toPlainValue(value)]))
}
