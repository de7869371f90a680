/**
 * What a provider says in its own words, as a test has scripted them: a text that may repeat what the merchant gave,
 * in another grouping or case, and hold the characters that no database takes.
 */
import type { Given, GivenMembers } from "./Held.ts"

const named = /\{([A-Za-z_]+)(?::([^{}]*))?\}/g

/** A NUL, and the half of a surrogate pair. */
const characters: Readonly<Record<string, string>> = { nul: "\u0000", half: "\ud83d" }

const find = (given: GivenMembers, name: string): string | undefined => {
  if (Object.hasOwn(given, name)) {
    const value = given[name]
    return typeof value === "string" ? value : undefined
  }
  const nested = (value: Given | undefined): value is GivenMembers =>
    typeof value === "object" && value !== null && !Array.isArray(value)
  return Object.values(given)
    .filter(nested)
    .map((value) => find(value, name))
    .find((text) => text !== undefined)
}

const grouped = (value: string, style: string): string => {
  const [, digits = "", separator = ""] = /^(\d*)(.*)$/s.exec(style) ?? []
  const size = Math.max(Number(digits === "" ? 4 : digits), 1)
  const all = [...value]
  const groups = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size).join("")
  )
  return groups.join(separator)
}

const styled = (value: string, style: string | undefined): string => {
  switch (style) {
    case undefined:
      return value
    case "upper":
      return value.toUpperCase()
    case "lower":
      return value.toLowerCase()
    default:
      return grouped(value, style)
  }
}

/**
 * Fills a text in: `{account}` is what was given under that name, on the first level or below, `{account:.}` the same
 * in groups of four between dots, `{phone:3-}` in groups of three between dashes, `{full_name:upper}` in capitals,
 * `{nul}` and `{half}` a NUL and half a surrogate pair. What was not given stays as it stands.
 */
export const fill = (text: string, given: GivenMembers): string =>
  text.replace(named, (whole, name: string, style: string | undefined) => {
    const value = Object.hasOwn(characters, name) ? characters[name] : find(given, name)
    return value === undefined ? whole : styled(value, style)
  })
