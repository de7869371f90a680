/**
 * The extra fields a payway asks for: `account_info_config` of a payout quote, `add_ons_config` of a payment quote.
 * Titles may be text or a text by language; regular expressions are the provider's and never run here.
 */
import type * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import type { RequiredField } from "@switchyard/core/RequiredField"
import * as Wire from "@switchyard/core/Wire"

// English first, then whatever language there is.
const title = (value: Json.Json | undefined): string | undefined => {
  const plain = Wire.text(value)
  if (plain !== undefined) return plain
  const byLanguage = Wire.members(value)
  return (
    Wire.text(byLanguage.en) ??
    Object.values(byLanguage)
      .map(Wire.text)
      .find((found) => found !== undefined)
  )
}

// The list of attributes prints what describes the account beside it, and not within as the example does.
const describesAccount = (name: string, value: Json.Json): boolean =>
  (name === "regex" || name === "title") && Wire.text(value) !== undefined

/** The required fields that a config object names, in its order; `rename` gives our name for one, or none. */
export const requiredFields = (
  config: Json.Json | undefined,
  rename: (name: string) => string | undefined = (name) => name
): ReadonlyArray<RequiredField> =>
  Object.entries(Wire.members(config)).flatMap(([wireName, value]) => {
    const name = rename(wireName)
    if (name === undefined || describesAccount(wireName, value)) return []
    const field = Wire.members(value)
    return [
      compact({
        name,
        title: title(field.title) ?? title(field.label) ?? wireName,
        example: Wire.text(field.example),
        pattern: Wire.text(field.regex)
      })
    ]
  })
