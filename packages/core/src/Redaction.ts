/**
 * Makes text of unknown origin fit for an error message or a log line, and shortens known personal values for display.
 * It is the last net, not the first: secrets and personal data are `Redacted` from the moment they are decoded. Every
 * function is pure and linear in the length of its input.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const stars = "***"

/**
 * The text with every sensitive value (also if written with other spaces, dashes or case), e-mail address, IBAN, run of
 * nine or more digits, long hexadecimal and everything after `string_to_sign` replaced by `***`, without control
 * characters, and cut to `maxLength` characters.
 */
export const scrub = (
  text: string,
  sensitive: Iterable<string | Redacted.Redacted<string>> = [],
  maxLength = 500
): string => {
  const clean = withoutControls(text)
  const marker = /string[ _-]{0,2}to[ _-]{0,2}sign/i.exec(clean)
  const shown = marker === null ? clean : clean.slice(0, marker.index + marker[0].length)
  const hidden = new Uint8Array(shown.length)
  hideSensitive(shown, sensitive, hidden)
  hideEmails(shown, hidden)
  hideDigits(shown, hidden)
  for (const pattern of patterns) {
    for (const match of shown.matchAll(pattern)) hidden.fill(1, match.index, match.index + match[0].length)
  }
  return cut(render(shown, hidden) + (marker === null ? "" : `: ${stars}`), maxLength)
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

// Between the characters of a known value more can stand than between digits nobody knows, where a dot is a decimal one.
const isFiller = (char: string): boolean => isSeparator(char) || char === "." || char === "_" || char === "/"

const isDigit = (char: string | undefined): boolean =>
  char !== undefined && (char <= "9" ? char >= "0" : char > "\u007f" && /\p{Nd}/u.test(char))

const lower = (char: string): string => {
  const lowered = char.toLowerCase()
  return lowered.length === 1 ? lowered : char
}

// IBANs, together or in groups of four; hexadecimal as in keys, digests and signatures. Every quantifier is bounded or
// cannot fail after it has matched, so no input makes them slow.
const patterns = [
  /(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{11,30}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4})?(?![A-Za-z0-9])/g,
  /[0-9A-Fa-f]{32,}/g
]

const hideSensitive = (
  text: string,
  sensitive: Iterable<string | Redacted.Redacted<string>>,
  hidden: Uint8Array
): void => {
  const needles = new Set<string>()
  for (const item of sensitive) for (const form of formsOf(item)) needles.add(form)
  if (needles.size === 0) return
  const view = compactView(text)
  for (const needle of needles) {
    const compact = compactView(needle).text
    if (compact.length >= 3) {
      forEachIndex(view.text, compact, (index) => {
        const last = view.positions[index + compact.length - 1] ?? 0
        hidden.fill(1, view.positions[index], last + 1)
      })
    } else forEachIndex(text, needle, (index) => hidden.fill(1, index, index + needle.length))
  }
}

const formsOf = (item: string | Redacted.Redacted<string>): ReadonlyArray<string> => {
  // A wiped Redacted throws when it is read; then there is nothing left to look for.
  const value = Result.getOrElse(
    Result.try(() => (typeof item === "string" ? item : Redacted.value(item)).toWellFormed()),
    () => ""
  )
  const forms = [withoutControls(value), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
  return forms.filter((form) => form.trim().length >= 3)
}

/** The text in lower case without fillers, and where each of its characters stands in the original. */
const compactView = (text: string): { readonly text: string; readonly positions: Uint32Array } => {
  const chars: Array<string> = []
  const positions = new Uint32Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index)
    if (isFiller(char)) continue
    positions[chars.length] = index
    chars.push(lower(char))
  }
  return { text: chars.join(""), positions }
}

const forEachIndex = (text: string, needle: string, f: (index: number) => void): void => {
  for (let index = text.indexOf(needle); index !== -1; index = text.indexOf(needle, index + needle.length)) f(index)
}

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

const render = (text: string, hidden: Uint8Array): string => {
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

const cut = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, "")}…`
