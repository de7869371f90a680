/** Finds known values in a text and covers them. The text is read in every way in which it can be. */
import { readingsOf } from "./escapes.ts"
import { type Letters, lettersOf, type Word } from "./letters.ts"
import type { Needles } from "./needles.ts"

/** The replacement of hidden text. */
export const stars = "***"

/** Which places of a text are hidden. */
export type Hidden = Uint8Array

const forEachIndex = (text: string, needle: string, f: (index: number) => void): void => {
  for (let index = text.indexOf(needle); index !== -1; index = text.indexOf(needle, index + 1)) f(index)
}

const isPhrase = (words: ReadonlyArray<Word>, at: number, phrase: ReadonlyArray<string>): boolean =>
  phrase.every((part, index) => words[at + index]?.text === part)

// Where a text was cut, or something was taken out of it before: that may have been inside of a value.
const gap = /(?<!\*)\*{3}(?!\*)|…/g
const mostGaps = 100
const leastRest = 4

const longest = (needle: string, isThere: (length: number) => boolean): number => {
  for (let length = needle.length - 1; length >= leastRest; length--) if (isThere(length)) return length
  return 0
}

/** Covers what is left of a value beside a gap: its beginning before, its end behind. */
const coverRests = (text: string, { ends, starts, text: letters }: Letters, needles: Needles, hidden: Hidden): void => {
  const all = [...needles.anywhere, ...needles.words]
  for (const { 0: found, index } of [...text.matchAll(gap)].slice(0, mostGaps)) {
    const [before, behind] = [ends.findLastIndex((end) => end <= index) + 1, index + found.length]
    const after = starts.findIndex((start) => start >= behind)
    for (const needle of all) {
      const head = longest(needle, (length) => letters.slice(before - length, before) === needle.slice(0, length))
      if (head > 0) hidden.fill(1, starts[before - head], ends[before - 1])
      if (after < 0) continue
      const tail = longest(needle, (length) => letters.startsWith(needle.slice(-length), after))
      if (tail > 0) hidden.fill(1, starts[after], ends[after + tail - 1])
    }
  }
}

const cover = (text: string, letters: Letters, needles: Needles, hidden: Hidden): void => {
  const { ends, starts, words } = letters
  const hide = (from: number, to: number) => void hidden.fill(1, starts[from], ends[to - 1])
  for (const needle of needles.anywhere) {
    forEachIndex(letters.text, needle, (index) => hide(index, index + needle.length))
  }
  for (const [at, word] of words.entries()) {
    const { from, isCapital, text: letter, to } = word
    if (needles.words.has(letter) || (isCapital && needles.capitals.has(letter))) hide(from, to)
    for (const phrase of needles.phrases.get(letter) ?? []) {
      if (isPhrase(words, at, phrase)) hide(from, words[at + phrase.length - 1]?.to ?? to)
    }
    const next = words[at + 1]
    if (next === undefined) continue
    if (needles.names.some((name) => letter !== next.text && name.has(letter) && name.has(next.text)))
      hide(from, next.to)
  }
  if (/\*{3}|…/.test(text)) coverRests(text, letters, needles, hidden)
}

/** Marks every known value in a text. */
export const mark = (text: string, needles: Needles, hidden: Hidden): void => {
  for (const reading of readingsOf(text)) cover(text, lettersOf(text, reading), needles, hidden)
}

/** The text with stars in the place of what is hidden. */
export const render = (text: string, hidden: Hidden): string => {
  const parts: Array<string> = []
  let start = 0
  while (start < text.length) {
    const isHidden = hidden[start] === 1
    const next = hidden.indexOf(isHidden ? 0 : 1, start)
    const end = next === -1 ? text.length : next
    parts.push(isHidden ? stars : text.slice(start, end))
    start = end
  }
  return parts.join("")
}
