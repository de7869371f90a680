/**
 * What must hold after every schedule, whatever happened in it. Only the simulators' ledgers and journals say what was
 * really done; the rows say what we believe. Each broken law is one sentence for a person.
 */
import type { Row, State } from "./keeper/row.ts"
import type { Move } from "./keeper/store.ts"
import type { Arrival, Held } from "./world/simulated.ts"
import { every } from "./world/simulators.ts"
import { isStrange } from "./world/stranger.ts"
import type { World } from "./world/world.ts"

/** What the providers know about one operation of ours. */
export interface Truth {
  readonly reference: string
  /** Payouts of ours under this reference, at whatever provider. */
  readonly payouts: ReadonlyArray<Held>
  /** How often the money really left for the recipient. */
  readonly paid: number
  readonly creates: ReadonlyArray<Arrival>
}

/** What the providers know, by reference. */
export const truthOf = ({ simulators }: World, reference: string): Truth => {
  const all = every(simulators)
  const isExpected = (held: Held | Arrival) => held.reference === reference && !isStrange(held)
  const payouts = all.flatMap((simulator) => simulator.payouts()).filter(isExpected)
  const ids = new Set(payouts.map(({ id }) => id))
  return {
    reference,
    payouts,
    paid: all.flatMap((simulator) => simulator.ledger()).filter(({ id, kind }) => kind === "payout" && ids.has(id))
      .length,
    creates: all.flatMap((simulator) => simulator.creates()).filter(isExpected)
  }
}

/** The payout that lives, or else one that has died. */
export const standing = (payouts: ReadonlyArray<Held>): Held | undefined =>
  payouts.find(({ money }) => money !== "released") ?? payouts[0]

// Where what has died gives its reference free, the next one stands in its place; but only there.
const inPlace = (payouts: ReadonlyArray<Held>): number => {
  const replaced = payouts.filter(({ isFreed }) => isFreed === true).length
  const there = payouts.filter(({ provider }) => provider === "memory").length
  return payouts.length - Math.min(replaced, Math.max(there - 1, 0))
}

/** At most one provider is ever asked into it, and pays at most once. */
export const paidOnce = ({ paid, payouts, reference }: Truth): ReadonlyArray<string> => {
  if (paid > 1) return [`${reference} was paid ${paid} times: ${places(payouts)}`]
  return inPlace(payouts) > 1 ? [`${reference} exists ${payouts.length} times: ${places(payouts)}`] : []
}

const places = (payouts: ReadonlyArray<Held>): string =>
  payouts.map(({ account, money, provider, status }) => `${provider} ${account} (${status}, ${money})`).join(" and ")

/** What we believe in the end is what happened, or a person was called, or the payout waits for its config. */
export const believed = (row: Row, { payouts, reference }: Truth): ReadonlyArray<string> => {
  const held = standing(payouts)
  const says = `${reference} is called ${row.state} (${row.why})`
  if (held === undefined) {
    return ["processing", "paid", "canceled"].includes(row.state) ? [`${says}, and no provider has it`] : []
  }
  const mayBe: Readonly<Record<string, ReadonlyArray<State>>> = {
    debited: ["paid", "needs_review"],
    released: ["failed", "canceled", "needs_review"],
    frozen: ["processing", "needs_review"]
  }
  const isWaiting = row.isSuspended && (row.state === "processing" || row.state === "unknown")
  const isHolder = row.attempts.at(-1)?.instance === held.provider
  if (!isWaiting && !mayBe[held.money]?.includes(row.state)) return [`${says}, but it is at ${places(payouts)}`]
  // A refusal speaks for one request only: that the payout failed is for its provider's status to say.
  const isReported = row.state !== "failed" || !/^(?:Rejected|NotExecuted)/.test(row.why)
  return isHolder && isReported ? [] : [`${says} by the word of somebody else than ${held.provider}, who has it`]
}

/** Nothing is open without a next step, and nothing stays unknown for ever. */
export const ended = (row: Row): ReadonlyArray<string> => {
  const isClosed = ["needs_review", "paid", "failed", "canceled"].includes(row.state)
  if (isClosed === (row.dueAt !== undefined)) return [`${row.reference} is ${row.state} and has the wrong next step`]
  const mayStay = isClosed || row.isSuspended || row.state === "processing"
  return mayStay ? [] : [`${row.reference} is still ${row.state} (${row.why}) long after everything works again`]
}

// Written out here and not asked of the keeper, so that a change of either is noticed.
const legal: ReadonlySet<string> = new Set(
  [
    "→created",
    "created→created created→submitting created→failed",
    "submitting→submitting submitting→processing submitting→unknown submitting→needs_review",
    "submitting→paid submitting→failed submitting→canceled",
    "processing→processing processing→needs_review processing→paid processing→failed processing→canceled",
    "unknown→unknown unknown→submitting unknown→processing unknown→needs_review",
    "unknown→paid unknown→failed unknown→canceled"
  ].flatMap((line) => line.split(" "))
)

/** No illegal edge was applied. */
export const legalEdges = (moves: ReadonlyArray<Move>): ReadonlyArray<string> =>
  moves
    .filter(({ from, to }) => !legal.has(`${from ?? ""}→${to}`))
    .map(({ from, reference, to }) => `${reference} went from ${from} to ${to}`)

/** No provider was read too early, too often or at a wrong address. */
export const polite = (simulators: World["simulators"]): ReadonlyArray<string> =>
  every(simulators).flatMap((simulator) =>
    simulator
      .violations()
      .map(({ detail, kind, reference }) => `${simulator.provider} complains (${kind}, ${reference}): ${detail}`)
  )
