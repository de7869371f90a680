/**
 * How one __Vendor__ account is configured. The names are those of the config file; secrets are redacted from the moment
 * they are decoded. An option that is not here is refused.
 */
import { Currency } from "@switchyard/core/Currency"
import * as Http from "@switchyard/core/Http"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const BaseUrl = Schema.String.check(
  Schema.makeFilter((url: string) => Http.checkBaseUrl(url), {
    message: "must be an https URL without user, password and query, or http on loopback"
  })
)

/** How one __Vendor__ account is configured. */
export const Options = Schema.Struct({
  /** The provider's host, or a simulator on loopback. */
  baseUrl: BaseUrl,
  /** The merchant's account. */
  account: Schema.NonEmptyString,
  /** Signs every request. */
  secretKey: Schema.RedactedFromValue(Schema.NonEmptyString),
  /** Signs callbacks; without it every callback is only a hint. */
  callbackKey: Schema.optionalKey(Schema.RedactedFromValue(Schema.NonEmptyString)),
  /** The currencies of every route. */
  currencies: Schema.NonEmptyArray(Currency)
})

/** How one __Vendor__ account is configured. */
export type Options = typeof Options.Type

/** Every secret of an account, for messages to be searched for. */
export const secretsOf = ({ callbackKey, secretKey }: Options): ReadonlyArray<Redacted.Redacted<string>> =>
  callbackKey === undefined ? [secretKey] : [secretKey, callbackKey]
