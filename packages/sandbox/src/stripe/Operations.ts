/**
 * Payments, sessions, refunds and payouts as an inspector sees them: masked beside everything else, and unmasked as what Stripe holds.
 */
import { NotThere } from "../AdminHttp.ts"
import type { GivenMembers, Held } from "../Held.ts"
import type * as Operations from "../Operation.ts"
import { toText } from "./money/Currencies.ts"
import { marks } from "./money/Moved.ts"
import { settle } from "./money/Settlement.ts"
import { latest } from "./payments/Charging.ts"
import type { Intent, Payout, Refund, Session, Stored } from "./Records.ts"
import * as References from "./References.ts"
import type { State } from "./State.ts"
import { get } from "./State.ts"

type Shown = Intent | Session | Refund | Payout

/** An operation as an inspector sees it. */
export interface Operation extends Operations.Operation<string> {
  readonly kind: "payment" | "session" | "refund" | "payout"
  /** Its labels, and the other names under which the merchant may know it. */
  readonly marks: Readonly<Record<string, unknown>>
}

const kinds = {
  payment_intent: "payment",
  "checkout.session": "session",
  refund: "refund",
  payout: "payout"
} as const

const amountOf = (shown: Shown): number => (shown.kind === "checkout.session" ? shown.amountTotal : shown.amount)

const moneyOf = (shown: Shown): string => {
  switch (shown.kind) {
    case "payment_intent":
      return toText(shown.received, shown.currency)
    case "checkout.session":
      return shown.paymentStatus
    case "refund":
      return shown.isPaid ? "paid" : "none"
    case "payout":
      return shown.money
  }
}

const accountOf = (shown: Shown): string | null => {
  if (shown.kind === "payout") return shown.destination
  return shown.kind === "payment_intent" ? (shown.method?.id ?? null) : null
}

const toOperation =
  (state: State) =>
  (shown: Shown): Operation => {
    const amount = amountOf(shown)
    const settled = settle(state, shown.scope, amount, shown.currency)
    const session = shown.kind === "checkout.session" ? shown : undefined
    return {
      kind: kinds[shown.kind],
      id: shown.id,
      reference: References.of(state, shown),
      shop: shown.scope.shop,
      status: session === undefined ? shown.status : `${session.status}/${session.paymentStatus}`,
      history: shown.history.slice(),
      amount: toText(amount, shown.currency),
      currency: shown.currency,
      shopAmount: toText(settled.amount, settled.currency),
      shopCurrency: settled.currency,
      money: moneyOf(shown),
      account: accountOf(shown),
      marks:
        shown.kind === "checkout.session"
          ? { metadata: shown.metadata, clientReferenceId: shown.clientReferenceId, paymentIntent: shown.intent }
          : marks(state, shown)
    }
  }

const all = (state: State, reference: string | undefined): ReadonlyArray<Shown> => {
  const { payment_intent, payout, refund } = state.all
  const shown: ReadonlyArray<Shown> = [...state.all["checkout.session"], ...payment_intent, ...refund, ...payout]
  if (reference === undefined) return shown
  return shown.filter((each) => References.isCalled(state, each, reference))
}

/** All of them, or those that are called so, by the merchant or by Stripe. */
export const list = (state: State, reference?: string): ReadonlyArray<Operation> =>
  all(state, reference).map(toOperation(state))

/** What Stripe holds of them; a session is held as the payment that it is for. */
export const held = (state: State, reference?: string): ReadonlyArray<Held> =>
  all(state, reference)
    .filter((shown) => shown.kind !== "payment_intent" || shown.session === null)
    .map((shown) => {
      const { amount, currency, id, kind, reference: name, shop, shopAmount, shopCurrency } = toOperation(state)(shown)
      const held = kind === "session" ? "payment" : kind
      return { kind: held, id, reference: name, shop, amount, currency, shopAmount, shopCurrency, given: shown.given }
    })

const newest = <A extends Shown>(state: State, stored: ReadonlyArray<A>, name: string, what: string): A => {
  const found = stored.findLast((each) => References.isCalled(state, each, name))
  if (found === undefined) throw new NotThere(`no ${what} ${name}`)
  return found
}

/** The newest payment that is called so; of a session that is, its payment. */
export const payment = (state: State, name: string): Intent => {
  const session = state.all["checkout.session"].findLast((each) => References.isCalled(state, each, name))
  return newest(state, state.all.payment_intent, session?.intent ?? name, "payment")
}

/** A capture as an inspector sees it. */
export interface Captured {
  /** The charge's id. */
  readonly id: string
  readonly at: number
  /** Decimal text. */
  readonly amount: string
  readonly currency: string
  readonly idempotencyKey: string | null
  /** The parameters of the capture or of the payment that took it at once; null where nobody asked. */
  readonly given: GivenMembers | null
}

/** Every capture of the newest payment that is called so. */
export const captures = (state: State, name: string): ReadonlyArray<Captured> => {
  const { id } = payment(state, name)
  return state.all.charge
    .filter((charge) => charge.intent === id)
    .flatMap((charge) =>
      charge.captures.map(({ amount, at, given, idempotencyKey }) => ({
        ...{ id: charge.id, at, idempotencyKey, given },
        amount: toText(amount, charge.currency),
        currency: charge.currency
      }))
    )
}

/** The newest session that is called so. */
export const session = (state: State, name: string): Session =>
  newest(state, state.all["checkout.session"], name, "session")

/** The newest refund that is called so. */
export const refund = (state: State, name: string): Refund => newest(state, state.all.refund, name, "refund")

/** The newest payout that is called so. */
export const payout = (state: State, name: string): Payout => newest(state, state.all.payout, name, "payout")

/** The object that an event of this type is about, of an operation that is called so. */
export const about = (state: State, type: string, reference: string): Stored => {
  if (type.startsWith("payout.")) return payout(state, reference)
  if (type.startsWith("refund.")) return refund(state, reference)
  if (type.startsWith("checkout.session.")) return session(state, reference)
  const intent = payment(state, reference)
  if (!type.startsWith("charge.")) return intent
  const charge = latest(state, intent)
  const about = type.startsWith("charge.dispute.") ? get(state, "dispute", charge?.dispute ?? null) : charge
  if (about === undefined) throw new NotThere(`${type} is about nothing of ${reference}`)
  return about
}
