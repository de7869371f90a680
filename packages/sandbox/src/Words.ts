/**
 * A provider's own words, as a test has scripted them: a text that may repeat what the merchant gave,
 * in another grouping or case, and hold the characters that no database takes.
 */
import type { Given, GivenMembers } from "./Held.ts"
import type { Json } from "./internal/json.ts"
import { NumberText } from "./internal/json.ts"

const named = /\{([A-Za-z_]+)(?::([^{}]*))?\}/g

/** A NUL, and the half of a surrogate pair. */
const characters: Readonly<Record<string, string>> = { nul: "\u0000", half: "\ud83d" }

// What the providers' requests have that is nobody's: everything else counts as a person's.
const impersonal = new Set(
  `allow_redirects amount_to_capture automatic_payment_methods cancel_url capture_method charge client_reference_id confirm
  destination expand line_items metadata mode payment_intent payment_method reason return_url source_type transfer_group
  amount amount_type bank_name bik callback_rejected_url callback_url currency description error_callback_url
  failed_url fiat_amount fiat_currency now order_description order_id payment_method payway session_id shop_currency
  shop_id shop_order_id shop_payment_id sign standart_sign success_callback_url success_url timeout
  withdraw_id`.split(/\s+/)
)

const isNested = (value: Given | undefined): value is GivenMembers =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const find = (given: GivenMembers, name: string): string | undefined => {
  if (Object.hasOwn(given, name)) {
    const value = given[name]
    return typeof value === "string" ? value : undefined
  }
  return Object.values(given)
    .filter(isNested)
    .map((value) => find(value, name))
    .find((text) => text !== undefined)
}

const persons = (given: GivenMembers): ReadonlyArray<string> =>
  Object.entries(given).flatMap(([name, value]) => {
    if (impersonal.has(name)) return []
    if (isNested(value)) return persons(value)
    return typeof value === "string" && value !== "" ? [value] : []
  })

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
    case "url":
      return encodeURIComponent(value.toWellFormed())
    default:
      return grouped(value, style)
  }
}

// Nobody groups the letters of a name, so only numbers follow a grouping.
const eachStyled = (value: string, style: string | undefined): string =>
  /^(upper|lower|url)$/.test(style ?? "") || /^\+?[A-Z]{0,2}\d[\dA-Z ]*$/.test(value) ? styled(value, style) : value

/**
 * Fills a text in: `{account}` is what was given under that name, on the first level or below, `{account:.}` the same
 * in groups of four between dots, `{phone:3-}` in groups of three between dashes, `{full_name:upper}` in capitals,
 * `{full_name:url}` as a URL has it, `{personal}` everything that was given of a person, `{nul}` and `{half}` a NUL and
 * half a surrogate pair. What was not given stays as it stands.
 */
export const fill = (text: string, given: GivenMembers): string =>
  text.replace(named, (whole, name: string, style: string | undefined) => {
    if (name === "personal") return [...new Set(persons(given))].map((value) => eachStyled(value, style)).join(", ")
    const value = Object.hasOwn(characters, name) ? characters[name] : find(given, name)
    return value === undefined ? whole : styled(value, style)
  })

/** The same for every text within a JSON value. */
export const fillJson = (value: Json, given: GivenMembers): Json => {
  if (typeof value === "string") return fill(value, given)
  if (value === null || typeof value !== "object" || value instanceof NumberText) return value
  if (Array.isArray(value)) return value.map((item) => fillJson(item, given))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillJson(item, given)]))
}

/** A provider's text with the echo after it, where that is switched on and anybody is known; `given` is asked for then. */
export const withEcho = (text: string, echo: string | null, given: () => GivenMembers): string => {
  const known = echo === null ? {} : given()
  return echo === null || persons(known).length === 0 ? text : `${text}${fill(echo, known)}`
}
