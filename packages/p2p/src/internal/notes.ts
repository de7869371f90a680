/**
 * Further statements of the platform about a payout that may help a person: the address for its cancellation, when it was made
 * and last changed, its recipient and the recipient's bank. Printed and kept, never compared: whether `full_name` and
 * `bank_name` repeat the request or are somebody else's spelling is not documented, and a spelling must not hold up a payout.
 */
import type * as Json from "@switchyard/core/Json"
import type { Note } from "@switchyard/core/Note"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import { isWebAddress } from "./addresses.ts"

type Name = "reject_callback_url" | "created_at" | "updated_at" | "full_name" | "bank_name"

interface Reading {
  readonly name: Name
  /** The value as a person may read it; undefined or empty where it is not valid. */
  readonly print: (text: string, sensitive: Redaction.Sensitive) => string | undefined
  readonly otherwise: string
}

// "string max: 512". What such an address lets one do may hang on its query or its user, so neither is printed.
const address = (text: string, sensitive: Redaction.Sensitive): string | undefined => {
  if (!isWebAddress(text, 512)) return undefined
  const { origin, pathname, search } = new URL(text)
  return Redaction.scrub(`${origin}${pathname}${search === "" ? "" : "?***"}`, sensitive)
}

// "ISO 8601", in the samples with Z. The text stays as it is stated.
const time = (text: string): string | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined

const readings: ReadonlyArray<Reading> = [
  { name: "reject_callback_url", print: address, otherwise: "is not a web address of at most 512 characters" },
  { name: "created_at", print: time, otherwise: "is not a time" },
  { name: "updated_at", print: time, otherwise: "is not a time" },
  { name: "full_name", print: Redaction.maskName, otherwise: "is not a name" },
  { name: "bank_name", print: (text, sensitive) => Redaction.scrub(text, sensitive, 128), otherwise: "is not a name" }
]

type Stated = { readonly [name in Name]?: Json.Json }

/** The notes of an answer, undefined where it states nothing for them; what cannot be read becomes an anomaly. */
export const notes = (
  wire: Wire.Reader,
  data: Stated,
  sensitive: Redaction.Sensitive
): ReadonlyArray<Note> | undefined => {
  const found = readings.flatMap(({ name, otherwise, print }): ReadonlyArray<Note> => {
    if (!Wire.isGiven(data[name])) return []
    const text = Wire.text(data[name])
    const value = text && print(text, sensitive)
    if (value) return [{ name, value }]
    wire.note("UnreadableField", `${name}: ${otherwise}`)
    return []
  })
  return found.length === 0 ? undefined : found
}
