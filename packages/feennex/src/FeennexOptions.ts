/**
 * How one Feennex shop is configured. The names are those of the config file; secrets are redacted from the moment
 * they are decoded. An option that is not here is refused.
 */
import { BaseUrl } from "@switchyard/core/BaseUrl"
import { Currency, isCurrency } from "@switchyard/core/Currency"
import * as Http from "@switchyard/core/Http"
import { decoder } from "@switchyard/core/Input"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { accountField } from "./internal/accountDetails.ts"
import { toList } from "./internal/payways.ts"
import { nowFormats } from "./internal/time.ts"

const Payway = Schema.String.check(
  Schema.makeFilter((text: string) => (text.length >= 1 && text.length <= 255 ? undefined : "must name a payway"))
)

// The usual payway, or several of which an option may choose, the usual one first.
const Payways = Schema.Union([Payway, Schema.NonEmptyArray(Payway)]).annotate({
  message: "must name a payway, or several in a list"
})

// Payways by currency code.
const ByCurrency = Schema.Record(
  Schema.String.check(Schema.makeFilter((code: string) => (isCurrency(code) ? undefined : "must be a currency code"))),
  Payways
)
const optionalByCurrency = Schema.optionalKey(ByCurrency)

const DetailName = Schema.String.check(
  Schema.makeFilter((name: string) => /^[A-Za-z0-9_.-]{1,64}$/.test(name) && name.toLowerCase() !== accountField, {
    message: "must be a field name of letters, digits, '_', '.' and '-', other than account"
  })
)

const Details = Schema.Struct({
  bank: Schema.optionalKey(DetailName),
  bic: Schema.optionalKey(DetailName),
  holder: Schema.optionalKey(DetailName)
}).check(
  Schema.makeFilter((names) => new Set(Object.values(names)).size === Object.keys(names).length, {
    message: "must have a name of its own for each member"
  })
)

const Host = Schema.String.check(
  Schema.makeFilter((host: string) =>
    Http.checkBaseUrl(`https://${host}`) === undefined && !host.includes("/")
      ? undefined
      : "must be a host, such as files.example.com or 127.0.0.1:8080"
  )
)

const Interval = Schema.String.check(
  Schema.makeFilter(
    (text: string) => Option.exists(parseInterval(text), (it) => Duration.isFinite(it) && Duration.isPositive(it)),
    { message: 'must be a positive duration such as "60 seconds"' }
  )
)

/** The least time between two status reads of one payout at the real provider (payouts document). */
export const leastStatusInterval = Duration.seconds(60)

/** How one Feennex shop is configured. */
export const Options = Schema.Struct({
  /** `https://core.feennex.com`, or a simulator on loopback. */
  baseUrl: BaseUrl,
  shopId: Schema.Int.check(Schema.isGreaterThan(0)),
  /** The currency of the shop's account, from which payouts are debited. */
  shopCurrency: Currency,
  secretKey: Schema.RedactedFromValue(Schema.NonEmptyString),
  /**
   * The payway for each destination type or payment method and currency, as the shop's settings name them; where a list
   * stands, its first is the usual one, and the option `payway` of a request may choose another of it.
   */
  payways: Schema.Struct({
    payouts: Schema.optionalKey(
      Schema.Struct({
        card: optionalByCurrency,
        sbp: optionalByCurrency,
        account: optionalByCurrency,
        iban: optionalByCurrency,
        wallet: optionalByCurrency
      })
    ),
    payments: Schema.optionalKey(Schema.Record(Schema.String, ByCurrency))
  }),
  /**
   * Under which name of `account_details` a payout payway takes the bank, its BIC and the holder. For `sbp` and `account` what
   * is given and has no name is refused; in other places it is left out, as the manifest declares.
   */
  accountDetails: Schema.optionalKey(Schema.Record(Schema.String, Details)),
  /** Where callbacks can reach us; without it the addresses in the shop's settings are used. */
  callbackBaseUrl: Schema.optionalKey(BaseUrl),
  /** The host for /h2h_data, named by the account manager; without it there is no card form. */
  h2hBaseUrl: Schema.optionalKey(BaseUrl),
  /** Hosts to which a payer's receipt may be posted; without any there is no receipt upload. */
  receiptHosts: Schema.optionalKey(Schema.Array(Host)),
  amountAs: Schema.optionalKey(Schema.Literals(["number", "string"])),
  nowFormat: Schema.optionalKey(Schema.Literals(nowFormats)),
  /** Time between status reads of one payout: 60 seconds at least, less only on loopback. */
  statusInterval: Schema.optionalKey(Interval),
  /**
   * Refuse operations without an e-mail, which the documents call required and their examples leave out: all of them
   * (`true`), or those of one kind.
   */
  requireEmail: Schema.optionalKey(
    Schema.Union([Schema.Boolean, Schema.Literals(["payouts", "payments"])]).annotate({
      message: 'must be true, false, "payouts" or "payments"'
    })
  )
}).check(
  Schema.makeFilter(
    ({ baseUrl, statusInterval }) =>
      Duration.isLessThan(intervalOf(statusInterval), leastStatusInterval) && !baseUrl.startsWith("http:")
        ? { path: ["statusInterval"], issue: "is too short" }
        : undefined,
    { message: "must be 60 seconds or more, except on a loopback baseUrl" }
  ),
  Schema.makeFilter(
    ({ accountDetails = {}, payways }) => {
      const known = Object.values(payways.payouts ?? {}).flatMap((byCurrency) =>
        Object.values(byCurrency).flatMap(toList)
      )
      const strange = Object.keys(accountDetails).find((payway) => !known.includes(payway))
      return strange === undefined ? undefined : { path: ["accountDetails", strange], issue: "is unknown" }
    },
    { message: "must be one of the payways of payouts" }
  )
)

/** How one Feennex shop is configured. */
export type Options = typeof Options.Type

/** Decodes options from JSON-like input; the failure names fields and reasons, never values. */
export const decode = decoder(Options)

function parseInterval(text: string): Option.Option<Duration.Duration> {
  return Option.flatMap(
    Option.liftPredicate(text, (value) => /^\d+(\.\d+)? \w+$/.test(value)),
    (value) => Duration.fromInput(value as Duration.Input)
  )
}

/** The interval as a duration; the default is the least the provider allows. */
export function intervalOf(text: string | undefined): Duration.Duration {
  return text === undefined ? leastStatusInterval : Option.getOrElse(parseInterval(text), () => leastStatusInterval)
}
