/**
 * Cuts a text into its physical lines as it comes. Files are joined, edited and sent by programs that end lines
 * differently, also inside one file: LF, CR, CRLF and CRCRLF each end one line, wherever they stand. What ends a line only
 * for some programs (`softEnds`) is left to whoever knows how many cells a line should have.
 */
import { maxLineLength } from "../limits.ts"

/** A line without its end; undefined where it was too long to be kept. */
export type PhysicalLine = string | undefined

/** Characters that end a line for some programs, and may also stand inside a cell. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const softEnds = /[\v\f\u001c-\u001e\u0085\u2028\u2029]/

const aroundSoftEnds = new RegExp(`^(?:${softEnds.source})+|(?:${softEnds.source})+$`, "g")

/** A line without what ends it for some programs only, beside its own end. */
export const withoutSoftEnds = (line: string): string => line.replace(aroundSoftEnds, "")

/** Whether a line is invisible. */
export const hasNothing = (line: string): boolean => /^[\s\p{Cc}\p{Cf}]*$/u.test(line)

const lineFeed = 10
const carriageReturn = 13

// As many carriage returns in a row can be no end of a single line.
const manyReturns = 1024

/** Cuts pieces of a text, in order; `end` gives what stood behind the last line end. */
export const lineCutter = () => {
  let rest = ""
  let isTooLong = false
  // The first of them has ended a line; more of them end lines of their own unless a line feed comes.
  let returns = 0
  let lines: Array<PhysicalLine> = []

  const finish = (text: string) => {
    lines.push(isTooLong || rest.length + text.length > maxLineLength ? undefined : rest + text)
    rest = ""
    isTooLong = false
  }
  const settleReturns = () => {
    for (; returns > 1; returns--) lines.push("")
    returns = 0
  }
  const keep = (text: string) => {
    if (isTooLong) return
    rest += text
    if (rest.length <= maxLineLength) return
    const parts = rest.split(softEnds)
    rest = parts.pop() ?? ""
    for (const part of parts) lines.push(part)
    if (rest.length <= maxLineLength) return
    rest = ""
    isTooLong = true
  }
  const take = () => {
    const taken = lines
    lines = []
    return taken
  }

  return {
    write: (text: string): ReadonlyArray<PhysicalLine> => {
      let start = 0
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at)
        if (code === carriageReturn) {
          if (returns === 0) finish(text.slice(start, at))
          returns += 1
          start = at + 1
          if (returns > manyReturns) {
            settleReturns()
            returns = 1
          }
        } else if (code === lineFeed) {
          if (returns === 0) finish(text.slice(start, at))
          returns = 0
          start = at + 1
        } else if (returns > 0) settleReturns()
      }
      keep(text.slice(start))
      return take()
    },
    end: (): ReadonlyArray<PhysicalLine> => {
      settleReturns()
      if (rest !== "" || isTooLong) finish("")
      return take()
    }
  }
}
