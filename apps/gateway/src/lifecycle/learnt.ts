/**
 * An id that a verified callback has given an operation whose own its provider has not told: it fills only an empty place, and
 * counts once a read by it fits. Until then nothing follows from it, and an answer about something else, or none, proves
 * nothing about the operation. Pure.
 */
import { Reference } from "@switchyard/core"
import * as Compare from "./Compare.ts"
import { anomaly, type Decision, decided, kept } from "./Decision.ts"
import type { IdLearnt, IdRefuted } from "./Event.ts"
import type { Account } from "./Facts.ts"
import type { Observation, Operation, Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { stageOf } from "./stages.ts"
import { stay } from "./staying.ts"

const isOf = ({ fingerprint, provider }: Operation, account: Account): boolean =>
  provider === account.instance && fingerprint === account.fingerprint

/** The id by which it is read next, as long as no read by it has decided whether it counts. */
export const idOf = (operation: Operation): string | null => {
  const { facts, providerReference } = operation
  const { learnt = null } = facts
  return learnt !== null && providerReference === null && isOf(operation, learnt) ? learnt.providerReference : null
}

/**
 * Whether the place for an id is empty. What has stages is told which id is its own before anything can be paid under it, and
 * of one that is being asked for everywhere nobody knows whose id it is.
 */
export const isWanted = (operation: Operation, account: Account): boolean => {
  const { facts, providerReference } = operation
  return (
    providerReference === null &&
    isOf(operation, account) &&
    idOf(operation) === null &&
    facts.doubt === null &&
    stageOf(operation) === null
  )
}

/** Whether what was found under it is the operation. */
export const fits = (operation: Operation, observation: Observation): boolean =>
  !Compare.differences(operation, observation).some(Compare.isMismatch)

/** The consequence of a callback that names an id. */
export const learnt = (operation: Operation, { fingerprint, instance, providerReference }: IdLearnt): Decision =>
  isWanted(operation, { instance, fingerprint })
    ? kept(operation, {
        facts: { learnt: { instance, fingerprint, providerReference } },
        entries: [
          {
            kind: "callback",
            summary: "a verified callback names the provider's id of it, which counts once a read by it fits",
            details: { instance, providerReference }
          }
        ]
      })
    : kept(operation)

/** The consequence of a read by it that did not fit: it is forgotten, and what was to come goes on. */
export const refuted = (
  operation: Operation,
  policy: Policy,
  { providerReference, why }: IdRefuted,
  now: number
): Decision => {
  const id = idOf(operation)
  if (id === null || !Reference.sameProviderId(id, providerReference)) return kept(operation)
  const entries = [anomaly(`the id that a callback has named is not its own: ${why}`, { anomaly: "ReferenceDiffers" })]
  const facts = { learnt: null }
  if (operation.status !== "unknown") return stay(operation, policy, now, { entries, facts })
  const delay = Math.max(policy.statusReads.spacingMillis, Schedule.callbackSpacing)
  return decided(operation, { status: "unknown", step: "look_up", delay, entries, facts })
}
