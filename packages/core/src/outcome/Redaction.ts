/**
 * Makes text of unknown origin fit for an error message or a log line, and shortens known personal values for display.
 * It is the last net, not the first: secrets and personal data are `Redacted` from the moment they are decoded. Every
 * function is pure and linear in the length of its input.
 */

import { needlesOf, type Sensitive } from "./internal/needles.ts"
import { mark, render, stars } from "./internal/searching.ts"

export type { Sensitive } from "./internal/needles.ts"

/**
 * The text with every sensitive value (see `hide`), e-mail address, IBAN, run of nine or more digits, card number in groups,
 * long hexadecimal and everything after `string_to_sign` replaced by `***`, without control characters, and cut to
 * `maxLength` characters.
 */
export const scrub = (text: string, sensitive: Sensitive = [], maxLength = 500): string => {
  const clean = withoutControls(text)
  const marker = /string[ _-]{0,2}to[ _-]{0,2}sign/i.exec(clean)
  const visible = marker === null ? clean : clean.slice(0, marker.index + marker[0].length)
  const hidden = new Uint8Array(visible.length)
  mark(visible, needlesOf(sensitive), hidden)
  hideEmails(visible, hidden)
  hideDigits(visible, hidden)
  for (const pattern of patterns) {
    for (const match of visible.matchAll(pattern)) hidden.fill(1, match.index, match.index + match[0].length)
  }
  return cut(render(visible, hidden) + (marker === null ? "" : `: ${stars}`), maxLength)
}

/**
 * The text with every sensitive value replaced by `***`, and nothing else changed. A value is known again in any case, with
 * or without accents, in any grouping (blanks, dots, slashes, dashes, nothing at all), escaped as in URLs, JSON and HTML, in
 * full width, and cut off where the text ends with an ellipsis; a phone also without its country, an IBAN also without it,
 * a name in any order of its words and each of them alone.
 *
 * **Gotchas**
 *
 * A value or word of a name with fewer than six letters is found only as a word of its own, one of two or three letters
 * only beside another word of the name or with a capital: the name Li hides LI, and leaves "list" and "limit" alone. A
 * surname that is an ordinary word too, such as Price, hides that word. Other scripts and declined forms are not known again.
 */
export const hide = (text: string, sensitive: Sensitive): string => {
  const hidden = new Uint8Array(text.length)
  mark(text, needlesOf(sensitive), hidden)
  return render(text, hidden)
}

/** The last four characters after as many stars as are hidden, at most 12; shorter than ten characters, stars only. */
export const mask = (value: string): string => {
  const compact = [...withoutControls(value)].filter((char) => !isSeparator(char) || char === "+")
  if (compact.length < 10) return "*".repeat(compact.length)
  return "*".repeat(Math.min(compact.length - 4, 12)) + compact.slice(-4).join("")
}

/** The first letter of each word: `"Ivanov Ivan"` becomes `"I*** I***"`. */
export const maskName = (name: string): string =>
  withoutControls(name)
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 5)
    .map((word) => `${[...word.slice(0, 2)][0]}${stars}`)
    .join(" ")

/** The first letter and the top-level domain: `"ivan@example.com"` becomes `"i***@***.com"`. */
export const maskEmail = (email: string): string => {
  const clean = withoutControls(email)
  const at = clean.lastIndexOf("@")
  if (at < 1) return mask(clean)
  const domain = /\.[A-Za-z]{2,10}$/.exec(clean.slice(at))?.[0] ?? ""
  return `${[...clean.slice(0, 2)][0]}${stars}@${stars}${domain}`
}

const withoutControls = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\t\n\r\u2028\u2029]+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")

const separators = new Set(" \u00a0\u2007\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2212()+")

const isSeparator = (char: string): boolean => separators.has(char)

const isDigit = (char: string | undefined): boolean =>
  char !== undefined && (char <= "9" ? char >= "0" : char > "\u007f" && /\p{Nd}/u.test(char))

// IBANs, together or in groups of four; a card number in groups of four, whatever parts them; hexadecimal as in keys, digests
// and signatures. Every quantifier is bounded or
// cannot fail after it has matched, so no input makes them slow.
const patterns = [
  /(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{11,30}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4})?(?![A-Za-z0-9])/g,
  /(?<!\d)\d{4}(%20|%2d|[^\p{L}\p{N}])\d{4}\1\d{4}\1\d{1,7}(?!\d)/giu,
  /[0-9A-Fa-f]{32,}/g
]

const localStop = /[\s<>()[\]{}"'`,;:=&?/\\|@]/
const domainChar = /[\p{L}\p{N}.-]/u

const hideEmails = (text: string, hidden: Uint8Array): void => {
  let floor = 0
  for (const { index, 0: at } of text.matchAll(/@|%40/g)) {
    let start = index
    while (start > floor && !localStop.test(text.charAt(start - 1))) start--
    let end = index + at.length
    floor = end
    while (end < text.length && domainChar.test(text.charAt(end))) end++
    if (start < index && end > floor) hidden.fill(1, start, end)
  }
}

const hideDigits = (text: string, hidden: Uint8Array): void => {
  let index = 0
  while (index < text.length) {
    const start = index++
    if (!isDigit(text[start])) continue
    let count = 1
    let gap = 0
    for (let next = index; next < text.length && gap <= 2; next++) {
      const char = text.charAt(next)
      if (isDigit(char)) {
        count++
        gap = 0
        index = next + 1
      } else if (isSeparator(char)) gap++
      else break
    }
    if (count >= 9) hidden.fill(1, text[start - 1] === "+" ? start - 1 : start, index)
  }
}

const cut = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, "")}…`
