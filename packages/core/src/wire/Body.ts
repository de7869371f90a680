/**
 * Encoders of request bodies: JSON, forms and multipart. Each gives the same bytes for the same input, always, because a
 * provider that knows a request again compares them. Nothing of a body is ever printed.
 */
import { Body } from "../http/internal/body.ts"
import { type FormOptions, type FormValue, pairs } from "./internal/formPairs.ts"
import { encode, type Part } from "./internal/multipart.ts"
import * as Json from "./Json.ts"

export { Body, type Content } from "../http/internal/body.ts"
export type { FormFields, FormOptions, FormValue } from "./internal/formPairs.ts"
export type { FilePart, Part, TextPart } from "./internal/multipart.ts"

/** Options of `json`. */
export interface JsonOptions {
  /** Default `application/json`; some providers want another one, such as `application/merge-patch+json`. */
  readonly contentType?: string | undefined
}

/** A JSON body: numbers exactly as written, undefined members dropped. */
export const json = (value: Json.Writable, { contentType = "application/json" }: JsonOptions = {}): Body =>
  new Body(contentType, Json.stringify(value))

/**
 * An `application/x-www-form-urlencoded` body, its fields in the order given, undefined ones dropped. An empty text is sent
 * as such (`a=`). Lists and objects are written by the notation that `options` names; without it they are refused.
 */
export const form: {
  (fields: { readonly [name: string]: FormScalar | undefined }): Body
  (fields: { readonly [name: string]: FormValue | undefined }, options: FormOptions): Body
} = (fields: { readonly [name: string]: FormValue | undefined }, options?: FormOptions): Body =>
  new Body("application/x-www-form-urlencoded", new URLSearchParams(pairs(fields, options)).toString())

/** What one field of a form holds: text, a number in its own digits, or a flag. */
export type FormScalar = string | boolean | Json.JsonNumber

/** A `multipart/form-data` body. Its boundary follows from its content, so the same parts are the same bytes. */
export const multipart = (parts: ReadonlyArray<Part>): Body => {
  const { boundary, bytes } = encode(parts)
  return new Body(`multipart/form-data; boundary=${boundary}`, bytes)
}
