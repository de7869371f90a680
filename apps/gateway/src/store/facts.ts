/**
 * The facts of an operation into the one column that holds them, and out of it. They are stored flat, as every version has
 * stored them: what was written down before stays as it is, and nodes of two versions can run beside each other. What no
 * decision means by itself is read as the next one that cannot pay twice.
 */
import { type Amount, type Asked, type Facts, firstFacts, type Latest } from "../lifecycle/Facts.ts"
import * as Schedule from "../lifecycle/Schedule.ts"

/** The facts as they are stored. */
export interface StoredFacts extends Omit<Facts, "asked" | "latest"> {
  /** The number of the attempt that is written down and whose outcome is not. */
  readonly sending: number | null
  /** The only request whose outcome is missing. */
  readonly lost: number | null
  /** Nothing of the latest request leaves after this instant. */
  readonly sendUntil: number | null
  readonly expected: Amount | null
  readonly expectedDebit: Amount | null
  readonly expectedCurrency: string | null
}

/** What of a row says how its facts are read. */
export interface Held {
  readonly facts: Partial<StoredFacts>
  readonly request: Asked
  readonly created_at: bigint
  readonly updated_at: bigint
}

const latestOf = ({ facts: { lost, sending, sendUntil }, updated_at }: Held): Latest | null => {
  // An attempt without its last moment was written down no later than its row.
  const until = sendUntil ?? Number(updated_at) + Schedule.sendMillis
  if (typeof sending === "number") return { _tag: "Sending", attempt: sending, until }
  if (typeof sendUntil !== "number") return null
  return typeof lost === "number" ? { _tag: "Lost", attempt: lost, until } : { _tag: "Over", until }
}

const askedOf = ({ facts: { expected, expectedCurrency, expectedDebit }, request }: Held): Asked => {
  if (expected) return { amount: expected }
  return expectedDebit ? { debit: expectedDebit, currency: expectedCurrency ?? expectedDebit.currency } : request
}

/** The facts of a row. What a later version has added begins as it does for a new operation. */
export const fromStored = (row: Held): Facts => {
  const { expected, expectedCurrency, expectedDebit, lost, sending, sendUntil, ...same } = row.facts
  return {
    ...firstFacts(askedOf(row), Number(row.created_at)),
    ...same,
    latest: latestOf(row)
  }
}

/** The facts as they are stored. */
export const toStored = ({ asked, latest, ...same }: Facts): StoredFacts => ({
  ...same,
  sending: latest?._tag === "Sending" ? latest.attempt : null,
  lost: latest?._tag === "Lost" ? latest.attempt : null,
  sendUntil: latest?.until ?? null,
  expected: asked.amount ?? null,
  expectedDebit: asked.debit ?? null,
  expectedCurrency: asked.amount?.currency ?? asked.currency ?? null
})
