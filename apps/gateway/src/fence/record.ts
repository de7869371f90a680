/**
 * The text of a stand in its file: two places that are written in turn, each with a count and a sum, so that one which was
 * being written when the machine ended leaves the one before it.
 */
import { createHash } from "node:crypto"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Stand } from "./Stand.ts"

/** The bytes of one place. */
export const placeBytes = 2048

const Record = Schema.Struct({
  count: Schema.Int,
  stand: Schema.Struct({
    node: Schema.String,
    database: Schema.String,
    epoch: Schema.Int,
    token: Schema.NullOr(Schema.String),
    system: Schema.NullOr(Schema.String),
    timeline: Schema.NullOr(Schema.Int),
    tables: Schema.NullOr(Schema.String),
    marks: Schema.Array(Schema.Struct({ slot: Schema.Int, mark: Schema.Int })),
    at: Schema.Int
  })
})

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Record))

const sumOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** The bytes of a stand, as the count-th that is written. */
export const toBytes = (count: number, stand: Stand): Buffer => {
  const text = JSON.stringify({ count, stand })
  const line = `${sumOf(text)} ${text}\n`
  if (Buffer.byteLength(line) > placeBytes) throw new RangeError("a stand does not fit its place")
  return Buffer.concat([Buffer.from(line), Buffer.alloc(placeBytes - Buffer.byteLength(line), " ")])
}

const read = (bytes: Buffer) => {
  const [sum = "", ...rest] = bytes.toString().trimEnd().split(" ")
  const text = rest.join(" ")
  return sum === sumOf(text) ? Option.getOrUndefined(decode(text)) : undefined
}

/** The stand that was written last; undefined where none is whole. */
export const fromBytes = (bytes: Buffer): Stand | undefined => {
  const found = [bytes.subarray(0, placeBytes), bytes.subarray(placeBytes, 2 * placeBytes)].flatMap((place) => {
    const record = read(place)
    return record === undefined ? [] : [record]
  })
  return found.sort((a, b) => b.count - a.count)[0]?.stand
}
