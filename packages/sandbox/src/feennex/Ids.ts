/**
 * The forms of Feennex's own ids. The documents show short numbers; what a client takes from an answer it must send
 * back as it came, so the others are the ones that a careless client loses digits of, or takes for the same.
 */
import { parse, toText } from "../internal/decimal.ts"
import type { Json } from "../internal/json.ts"
import { NumberText } from "../internal/json.ts"

/** A short number, a number of 19 digits, a number with a fraction of zero, digits in a text, or no digits. */
export const forms = ["number", "long", "float", "text", "word"] as const

/** A form of ids. */
export type Form = (typeof forms)[number]

/** An id: its characters, and how answers print it. */
export interface Id {
  readonly id: string
  readonly printed: string | NumberText
}

const numberId = (text: string): Id => ({ id: text, printed: new NumberText(text) })

/** The id with a number of its own: `first` counts the short ones, `prefix` begins a word. */
export const make = (form: Form, count: number, first: number, prefix: string): Id => {
  switch (form) {
    case "number":
      return numberId(String(first + count))
    case "long":
      return numberId(String(7_000_000_000_000_000_000n + BigInt(count)))
    case "float":
      return numberId(`${70_000_000 + count}.0`)
    case "text": {
      const text = `00${70_000_000 + count}`
      return { id: text, printed: text }
    }
    case "word": {
      const text = `${prefix}-${(0x8f1 + count).toString(16)}`
      return { id: text, printed: text }
    }
  }
}

const digits = /^\d+(\.0+)?$/

const numericKey = (text: string): string => `#${toText(parse(text) ?? { units: 0n, scale: 0 })}`

/** Under which key an id is kept. */
export const keyOf = ({ printed }: Pick<Id, "printed">): string =>
  printed instanceof NumberText ? numericKey(printed.text) : printed

/**
 * Which keys a request may mean, in order. A number is found by its value however it is written, also as a text; a text
 * is found only as it is, and never by a number.
 */
export const keysOf = (given: Json | undefined): ReadonlyArray<string> => {
  if (given instanceof NumberText) return [numericKey(given.text)]
  if (typeof given !== "string") return []
  return digits.test(given) ? [given, numericKey(given)] : [given]
}

/** The same id in the other notation: a number as a text, digits in a text as a number. */
export const otherNotation = ({ printed }: Pick<Id, "printed">): string | NumberText => {
  if (printed instanceof NumberText) {
    return printed.text.endsWith(".0") ? new NumberText(printed.text.slice(0, -2)) : printed.text
  }
  return digits.test(printed) ? new NumberText(printed.replace(/^0+(?=\d)/, "")) : printed
}
