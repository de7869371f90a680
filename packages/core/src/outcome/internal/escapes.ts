/** Characters written as escapes, as in URLs, JSON and HTML. */
import * as Result from "effect/Result"

/**
 * Which escapes are read as what they stand for: those of URLs and HTML, those with a code besides, and all, with those of
 * one letter such as `\n` for a line end. A backslash may as well only part two groups.
 */
export type Reading = "plain" | "web" | "codes" | "all"

/** In which ways a text can be read: `ivan\nikolaev` may hold a line end, or a name after a backslash. */
export const readingsOf = (text: string): ReadonlyArray<Reading> => {
  if (text.includes("\\")) return ["plain", "web", "codes", "all"]
  return /[%&]/.test(text) ? ["plain", "web"] : ["plain"]
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", shy: "\u00ad" }

// `%41`, also as `%2541` and as several bytes of one character; `\u0041`, `\x41`, `\n`; `&#65;`, `&#x41;`, `&nbsp;`.
const sequence =
  /(%(?:25)*(?:[0-7][\da-f]|[c-d][\da-f]%(?:25)*[89ab][\da-f]|e[\da-f](?:%(?:25)*[89ab][\da-f]){2}|f[0-7](?:%(?:25)*[89ab][\da-f]){3}))|\\+u([\da-f]{4})|\\+u\{([\da-f]{1,6})\}|\\+x([\da-f]{2})|\\+[nrtbf]|&#(\d{1,7});?|&#x([\da-f]{1,6});?|&([a-z]{2,8});/iy

const letter = /^\\[nrtbf]/i

const charOf = (code: string, radix: number): string => {
  const point = Number.parseInt(code, radix)
  return point <= 0x10ffff ? String.fromCodePoint(point) : " "
}

/** The character that is written as an escape at a place, and how long that is; undefined where there is none. */
export const read = (
  text: string,
  at: number,
  reading: Exclude<Reading, "plain">
): readonly [point: number, length: number] | undefined => {
  const first = text.charAt(at)
  if (first !== "%" && first !== "\\" && first !== "&") return undefined
  if (first === "\\" && (reading === "web" || (reading === "codes" && letter.test(text.slice(at, at + 2)))))
    return undefined
  sequence.lastIndex = at
  const match = sequence.exec(text)
  if (match === null) return undefined
  const [all, percent, short, long, hex, decimal, hexadecimal, name] = match
  const code = short ?? long ?? hex ?? hexadecimal
  const char =
    percent !== undefined
      ? Result.getOrElse(
          Result.try(() => decodeURIComponent(percent.replace(/%(?:25)*/g, "%"))),
          () => " "
        )
      : code !== undefined
        ? charOf(code, 16)
        : decimal !== undefined
          ? charOf(decimal, 10)
          : (named[name?.toLowerCase() ?? ""] ?? " ")
  return [char.codePointAt(0) ?? 0, all.length]
}
