/** The roles that an API key can have, and what each of them is for, in words; what each may call is the HTTP API's. */
import type { Config } from "@switchyard/facade"

/** A role, which says what a key may do. */
export type Role = NonNullable<Config.Config["apiKeys"]>[number]["roles"][number]

/** Every role, with what it is for. */
export const purposes: Readonly<Record<Role, string>> = {
  viewer: "reads, and changes nothing",
  merchant: "creates payments and payouts, and reads them; it does not read balances",
  operator: "decides what needs a person, and reads; it creates nothing"
}

/** Whether a text is the name of a role. */
export const isRole = (text: string): text is Role => Object.hasOwn(purposes, text)
