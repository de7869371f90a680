/** The fields that payment and payout requests share, with the limits that hold for every provider. */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { digits, isLine, personal } from "./personal.ts"

const text = (max: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) =>
      value.length >= 1 && value.length <= max ? undefined : `must be 1 to ${max} characters`
    )
  )

export const Email = personal(
  (value) => isLine(value, 254) && /^[^\s@]+@[^\s@]+$/.test(value),
  "must be an e-mail address"
)

export const Phone = digits(7, 15)

export const Country = Schema.String.check(
  Schema.makeFilter((value: string) => (/^[A-Z]{2}$/.test(value) ? undefined : "must be two capital letters"))
)

export const Description = text(8000)

export const Method = Schema.String.check(
  Schema.makeFilter((value: string) =>
    /^[a-z][a-z0-9_]{0,63}$/.test(value) ? undefined : "must be lower-case letters, digits and '_'"
  )
)

export const Url = Schema.String.check(
  Schema.makeFilter((value: string) =>
    value.length <= 2048 && /^https?:\/\/\S+$/.test(value) && URL.canParse(value)
      ? undefined
      : "must be an http or https URL of at most 2048 characters"
  )
)

export const Metadata = Schema.Record(Schema.String, text(500)).check(
  Schema.makeFilter(
    (value: { readonly [key: string]: string }) => {
      const keys = Object.keys(value)
      return keys.length <= 50 && keys.every((key) => key.length >= 1 && key.length <= 64)
    },
    { message: "must have at most 50 keys, each of 1 to 64 characters" }
  )
)

export const PayerFields = Schema.Record(
  Schema.String.check(
    Schema.makeFilter((name: string) =>
      /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name) ? undefined : "must be a field name of letters, digits and '_'"
    )
  ),
  personal((value) => value.length >= 1 && value.length <= 1000, "must be 1 to 1000 characters")
)

/**
 * Options by provider instance; each adapter decodes its own, strictly. Only an adapter knows which of them are
 * personal, so until then all of them are redacted.
 */
export const ProviderOptions = Schema.Record(
  Schema.String,
  Schema.RedactedFromValue(Schema.Record(Schema.String, Schema.Unknown))
)

/**
 * Every text in the options of a request. Which of them are personal only the adapter knows that they are for, so all of
 * them are taken for it.
 */
export const optionTexts = (options: typeof ProviderOptions.Type | undefined): ReadonlyArray<string> =>
  Object.values(options ?? {}).flatMap((each) => textsIn(Redacted.value(each)))

const textsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  if (Redacted.isRedacted(value)) return textsIn(Redacted.value(value))
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : []
}
