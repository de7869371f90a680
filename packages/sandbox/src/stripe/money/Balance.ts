/** The balance of an account, its rows, and the account itself. */
import type { Row } from "../Records.ts"
import { find } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import { refused } from "../wire/Errors.ts"
import * as Lists from "../wire/Lists.ts"
import { known, text } from "../wire/Params.ts"
import { read } from "./Rows.ts"

/** `GET /v1/balance`. */
export const balance: Handler = (state, { params, scope }) => {
  known(params, ["expand"])
  const currencies = state.world.balances.list(scope.shop).map(({ currency }) => currency)
  const all = (pocket: "available" | "hold") =>
    currencies.toSorted().map((currency) => {
      const amount = read(state, scope, currency, pocket)
      return { amount, currency, source_types: { card: amount } }
    })
  const available = all("available")
  const instant = available.map(({ amount, ...rest }) => ({ ...rest, amount: Math.max(amount, 0) }))
  const json = {
    object: "balance",
    available,
    instant_available: instant,
    livemode: scope.livemode,
    pending: all("hold")
  }
  return { json }
}

/** `GET /v1/balance_transactions/:id`. */
export const row: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "balance_transaction", id) }
}

/** `GET /v1/balance_transactions`; payouts made by hand are not itemised, so those of one are never listed. */
export const rows: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "currency", "payout", "source", "type", ...Lists.paging])
  const created = passes(params, "created")
  const [currency, source, type] = ["currency", "source", "type"].map((name) => text(params, name))
  const payout = text(params, "payout")
  if (payout !== undefined) {
    find(state, scope, "payout", payout, "payout", 400)
    throw refused("Payouts made by hand are not reconciled.", "payout_reconciliation_not_ready")
  }
  const own = state.all.balance_transaction.filter((each) => each.scope === scope).toReversed()
  const fits = (each: Row) =>
    created(seconds(each.created)) &&
    (currency === undefined || each.currency === currency.toLowerCase()) &&
    (source === undefined || each.source === source) &&
    (type === undefined || each.type === type)
  return { json: Lists.page(params, path, own, fits, (each) => show(state, each)) }
}

/** `GET /v1/account`, with the external accounts that payouts may go to. */
export const account: Handler = (state, { params, scope }) => {
  known(params, ["expand"])
  const { country = "US", defaultCurrency = "usd", id, platform } = state.accounts.get(scope.account) ?? { id: "" }
  const data = scope.destinations.map((each) => ({
    id: each.id,
    object: each.id.startsWith("card_") ? "card" : "bank_account",
    account: id,
    country: each.country ?? country,
    currency: each.currency,
    last4: (each.number ?? "").slice(-4),
    status: each.disabled ? "errored" : "new"
  }))
  const external = { object: "list", data, has_more: false, url: `/v1/accounts/${id}/external_accounts` }
  return {
    json: {
      id,
      object: "account",
      business_profile: { name: "Sandbox" },
      charges_enabled: true,
      country,
      default_currency: defaultCurrency,
      details_submitted: true,
      external_accounts: external,
      payouts_enabled: scope.destinations.some(({ disabled }) => !disabled),
      settings: { payouts: { schedule: { interval: "manual" } } },
      type: platform === undefined ? "standard" : "custom"
    }
  }
}
