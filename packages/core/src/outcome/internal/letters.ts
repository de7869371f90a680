/**
 * A text as its letters and digits alone, in one case and one form, and where each of them stands. However somebody groups,
 * capitalises or escapes a value, its letters are the same: that is how a known one is found in words nobody controls.
 */
import * as Escapes from "./escapes.ts"

/** A run of letters and digits between two other characters: from one place of the letters to before another. */
export interface Word {
  readonly text: string
  readonly from: number
  readonly to: number
  /** It begins with a capital, or its script has none. */
  readonly isCapital: boolean
}

/** The letters of a text. */
export interface Letters {
  readonly text: string
  /** Where in the text each letter begins, and where what wrote it ends. */
  readonly starts: ReadonlyArray<number>
  readonly ends: ReadonlyArray<number>
  readonly words: ReadonlyArray<Word>
}

/** What one character comes to: its letters, or whether it parts words (`between`) or is not there at all (`nothing`). */
type Folded = { readonly letters: string; readonly isCapital: boolean } | "between" | "nothing"

// Full width, ligatures, accents and capitals: one letter however it is written. Not there for a reader: what only formats,
// and halves of characters.
const fold = (char: string): Folded => {
  const plain = char.normalize("NFKD").replace(/\p{M}/gu, "")
  const letters = plain
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase()
    .toLowerCase()
  if (letters !== "") return { letters, isCapital: plain !== plain.toLowerCase() || plain === plain.toUpperCase() }
  return plain === "" || (/[\p{Cc}\p{Cf}\p{Cs}\ufffd]/u.test(plain) && !/[\t-\r\u0085]/.test(plain))
    ? "nothing"
    : "between"
}

const ascii: ReadonlyArray<Folded> = Array.from({ length: 128 }, (_, code) => fold(String.fromCharCode(code)))

const known = new Map<number, Folded>()

const folded = (point: number): Folded => {
  const found = ascii[point] ?? known.get(point)
  if (found !== undefined) return found
  const made = fold(String.fromCodePoint(point))
  // Of the many thousand characters there are a provider uses few, and a hostile text must not fill the memory.
  if (known.size < 4096) known.set(point, made)
  return made
}

/** The letters of a text. */
export const lettersOf = (text: string, reading: Escapes.Reading = "plain"): Letters => {
  const starts: Array<number> = []
  const ends: Array<number> = []
  const words: Array<Word> = []
  let word = ""
  let isCapital = false
  const end = () => {
    if (word !== "") words.push({ text: word, from: starts.length - word.length, to: starts.length, isCapital })
    word = ""
  }
  for (let at = 0; at < text.length; ) {
    let point = text.codePointAt(at) ?? 0
    let length = point > 0xffff ? 2 : 1
    if (reading !== "plain") [point, length] = Escapes.read(text, at, reading) ?? [point, length]
    const what = folded(point)
    if (what === "between") end()
    else if (what !== "nothing") {
      if (word === "") isCapital = what.isCapital
      word += what.letters
      for (let index = 0; index < what.letters.length; index++) {
        starts.push(at)
        ends.push(at + length)
      }
    }
    at += length
  }
  end()
  return { text: words.map((each) => each.text).join(""), starts, ends, words }
}
