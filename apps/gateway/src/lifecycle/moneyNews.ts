/**
 * What a merchant hears of the money of a payment beside its moves: its payer disputes it, or others have paid back a part of it
 * (decision 0030, rule 15). What is not known is no news. Pure.
 */
import * as Decimal from "../model/Decimal.ts"
import type { Entry } from "./Decision.ts"
import type { Worth } from "./Money.ts"

/** The news, and the lines of the timeline that tell it. */
export interface MoneyNews {
  readonly types: ReadonlyArray<"payment.disputed" | "payment.updated">
  readonly entries: ReadonlyArray<Entry>
}

const lineOf = (what: string, before: string, after: string, currency: string): Entry => ({
  kind: "read",
  summary: `${what}: ${before} → ${after} ${currency}`,
  details: { before, after, currency }
})

/** What the latest read says that the one before it did not. */
export const of = (before: Worth | null | undefined, after: Worth | undefined): MoneyNews => {
  const disputed = before?.disputed ?? "0"
  const elsewhere = before?.elsewhere ?? "0"
  if (after === undefined) return { types: [], entries: [] }
  const nowDisputed = after.disputed ?? disputed
  const nowElsewhere = after.elsewhere ?? elsewhere
  const isDisputed = Decimal.isLess(disputed, nowDisputed)
  const isOther = !Decimal.isSame(elsewhere, nowElsewhere) || Decimal.isLess(nowDisputed, disputed)
  return {
    types: [...(isDisputed ? ["payment.disputed" as const] : []), ...(isOther ? ["payment.updated" as const] : [])],
    entries: [
      ...(Decimal.isSame(disputed, nowDisputed) ? [] : [lineOf("disputed", disputed, nowDisputed, after.currency)]),
      ...(Decimal.isSame(elsewhere, nowElsewhere)
        ? []
        : [lineOf("paid back elsewhere", elsewhere, nowElsewhere, after.currency)])
    ]
  }
}
