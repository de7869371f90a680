/**
 * When the next step is due. Unknown outcomes are looked up on a slowing schedule and then left to a person; operations
 * that are under way are polled the slower the older they are, or only swept where the provider forbids polling.
 */
import type { Operation, Policy } from "./Operation.ts"
import { mayBePaidLate, type Status, type Step } from "./Status.ts"

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The least time between two reads that callbacks cause. */
export const callbackSpacing = minute

/** How long after `sendUntil` an attempt without an outcome is taken for interrupted. */
export const sendGrace = 2 * second

const lookUps = [5, 15, 30, 60, 60, 60, 120, 300, 600, 600, 1800, 1800].map((seconds) => seconds * second)
const slowLookUps = 24
// Where polling is not agreed on: one look-up, then slow ones (callbacks come in between).
const agreedLookUps = [5 * second, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour]
const rounds = [2, 5, 15, 30, 60, 120, 300].map((seconds) => seconds * second)
const watches = [1, 6, 24, 72].map((hours) => hours * hour)

/** Until the next look-up of an unknown outcome, or undefined when a person must decide. */
export const lookUp = ({ statusReads }: Policy, tries: number): number | undefined => {
  if (statusReads.polling === "agreed") return agreedLookUps[tries]
  const wait = lookUps[tries] ?? (tries < lookUps.length + slowLookUps ? hour : undefined)
  // The first look-up follows no read.
  return wait === undefined || tries === 0 ? wait : Math.max(wait, statusReads.spacingMillis)
}

/** Until the candidates are gone through again, or undefined when that has been tried long enough. */
export const round = ({ createdAt, facts, kind }: Operation, now: number): number | undefined => {
  const patience = kind === "payout" ? hour : 2 * minute
  const wait = rounds[facts.rounds] ?? 5 * minute
  return now + wait - createdAt > patience ? undefined : wait
}

/** Until the candidates are gone through again when one of them is only sick. */
export const blocked = (waited: number): number => Math.min(rounds[waited] ?? minute, minute)

interface Following {
  readonly step: Step
  readonly delay: number | null
}

/** What follows in a state in which the provider has the operation. */
export const following = (
  operation: Operation,
  policy: Policy,
  status: Status,
  now: number,
  { since, watched, isFresh }: { readonly since: number; readonly watched: number; readonly isFresh: boolean }
): Following => {
  const { polling, spacingMillis } = policy.statusReads
  if (mayBePaidLate(operation.kind, status)) {
    const delay = watches[watched]
    return delay === undefined
      ? { step: "none", delay: null }
      : { step: "sweep", delay: Math.max(delay, spacingMillis) }
  }
  if (status !== "processing" && status !== "awaiting_payer" && status !== "refunding") {
    return { step: "none", delay: null }
  }
  const age = Math.max(now - since, 0)
  if (polling === "agreed") return { step: "sweep", delay: Math.min(Math.max(age, 3 * hour), 24 * hour) }
  // What its payer must do is often only in the first status answer.
  if (isFresh && status === "awaiting_payer") return { step: "poll", delay: second }
  return { step: "poll", delay: Math.min(Math.max(age / 10, spacingMillis), 6 * hour) }
}
