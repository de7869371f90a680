/**
 * Feennex's request signature: the values of the endpoint's signed fields in the order of their names, joined by
 * colons, the secret appended, SHA-256 in lower-case hex. The body is built from the same texts that are signed, so
 * the two cannot differ.
 */
import { hash } from "node:crypto"
import * as Json from "@switchyard/core/Json"

/** A field as it is written: a JSON string, or a number with exactly this text. */
export type Field = string | Json.JsonNumber

const text = (field: Field | undefined): string | undefined => (Json.isJsonNumber(field) ? field.text : field)

/** The text that is hashed, without the secret; it may hold an account number, so it must not be printed. */
export const stringToSign = (fields: Readonly<Record<string, Field>>): string =>
  Object.keys(fields)
    // Plain code unit order, as the provider sorts; never the locale's.
    .sort()
    .map((name) => text(fields[name]))
    .join(":")

/** The digest of a text and a secret. */
export const digest = (signed: string, secret: string): string => hash("sha256", signed + secret, "hex")

/** The JSON body of a signed request. `extras` are sent but not signed. */
export const signedBody = (
  fields: Readonly<Record<string, Field>>,
  extras: Readonly<Record<string, Json.Writable | undefined>>,
  secret: string
): string => Json.stringify({ ...extras, ...fields, sign: digest(stringToSign(fields), secret) })
