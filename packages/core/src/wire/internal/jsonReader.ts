/**
 * Reads JSON in one pass, strictly by RFC 8259, with every number kept as the text it was written with. `JSON.parse`
 * cannot do that: it makes floats of the numbers and takes the last of several members with one name in silence.
 */
import { isDeepStrictEqual } from "node:util"

/** Why a text was not read, and where; nothing of the text is in it. */
export class Unreadable extends Error {
  /** How many UTF-16 code units stand before that place. */
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Tells that a name occurs twice in one object, with different values. */
export const duplicateKey = "JSON with a duplicate key"

const notValid = "not valid JSON"

// All sticky: each is tried exactly where the reader stands.
const numbers = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const spaces = /[ \t\n\r]+/y
// Everything that may stand in a string as itself: no quote, no backslash, no control character.
const plain = /[ !#-[\]-\uffff]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a

/** The constructors of a value; the numbers are the caller's. */
export type Made<N> = null | boolean | string | N | Array<Made<N>> | { [name: string]: Made<N> }

/** A text and a place in it. */
class Reader<N> {
  readonly #text: string
  readonly #number: (lexeme: string) => N
  readonly #maxDepth: number
  #at = 0

  constructor(text: string, number: (lexeme: string) => N, maxDepth: number) {
    this.#text = text
    this.#number = number
    this.#maxDepth = maxDepth
  }

  whole(): Made<N> {
    this.#skip()
    const value = this.#value(this.#maxDepth)
    this.#skip()
    return this.#at === this.#text.length ? value : this.#fail()
  }

  #value(depth: number): Made<N> {
    const first = this.#text[this.#at]
    switch (first) {
      case '"':
        return this.#string()
      case "{":
        return this.#object(depth)
      case "[":
        return this.#array(depth)
      case "t":
        return this.#word("true", true)
      case "f":
        return this.#word("false", false)
      case "n":
        return this.#word("null", null)
      default:
        return this.#number(this.#matched(numbers))
    }
  }

  #object(depth: number): Made<N> {
    if (depth === 0) throw new Unreadable(tooDeep(this.#maxDepth), this.#at)
    const result: { [name: string]: Made<N> } = {}
    this.#at++
    this.#skip()
    if (this.#text[this.#at] === "}") return this.#past(result)
    for (;;) {
      if (this.#text.charCodeAt(this.#at) !== quote) return this.#fail()
      const start = this.#at
      const name = this.#string()
      this.#skip()
      this.#expect(colon)
      this.#skip()
      this.#add(result, name, this.#value(depth - 1), start)
      this.#skip()
      if (this.#text[this.#at] === "}") return this.#past(result)
      this.#expect(comma)
      this.#skip()
    }
  }

  #add(object: { [name: string]: Made<N> }, name: string, value: Made<N>, start: number): void {
    if (Object.hasOwn(object, name)) {
      if (!isDeepStrictEqual(object[name], value)) throw new Unreadable(duplicateKey, start)
    } else if (name === "__proto__") {
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
    } else object[name] = value
  }

  #array(depth: number): Made<N> {
    if (depth === 0) throw new Unreadable(tooDeep(this.#maxDepth), this.#at)
    const result: Array<Made<N>> = []
    this.#at++
    this.#skip()
    if (this.#text[this.#at] === "]") return this.#past(result)
    for (;;) {
      result.push(this.#value(depth - 1))
      this.#skip()
      if (this.#text[this.#at] === "]") return this.#past(result)
      this.#expect(comma)
      this.#skip()
    }
  }

  #string(): string {
    const start = this.#at++
    for (let isPlain = true; ; isPlain = false) {
      this.#matched(plain)
      const stop = this.#text.charCodeAt(this.#at)
      if (stop === quote) {
        const end = this.#at++
        return isPlain ? this.#text.slice(start + 1, end) : JSON.parse(this.#text.slice(start, this.#at))
      }
      if (stop !== backslash) return this.#fail()
      this.#matched(escaped)
    }
  }

  #word<W extends boolean | null>(word: string, value: W): W {
    if (!this.#text.startsWith(word, this.#at)) return this.#fail()
    this.#at += word.length
    return value
  }

  /** The text that the pattern finds here; the reader stands behind it then. */
  #matched(pattern: RegExp): string {
    const start = this.#at
    pattern.lastIndex = start
    if (!pattern.test(this.#text)) return this.#fail()
    this.#at = pattern.lastIndex
    return this.#text.slice(start, this.#at)
  }

  #expect(code: number): void {
    if (this.#text.charCodeAt(this.#at) !== code) this.#fail()
    this.#at++
  }

  #fail(): never {
    throw new Unreadable(notValid, this.#at)
  }

  #past<A>(value: A): A {
    this.#at++
    return value
  }

  #skip(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return
    spaces.lastIndex = this.#at
    if (spaces.test(this.#text)) this.#at = spaces.lastIndex
  }
}

const tooDeep = (levels: number): string => `JSON nested deeper than ${levels} levels`

/** Reads a whole text; throws `Unreadable`. */
export const read = <N>(text: string, number: (lexeme: string) => N, maxDepth: number): Made<N> =>
  new Reader(text, number, maxDepth).whole()
