/**
 * The options of a simulated Stripe at its start: accounts with their keys, balances and bank accounts, and the endpoints of webhooks.
 * What may change while it runs is in `Settings.ts`.
 */
import type * as Worlds from "../World.ts"
import type { Settings } from "./Settings.ts"

/** A bank account or debit card of a Stripe account's own, to which payouts go. */
export interface ExternalAccount {
  /** `ba_…` or `card_…`. */
  readonly id: string
  /** Lower case. */
  readonly currency: string
  /** The account's number; the test numbers of the documents decide what becomes of a payout. */
  readonly number?: string
  /** The failure code of every payout to it, whatever its number. */
  readonly fails?: string
  readonly country?: string
}

/** A Stripe account. */
export interface Account {
  /** `acct_…`. */
  readonly id: string
  /** Secret, restricted and publishable keys: `sk_test_…`, `rk_live_…`, `pk_test_…`. The key alone decides test or live. */
  readonly keys?: ReadonlyArray<string>
  /** The account on whose behalf this one exists: its keys reach this one by `Stripe-Account`. */
  readonly platform?: string
  readonly country?: string
  readonly defaultCurrency?: string
  /** The currencies in which it keeps balances; a payment in another is converted into the default. Left out: all. */
  readonly settles?: ReadonlyArray<string>
  /** The available money at the start, in the smallest unit of each currency, in test and in live mode. */
  readonly balances?: Readonly<Record<string, number>>
  readonly externalAccounts?: ReadonlyArray<ExternalAccount>
}

/** An address that gets webhooks. */
export interface Endpoint {
  readonly url: string
  /** `whsec_…`; two while a secret is rolled, and both sign. */
  readonly secrets: ReadonlyArray<string>
  /** The version of its events, never that of a request; the account's unless given. */
  readonly apiVersion?: string
  /** The types of events it wants; all unless given. */
  readonly events?: ReadonlyArray<string>
  /** The events of connected accounts and not the account's own. */
  readonly connect?: boolean
  /** The account it belongs to; the first unless given. */
  readonly account?: string
  /** Live events and not test ones. */
  readonly livemode?: boolean
}

/** The options of a simulator; everything has a default. */
export interface Options extends Worlds.Options {
  readonly accounts?: ReadonlyArray<Account>
  readonly endpoints?: ReadonlyArray<Endpoint>
  readonly settings?: Partial<Settings>
  /** How much of an account's default currency one unit of another is, as decimal text, where it must be converted. */
  readonly rates?: Readonly<Record<string, string>>
}

/** The account there is without options. */
export const defaultAccount: Account = {
  id: "acct_1Sandbox000000001",
  keys: ["sk_test_sandbox", "rk_test_sandbox", "pk_test_sandbox", "sk_live_sandbox", "pk_live_sandbox"],
  country: "US",
  defaultCurrency: "usd",
  balances: { usd: 100_000_000, eur: 100_000_000, gbp: 100_000_000 },
  externalAccounts: [
    { id: "ba_1SandboxUsd", currency: "usd", number: "000123456789" },
    { id: "ba_1SandboxEur", currency: "eur", number: "DE89370400440532013000" },
    { id: "ba_1SandboxGbp", currency: "gbp", number: "00012345" },
    { id: "ba_1SandboxNoAccount", currency: "usd", number: "000111111116" },
    { id: "ba_1SandboxClosed", currency: "usd", number: "000111111113" },
    { id: "card_1SandboxDebit", currency: "usd", number: "4000056655665556" }
  ]
}

/** The rates there are without options, into USD. */
export const defaultRates: Readonly<Record<string, string>> = { eur: "1.1", gbp: "1.27", jpy: "0.0066", kwd: "3.25" }

/** The failure of a payout by the test number of its account. */
export const failures: Readonly<Record<string, string>> = {
  "000111111116": "no_account",
  "000111111113": "account_closed",
  "000222222227": "insufficient_funds",
  "000333333335": "debit_not_authorized",
  "000444444440": "invalid_currency"
}
