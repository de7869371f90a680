/**
 * How one merchant of the P2P platform is configured. The names are those of the config file; keys are redacted from
 * the moment they are decoded. An option that is not here is refused.
 */
import { BaseUrl } from "@switchyard/core/BaseUrl"
import { Currency } from "@switchyard/core/Currency"
import { decoder } from "@switchyard/core/Input"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isTemplate } from "./internal/signing.ts"
import { unitOfAccount } from "./internal/unitOfAccount.ts"

// At most 255 characters (basic-info page, "Credentials"); visible ASCII, because one of them is an HTTP header.
const Key = Schema.RedactedFromValue(Schema.String).check(
  Schema.makeFilter((key: Redacted.Redacted<string>) => /^[!-~]{1,255}$/.test(Redacted.value(key)), {
    message: "must be 1 to 255 visible ASCII characters"
  })
)

const Merchant = Schema.String.check(
  Schema.makeFilter((text: string) =>
    /^[^\p{C}\s]{1,255}$/u.test(text) && text !== "." && text !== ".."
      ? undefined
      : "must be a merchant name of 1 to 255 characters without spaces"
  )
)

const Template = Schema.String.check(
  Schema.makeFilter((text: string) => isTemplate(text), {
    message: "must contain {sign_key}, and no other placeholders but {order_id}, {merchant} and {api_key}"
  })
)

const FiatCurrency = Currency.check(
  Schema.makeFilter((code: Currency) => (code === unitOfAccount ? "must be a fiat currency" : undefined))
)

/** How one merchant of the P2P platform is configured. */
export const Options = Schema.Struct({
  /** The platform's host, which the platform names; `/api/merchant/<merchant>/…` is appended to it. */
  baseUrl: BaseUrl,
  /** The merchant's name, as it stands in the address. */
  merchant: Merchant,
  /** `X-Api-Key` of the reads. */
  apiKey: Key,
  /** `sign_key`, which signs payouts. */
  signKey: Key,
  /** Where callbacks can reach us; the platform wants both addresses with every payout. */
  callbackBaseUrl: BaseUrl,
  /** Whether polling is agreed with the platform's support; without that its document forbids it. Default false. */
  pollingAgreed: Schema.optionalKey(Schema.Boolean),
  /** Which id the status address takes, which the document leaves open: ours (default) or the platform's. */
  payoutIdInPath: Schema.optionalKey(Schema.Literals(["orderId", "transactionId"])),
  /**
   * The text whose SHA-256 is `standart_sign`, such as `{order_id}:{sign_key}`. The platform discloses the formula;
   * without it callbacks are only hints and there is no cancellation.
   */
  standartSign: Schema.optionalKey(Schema.NullOr(Template)),
  /** The currencies that payouts are offered in, for every destination type. Default `["RUB"]`. */
  currencies: Schema.optionalKey(Schema.NonEmptyArray(FiatCurrency))
})

/** How one merchant of the P2P platform is configured. */
export type Options = typeof Options.Type

/** Decodes options from JSON-like input; the failure names fields and reasons, never values. */
export const decode = decoder(Options)

/** Every secret of a merchant, to be searched for in whatever is printed. */
export const secretsOf = ({ apiKey, signKey }: Options): ReadonlyArray<Redacted.Redacted<string>> => [apiKey, signKey]
