/**
 * The accounts that payouts go to: what a payway wants to know of them, what it is told, and POST /check_account.
 */
import { givenBy } from "../Held.ts"
import type { JsonObject } from "../internal/json.ts"
import { integer, isObject, member } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { incorrect, ok } from "./Envelope.ts"
import { text } from "./Fields.ts"
import type { Payway, Shop } from "./Options.ts"
import type { State } from "./State.ts"

/** `account_info_config` of /withdraw/try: the account itself, and what `account_details` must bring. */
export const config = ({ accountFields }: Payway): JsonObject => ({
  account: { regex: "\\d{9,15}$", title: "79123456789" },
  ...accountFields
})

const isMissing = (details: JsonObject, name: string): boolean => {
  const value = member(details, name)
  return value === undefined || value === null || value === ""
}

/** Throws error 10 naming each field that the payway wants in `account_details` and did not get. */
export const requireDetails = ({ accountFields = {} }: Payway, body: JsonObject): void => {
  const given = member(body, "account_details")
  const details = isObject(given) ? given : {}
  const missing = Object.keys(accountFields).filter((name) => name !== "account" && isMissing(details, name))
  if (missing.length > 0) throw incorrect(Object.fromEntries(missing.map((name) => [name, "field required"])))
}

/** POST /check_account; every account is good unless a test has said otherwise. */
export const check = (state: State, shop: Shop, body: JsonObject): Answer => {
  requireDetails(state.quotes.payway(text(body, "payway") ?? ""), body)
  state.accountsChecked.push({ at: state.world.clock.now(), shop: shop.id, given: givenBy(body) })
  const found = state.accounts.get(text(body, "account") ?? "")
  return ok({
    account_info: found?.info ?? { verified: "true" },
    provider_status: integer(found?.providerStatus ?? 1),
    result: found?.result ?? true
  })
}
