/**
 * The accounts that payouts go to: the fields that a payway asks for, those that it gets, and POST /check_account.
 */
import { givenBy } from "../Held.ts"
import { of } from "../internal/decimal.ts"
import type { JsonObject } from "../internal/json.ts"
import { integer, isObject, member, read } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { fillJson } from "../Words.ts"
import { incorrect, ok } from "./Envelope.ts"
import { text } from "./Fields.ts"
import type { Payway, Shop } from "./Options.ts"
import type { Settings } from "./Settings.ts"
import type { State } from "./State.ts"

const fieldsOf = ({ accountFields }: Payway): NonNullable<Payway["accountFields"]> => ({
  account: { regex: "\\d{9,15}$", title: "79123456789" },
  ...accountFields
})

/** `account_info_config` of /withdraw/try: the account itself, and what `account_details` must bring. */
export const config = (payway: Payway, shape: Settings["accountConfig"]): JsonObject => {
  const { account, ...others } = fieldsOf(payway)
  return shape === "nested" ? { account: { ...account }, ...others } : { account: {}, ...account, ...others }
}

const detailsOf = (body: JsonObject): JsonObject => {
  const given = member(body, "account_details")
  return isObject(given) ? given : {}
}

const isMissing = (details: JsonObject, name: string): boolean => {
  const value = member(details, name)
  return value === undefined || value === null || value === ""
}

// The regexes are not anchored unless they are written so.
const mismatches = (state: State, payway: Payway, body: JsonObject): ReadonlyArray<string> => {
  if (state.settings.accountFormat === "announced") return []
  const details = detailsOf(body)
  return Object.entries(fieldsOf(payway)).flatMap(([name, { regex }]) => {
    const value = text(name === "account" ? body : details, name) ?? ""
    return new RegExp(regex).test(value) ? [] : [name]
  })
}

const named = (names: ReadonlyArray<string>, problem: string) =>
  incorrect(Object.fromEntries(names.map((name) => [name, problem])))

/** Throws error 10 naming each field that the payway wants in `account_details` and did not get. */
const requireDetails = (payway: Payway, body: JsonObject): void => {
  const details = detailsOf(body)
  const missing = Object.keys(fieldsOf(payway)).filter((name) => name !== "account" && isMissing(details, name))
  if (missing.length > 0) throw named(missing, "field required")
}

/** Throws error 10 naming each field that a payout lacks, or that does not match where formats are enforced. */
export const checkFields = (state: State, payway: Payway, body: JsonObject): void => {
  requireDetails(payway, body)
  const wrong = mismatches(state, payway, body)
  if (wrong.length > 0) throw named(wrong, "string does not match regex")
}

/** Whether payouts to an account fail: /check_account has answered for certain that it is bad. */
export const isBad = (state: State, account: string): boolean => {
  const found = state.accounts.get(account)
  return found?.providerStatus === 1 && found.result === false
}

/** POST /check_account; every account is good unless a test has set otherwise, or it has a wrong format. */
export const check = (state: State, shop: Shop, body: JsonObject): Answer => {
  const payway = state.quotes.payway(text(body, "payway") ?? "")
  requireDetails(payway, body)
  // The amount is asked for because of the limits, and in the payway's currency.
  state.quotes.payout(payway, "ps_amount", of(text(body, "amount") ?? ""), payway.currency)
  const given = givenBy(body)
  state.accountsChecked.push({ at: state.world.clock.now(), shop: shop.id, given })
  const found = state.accounts.get(text(body, "account") ?? "")
  const result = found?.result ?? (found === undefined ? mismatches(state, payway, body).length === 0 : null)
  return ok({
    account_info: fillJson(read(JSON.stringify(found?.info ?? { verified: "true" })), given),
    provider_status: integer(found?.providerStatus ?? 1),
    ...(result !== "absent" && { result })
  })
}
