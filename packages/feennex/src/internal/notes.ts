/**
 * Statements of Feennex that decide nothing, for a person to look at: times as they came, since their zone is not documented,
 * figures, and the provider's own words, which may hold anything and are scrubbed.
 */
import * as Json from "@switchyard/core/Json"
import type { Note } from "@switchyard/core/Note"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"

/** A member of an answer under its documented name, and what it is meant to be; in doubt it is `words`. */
export type Statement = readonly [name: string, member: Wire.Member, as: "words" | "time" | "figure"]

const maxLength = 200

// What has this form names nobody, although the net that hides long numbers would catch it.
const harmless: Readonly<Record<Statement[2], RegExp | undefined>> = {
  words: undefined,
  time: /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,9})?( ?(Z|[+-]\d\d(:?\d\d)?))?|1\d{9}(\.\d{1,9})?)$/,
  figure: /^-?\d{1,12}(\.\d{1,8})?$/
}

// At a sibling what is text in the documents is an object, which may be empty.
const textOf = (member: Wire.Member): string | undefined => {
  const text = Wire.text(member)
  if (text !== undefined || member === undefined || member === null || member === "") return text
  const json = Json.stringify(member)
  return json === "{}" || json === "[]" ? undefined : json
}

/** The notes of an answer, or undefined where it states nothing of this; no value of `sensitive` is in them. */
export const notes = (
  statements: ReadonlyArray<Statement>,
  sensitive: Redaction.Sensitive
): ReadonlyArray<Note> | undefined => {
  const known = [...sensitive].map((value) => (Redacted.isRedacted(value) ? Redacted.value(value) : value))
  const found = statements.flatMap(([name, member, as]): ReadonlyArray<Note> => {
    const text = textOf(member)
    if (text === undefined) return []
    const isPlain = harmless[as]?.test(text) === true && !known.includes(text)
    return [{ name, value: isPlain ? text : Redaction.scrub(text, known, maxLength) }]
  })
  return found.length === 0 ? undefined : found
}
