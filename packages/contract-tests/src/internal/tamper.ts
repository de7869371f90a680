/**
 * Changes a callback behind its signature's back: every member changed, every member removed, and the members in
 * another order. It reads JSON objects and form text, and everything else as one piece.
 */
import type { Raw } from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A changed callback, and what was changed in words. */
export interface Variation {
  readonly what: string
  readonly raw: Raw
}

type Members = ReadonlyArray<readonly [string, Json.Json]>

interface Format {
  readonly members: Members
  readonly write: (members: Members) => string
}

const isFields = Schema.is(Json.Fields)

const formatOf = (text: string): Format => {
  const json = Result.getOrUndefined(Json.parse(text))
  if (isFields(json)) {
    return {
      members: Object.entries(json),
      write: (members) =>
        `{${members.map(([name, value]) => `${JSON.stringify(name)}:${Json.stringify(value)}`).join(",")}}`
    }
  }
  const form = [...new URLSearchParams(text)]
  return {
    members: form,
    write: (members) =>
      new URLSearchParams(members.map(([name, value]): [string, string] => [name, String(value)])).toString()
  }
}

// Another value of the same kind: the last letter or digit becomes another one.
const otherText = (text: string): string => {
  const last = text.at(-1) ?? ""
  if (/[0-9]/.test(last)) return text.slice(0, -1) + String((Number(last) + 1) % 10)
  return last === "" ? "1" : text.slice(0, -1) + (last === "a" ? "b" : "a")
}

const other = (value: Json.Json): Json.Json => {
  if (typeof value === "string") return otherText(value)
  if (Json.isJsonNumber(value)) return Json.number(value.text === "0" ? "1" : `1${value.text.replace("-", "")}`)
  return typeof value === "boolean" ? !value : null
}

const withText = (raw: Raw, text: string): Raw => ({ ...raw, body: new TextEncoder().encode(text) })

const isTransport = (name: string): boolean => /^(content-|host$|user-agent$|accept)/i.test(name)

/** Every member of the body with another value. */
const changed = (raw: Raw): ReadonlyArray<Variation> => {
  const { members, write } = formatOf(new TextDecoder().decode(raw.body))
  return members.map(([at]) => ({
    what: `${at} changed`,
    raw: withText(raw, write(members.map(([name, value]) => [name, name === at ? other(value) : value])))
  }))
}

/** Every member of the body and every header left out. */
const removed = (raw: Raw): ReadonlyArray<Variation> => {
  const { members, write } = formatOf(new TextDecoder().decode(raw.body))
  const headers = Object.entries(raw.headers)
  return [
    ...members.map(([at]) => ({
      what: `${at} removed`,
      raw: withText(raw, write(members.filter(([name]) => name !== at)))
    })),
    ...headers
      .filter(([name]) => !isTransport(name))
      .map(([at]) => ({
        what: `header ${at} removed`,
        raw: { ...raw, headers: Object.fromEntries(headers.filter(([name]) => name !== at)) }
      }))
  ]
}

/** Every header with another value. */
const reheaded = (raw: Raw): ReadonlyArray<Variation> =>
  Object.entries(raw.headers)
    .filter(([name]) => !isTransport(name))
    .map(([at, value]) => ({
      what: `header ${at} changed`,
      raw: { ...raw, headers: { ...raw.headers, [at]: otherText(value ?? "") } }
    }))

/**
 * Every text of the body and every header emptied, cut, doubled, and with what no database takes for text: what is
 * compared by its bytes may have any number of them, and of any kind.
 */
export const resized = (raw: Raw): ReadonlyArray<Variation> => {
  const { members, write } = formatOf(new TextDecoder().decode(raw.body))
  const sizes = [
    ["emptied", () => ""],
    ["cut", (text: string) => text.slice(0, -1)],
    ["doubled", (text: string) => text + text],
    ["with NUL and half a surrogate", (text: string) => `${text}\u0000\ud800`]
  ] as const
  return sizes.flatMap(([how, resize]) => [
    ...members.flatMap(([at, value]) =>
      typeof value === "string"
        ? [
            {
              what: `${at} ${how}`,
              raw: withText(raw, write(members.map(([name, old]) => [name, name === at ? resize(value) : old])))
            }
          ]
        : []
    ),
    ...Object.entries(raw.headers)
      .filter(([name]) => !isTransport(name))
      .map(([at, value = ""]) => ({
        what: `header ${at} ${how}`,
        raw: { ...raw, headers: { ...raw.headers, [at]: resize(value) } }
      }))
  ])
}

/** Every single change: a member or header changed or left out. */
export const variations = (raw: Raw): ReadonlyArray<Variation> => [...changed(raw), ...removed(raw), ...reheaded(raw)]

/** Every pair of changes: a member or header left out, and then another member changed. */
export const pairs = (raw: Raw): ReadonlyArray<Variation> =>
  removed(raw).flatMap((first) =>
    changed(first.raw).map((second) => ({ what: `${first.what} and ${second.what}`, raw: second.raw }))
  )

/** The same members in the opposite order, signed as before. */
export const reordered = (raw: Raw): Raw => {
  const { members, write } = formatOf(new TextDecoder().decode(raw.body))
  return withText(raw, write(members.toReversed()))
}
