/**
 * How one __Vendor__ account is configured. The names are those of the config file; secrets are redacted from the moment
 * they are decoded. An option that is not here is refused.
 */
import { BaseUrl } from "@switchyard/core/BaseUrl"
import { Currency } from "@switchyard/core/Currency"
import * as Schema from "effect/Schema"

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
