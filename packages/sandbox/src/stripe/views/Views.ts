/** Any object as Stripe shows it now. */
import type { Event, Scope, Stored } from "../Records.ts"
import type { State } from "../State.ts"
import { get } from "../State.ts"
import { seconds } from "../wire/Created.ts"
import type { JsonObject } from "../wire/Errors.ts"
import { dispute, payout, refund, row } from "./MoneyViews.ts"
import { charge, intent, session } from "./PaymentViews.ts"

/** An event; `apiVersion` is that of whom it is shown to, and `account` is there for events of connected accounts. */
export const event = (shown: Event, apiVersion: string, account: string | null): JsonObject => ({
  id: shown.id,
  object: "event",
  ...(account !== null && { account }),
  api_version: apiVersion,
  created: seconds(shown.created),
  data: { object: shown.object, ...(shown.previous !== null && { previous_attributes: shown.previous }) },
  livemode: shown.scope.livemode,
  pending_webhooks: shown.pending,
  request: shown.request,
  type: shown.type
})

/** The account that an event names: none where it is nobody's but a platform's own. */
export const accountOf = (state: State, { account }: Scope): string | null =>
  state.accounts.get(account)?.platform === undefined ? null : account

/** An object as it is now. */
export const show = (state: State, stored: Stored): JsonObject => {
  switch (stored.kind) {
    case "payment_intent":
      return intent(stored)
    case "charge":
      return charge(stored, get(state, "payment_intent", stored.intent)?.multicapture === true)
    case "checkout.session":
      return session(stored)
    case "refund":
      return refund(stored)
    case "payout":
      return payout(stored)
    case "dispute": {
      const rows = stored.rows.map((id) => get(state, "balance_transaction", id))
      return dispute(
        stored,
        rows.flatMap((found) => (found === undefined ? [] : [row(found)]))
      )
    }
    case "balance_transaction":
      return row(stored)
    case "event":
      return event(stored, state.settings.apiVersion, accountOf(state, stored.scope))
  }
}
