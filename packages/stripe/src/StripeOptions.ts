/**
 * How one Stripe account is configured. The names are those of the config file; secrets are redacted from the moment they are
 * decoded. An option that is not here is refused.
 */
import { BaseUrl } from "@switchyard/core/BaseUrl"
import { Currency } from "@switchyard/core/Currency"
import { decoder } from "@switchyard/core/Input"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isWritten } from "./internal/money.ts"

const matching = (pattern: RegExp, message: string) =>
  Schema.String.check(Schema.makeFilter((text: string) => pattern.test(text), { message }))

const Name = matching(/^[a-z][a-z0-9_]{0,63}$/, "must be lower-case letters, digits and '_'")

const isOf = (mode: string, key: string): boolean => key.split("_")[1] === mode

// The money of these is kept or sent back by Stripe outside of the payment.
const outside = ["customer_balance"]

const Type = Name.check(
  Schema.makeFilter((type: string) => !outside.includes(type), {
    message: "must be a type whose money is the payment's"
  })
)

/** One way to pay, as requests name it in `method`. */
export const Method = Schema.Struct({
  /**
   * `intent`: a PaymentIntent, with which the payer goes on in Stripe's own software. `confirm`: one that is confirmed at once, with the
   * payment method or token that the request brings. `checkout`: a page of Stripe's.
   */
  through: Schema.Literals(["intent", "confirm", "checkout"]),
  /** Stripe's types of payment method that are allowed; left out: all that the account has switched on. */
  types: Schema.optionalKey(Schema.NonEmptyArray(Type)),
  /** Whether its money can be held and captured later; left out: where cards are its only type. */
  manual: Schema.optionalKey(Schema.Boolean)
})

/** One way to pay. */
export type Method = typeof Method.Type

const Secret = matching(/^(?:sk|rk)_(?:test|live)_[!-~]+$/, "must be a secret or restricted key of test or live mode")

const Publishable = matching(/^pk_(?:test|live)_[!-~]+$/, "must be a publishable key of test or live mode")

const SigningSecret = matching(/^[!-~]+$/, "must be the signing secret of an endpoint")

/** How one Stripe account is configured. */
export const Options = Schema.Struct({
  /** Left out: Stripe's own. A simulator on loopback, else. */
  baseUrl: Schema.optionalKey(BaseUrl),
  /** The account that the key must lead to. */
  account: matching(/^acct_[A-Za-z0-9]+$/, "must be the id of an account, such as acct_1032D82eZvKYlo2C"),
  /** Whether it is the account's test or its live side; the key must be of that. */
  mode: Schema.Literals(["test", "live"]),
  /** A secret key; a restricted one may not read the account, and then nothing is ever replayed. */
  secretKey: Schema.RedactedFromValue(Secret),
  /** Handed to the payer's device with the client secret. */
  publishableKey: Schema.optionalKey(Publishable),
  /** The signing secrets of the webhook endpoint: several while one is rolled. Left out: every callback is only a hint. */
  webhookSecrets: Schema.optionalKey(Schema.NonEmptyArray(Schema.RedactedFromValue(SigningSecret))),
  /** The currencies of every route. */
  currencies: Schema.NonEmptyArray(Currency),
  /**
   * A name of this installation, where several share one account: it is in every key and mark, so that none takes what is another's
   * for its own. Never changed: what was made under another one is not found any more.
   */
  namespace: Schema.optionalKey(Name),
  /** The ways to pay; left out: `card` by an intent, and `page` by Checkout. */
  methods: Schema.optionalKey(Schema.Record(Name, Method))
}).check(
  Schema.makeFilter(
    ({ currencies }) => {
      const at = currencies.findIndex((currency) => !isWritten(currency))
      return at === -1 ? undefined : { path: ["currencies", at], issue: "is not one of Stripe's" }
    },
    { message: "must be a currency that Stripe takes" }
  ),
  Schema.makeFilter(
    ({ mode, publishableKey, secretKey }) => {
      if (!isOf(mode, Redacted.value(secretKey))) return { path: ["secretKey"], issue: "is of the other mode" }
      return publishableKey === undefined || isOf(mode, publishableKey)
        ? undefined
        : { path: ["publishableKey"], issue: "is of the other mode" }
    },
    { message: "must be a key of the configured mode" }
  )
)

/** How one Stripe account is configured. */
export type Options = typeof Options.Type

/** Decodes options from JSON-like input; the failure names fields and reasons, never values. */
export const decode = decoder(Options)

/** The address that requests go to. */
export const baseUrlOf = ({ baseUrl = "https://api.stripe.com" }: Pick<Options, "baseUrl">): string => baseUrl

const usual: Readonly<Record<string, Method>> = {
  card: { through: "intent", types: ["card"] },
  page: { through: "checkout" }
}

/** The ways to pay. */
export const methodsOf = ({ methods = usual }: Pick<Options, "methods">): Readonly<Record<string, Method>> => methods

/** The way to pay of that name, if there is one. */
export const methodOf = (options: Pick<Options, "methods">, name: string): Method | undefined => {
  const methods = methodsOf(options)
  return Object.hasOwn(methods, name) ? methods[name] : undefined
}

/** Whether money can be held by a way to pay. */
export const isHeldBy = ({ manual, types }: Method): boolean => manual ?? (types?.length === 1 && types[0] === "card")

/** Whether a key is a restricted one. */
export const isRestricted = ({ secretKey }: Pick<Options, "secretKey">): boolean =>
  Redacted.value(secretKey).startsWith("rk_")

/** Whether there is a way to pay by which money is held. */
export const canHold = (options: Pick<Options, "methods">): boolean => Object.values(methodsOf(options)).some(isHeldBy)

/** Whether a create can be declined and leave what its payer may still pay. */
export const isConfirming = (options: Pick<Options, "methods">): boolean =>
  Object.values(methodsOf(options)).some(({ through }) => through === "confirm")

/** Every secret of an account, for messages to be searched for. */
export const secretsOf = ({
  secretKey,
  webhookSecrets
}: Pick<Options, "secretKey" | "webhookSecrets">): ReadonlyArray<Redacted.Redacted<string>> => [
  secretKey,
  ...(webhookSecrets ?? [])
]
