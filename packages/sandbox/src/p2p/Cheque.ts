/**
 * The page behind a receipt link, so that a person who follows it finds something. It names nobody.
 */
import type { Answer } from "../Reply.ts"
import type { State } from "./State.ts"

const pattern = /^\/cheques\/([^/]+)\/\d{1,4}$/

/** The receipt at a path; undefined when there is none. */
export const cheque = (state: State, pathname: string): Answer | undefined => {
  const id = pattern.exec(pathname)?.[1]
  const payout = state.payouts.find((candidate) => candidate.id === id)
  if (!payout?.cheques.some((url) => new URL(url).pathname === pathname)) return undefined
  const { fiatAmount, fiatCurrency } = payout.order
  const what = `Payout ${payout.id}: ${fiatAmount} ${fiatCurrency}`
  return {
    status: 200,
    headers: { "content-type": "text/html" },
    body: `<html><body><h1>Simulated receipt</h1><p>${what}</p></body></html>`,
    summary: "receipt"
  }
}
