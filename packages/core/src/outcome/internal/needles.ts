/**
 * The patterns of known secret and personal values, made ready once for any number of texts. A value of six letters or
 * digits and more is found wherever they stand, however they are grouped. A shorter one, such as the name Li, could be part
 * of any word: it counts as whole words, and of two or three letters only with a capital. Of a name each word counts.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { lettersOf } from "./letters.ts"

/** Secret and personal values. */
export type Sensitive = Iterable<string | Redacted.Redacted<string>>

/** The words of one name, of which two that stand together are never a coincidence. */
export type Name = ReadonlySet<string>

/** The patterns to look for. */
export interface Needles {
  /** Found anywhere, whatever stands between the letters. */
  readonly anywhere: ReadonlySet<string>
  /** Found as a word of its own. */
  readonly words: ReadonlySet<string>
  /** Found as a word of its own that begins with a capital. */
  readonly capitals: ReadonlySet<string>
  /** Found as these words, one after the other; by the first of them. */
  readonly phrases: ReadonlyMap<string, ReadonlyArray<ReadonlyArray<string>>>
  readonly names: ReadonlyArray<Name>
  /** Values as a whole, too long for a coincidence. */
  readonly wholes: ReadonlySet<string>
}

const leastAnywhere = 6
const leastWord = 4

/** As long as this a value is no coincidence in an id. */
export const leastWhole = 8

// Scripts that write no blanks between words: two of their letters are a name, and no part of another word to be told from.
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

// A wiped Redacted throws when it is read, and an untyped caller may give anything: then there is nothing to look for.
const plain = (item: string | Redacted.Redacted<string>): string => {
  const value: unknown = Result.getOrElse(
    Result.try((): unknown => (typeof item === "string" ? item : Redacted.value(item))),
    () => ""
  )
  return typeof value === "string" ? value : ""
}

/** Shorter forms that people write of a value: a phone without its country, an IBAN without it, the name in an address. */
const shorter = (value: string, letters: string): ReadonlyArray<string> => {
  if (/^\d{11,13}$/.test(letters)) return [letters.slice(-10)]
  if (/^[a-z]{2}\d{2}[a-z\d]{11,30}$/.test(letters)) return [letters.slice(4)]
  // One plain word before the sign may be any word, such as info: it is found with the rest of the address alone.
  const name = value.slice(0, Math.max(value.lastIndexOf("@"), 0))
  return /[^\p{L}]/u.test(name) ? [lettersOf(name).text] : []
}

// Every order of up to three words; of more the given one, the opposite, and the last word first.
const orders = (parts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [a = "", b = "", c = ""] = parts
  if (parts.length === 2) return [a + b, b + a]
  if (parts.length === 3) return [a + b + c, a + c + b, b + a + c, b + c + a, c + a + b, c + b + a]
  return [parts, parts.toReversed(), [...parts.slice(-1), ...parts.slice(0, -1)]].map((order) => order.join(""))
}

/** Makes ready what is looked for. */
export const needlesOf = (sensitive: Sensitive): Needles => {
  const anywhere = new Set<string>()
  const words = new Set<string>()
  const capitals = new Set<string>()
  const phrases = new Map<string, Array<ReadonlyArray<string>>>()
  const names: Array<Name> = []
  const wholes = new Set<string>()

  const isAnywhere = (letters: string) =>
    letters.length >= leastAnywhere || (letters.length >= 2 && withoutBlanks.test(letters))
  const addWord = (letters: string) => {
    if (isAnywhere(letters)) anywhere.add(letters)
    else if (letters.length >= leastWord) words.add(letters)
    else if (!/\d/.test(letters)) {
      if (letters.length >= 2) capitals.add(letters)
    } else if (letters.length >= 3) words.add(letters)
  }
  const add = (value: string) => {
    const found = lettersOf(value)
    addWord(found.text)
    const parts = found.words.map(({ text }) => text)
    const [first] = parts
    if (first === undefined || parts.length < 2 || isAnywhere(found.text)) return
    phrases.set(first, [...(phrases.get(first) ?? []), parts])
  }
  const addName = (parts: ReadonlyArray<string>) => {
    const letters = parts.map((part) => lettersOf(part).text)
    for (const order of orders(letters)) addWord(order)
    const spelled = parts.filter((_, index) => !/\d/.test(letters[index] ?? ""))
    for (const part of spelled) add(part)
    names.push(new Set(spelled.flatMap((part) => lettersOf(part).words.map(({ text }) => text))))
  }

  for (const item of sensitive) {
    const value = plain(item)
    const { text } = lettersOf(value)
    if (text.length < 2) continue
    if (text.length >= leastWhole) wholes.add(text)
    add(value)
    for (const letters of shorter(value, text)) addWord(letters)
    const parts = value.split(/[\s,;]+/).filter((part) => /[\p{L}\p{N}]/u.test(part))
    if (parts.length > 1 && /\p{L}/u.test(value)) addName(parts)
  }
  return { anywhere, words, capitals, phrases, names, wholes }
}
