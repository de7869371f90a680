/** The record of what was carried out at a merchant's request: one line for each time, never one for an answer that was repeated. */
import { toText } from "./money/Currencies.ts"
import type { Intent, Payout, Refund, Session } from "./Records.ts"
import * as References from "./References.ts"
import type { State } from "./State.ts"

/** Writes down that something was carried out; `amount` is what it moves, in the smallest unit. */
export const note = (state: State, kind: string, of: Intent | Session | Refund | Payout, amount?: number): void => {
  const sum = amount ?? (of.kind === "checkout.session" ? of.amountTotal : of.amount)
  state.executions.push({
    at: state.world.clock.now(),
    kind: `${of.kind}.${kind}`,
    id: of.id,
    reference: References.of(state, of),
    shop: of.scope.shop,
    idempotencyKey: state.asking?.idempotencyKey ?? null,
    amount: toText(sum, of.currency),
    currency: of.currency,
    metadata: of.metadata,
    transferGroup: of.kind === "payment_intent" ? of.transferGroup : null,
    clientReferenceId: of.kind === "checkout.session" ? of.clientReferenceId : null,
    destination: of.kind === "payout" ? of.destination : of.kind === "refund" ? of.charge : null,
    given: state.asking?.given ?? {}
  })
}
