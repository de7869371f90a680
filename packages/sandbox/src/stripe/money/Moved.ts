/** What really moved, for the ledger: an operation's sum, and every name under which the merchant may know it. */
import type { Entry } from "../../Ledger.ts"
import type { Charge, Intent, Payout, Refund } from "../Records.ts"
import * as References from "../References.ts"
import type { State } from "../State.ts"
import { get } from "../State.ts"
import { toText } from "./Currencies.ts"
import { settle } from "./Settlement.ts"

/** The names of an operation beside its reference. */
export const marks = (state: State, of: Intent | Charge | Refund | Payout): Readonly<Record<string, unknown>> => {
  const intentId = of.kind === "payment_intent" ? of.id : of.kind === "payout" ? null : of.intent
  const intent = get(state, "payment_intent", intentId)
  const session = get(state, "checkout.session", intent?.session ?? null)
  return {
    metadata: of.metadata,
    idempotencyKey: of.idempotencyKey,
    paymentIntent: intentId,
    transferGroup: intent?.transferGroup ?? null,
    clientReferenceId: session?.clientReferenceId ?? null,
    session: session?.id ?? null,
    sessionMetadata: session?.metadata ?? null
  }
}

/** Writes a movement into the ledger. */
export const note = (
  state: State,
  kind: Entry["kind"],
  of: Intent | Charge | Refund | Payout,
  amount: number,
  more: { readonly id?: string; readonly account?: string | null; readonly shopAmount?: number } = {}
): void => {
  const settled = settle(state, of.scope, amount, of.currency)
  state.world.ledger.append({
    at: state.world.clock.now(),
    kind,
    id: more.id ?? of.id,
    reference: References.of(state, of),
    amount: toText(amount, of.currency),
    currency: of.currency,
    shopAmount: toText(more.shopAmount ?? settled.amount, settled.currency),
    shopCurrency: settled.currency,
    shop: of.scope.shop,
    account: more.account ?? null,
    marks: marks(state, of)
  })
}
