/** Ids and words of a report. */
import { Reference } from "@switchyard/core/Reference"
import type { Ids } from "@switchyard/core/Settlement"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Decoder } from "../decoder.ts"
import { decodeText } from "./text.ts"

// An id that is written so is none that a spreadsheet makes a number.
const withoutMark = (text: string): string => text.replace(/^="([^"]*)"$/, "$1")

/** An id that is 1 to 30 digits, as text; also in the notation `="0012"`, which spreadsheets leave alone. */
export const digits: Decoder<string> = (cell) =>
  decodeText(cell, (text) => {
    const id = withoutMark(text)
    if (id === "") return Result.succeed(undefined)
    return /^\d{1,30}$/.test(id) ? Result.succeed(id) : Result.fail("must be digits")
  })

const isReference = Schema.is(Reference)

/**
 * The merchant's own id, as the members of an entry: `isReferenceNumber` where it stands there as a spreadsheet's number.
 * Undefined where there is none, or one that no operation can have.
 */
export const reference: Decoder<Pick<Ids, "reference" | "isReferenceNumber">> = (cell) =>
  decodeText(cell, (text) => {
    const id = withoutMark(text)
    if (!isReference(id)) return Result.succeed(undefined)
    return Result.succeed({ reference: id, ...(typeof cell === "number" ? { isReferenceNumber: true } : {}) })
  })

const listed = (words: ReadonlyArray<string>): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`

/** One of the words that are given, in letters of either case, and what it stands for. A blank cell is not one of them. */
export const oneOf = <const A>(meanings: Readonly<Record<string, A>>): Decoder<A> => {
  const byWord = new Map(Object.entries(meanings).map(([word, meaning]) => [word.toLowerCase(), meaning]))
  const reason = `must be ${listed(Object.keys(meanings))}`
  return (cell) => {
    const meaning = byWord.get(typeof cell === "string" ? cell.trim().toLowerCase() : "")
    return meaning === undefined ? Result.fail(reason) : Result.succeed(meaning)
  }
}
