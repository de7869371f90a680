/** The account at the bank that pays back: what its gateways and its own process are configured with. */
import { Options } from "@switchyard/memory/MemoryOptions"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** What a config names; see `named.ts`. */
export const packageName = "@switchyard/soak-bank"

/** The account. A second request under one key is answered as the first was, for a day; of one that changes a payment a second is refused. */
export const account: Options = {
  account: "soak",
  secretKey: Redacted.make("soak_bank_key"),
  currencies: ["RUB"],
  duplicates: "replayed",
  changes: "refused"
}

/** The same with the address of the bank. */
export const Addressed = Schema.Struct({ ...Options.fields, baseUrl: Schema.NonEmptyString })

/** As a config file states it. */
export const stated = (baseUrl: string): object => ({
  account: account.account,
  secretKey: Redacted.value(account.secretKey),
  currencies: account.currencies,
  duplicates: account.duplicates,
  changes: account.changes,
  baseUrl
})
