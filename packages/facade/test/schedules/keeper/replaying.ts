/**
 * How a careful holder settles an unknown by replay, where the provider documents that a repeat is executed at most once (money
 * rules, section 9): with the key that was stored before the first send, each one written down first, only inside the window,
 * one look-up between two, and never again once anything shows that it is there or that it is over. Pure.
 */
import { compact } from "@switchyard/core/Optional"
import type { Payout } from "@switchyard/core/Payout"
import * as Reason from "@switchyard/core/Reason"
import type * as Replay from "@switchyard/core/Replay"
import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import { difference } from "./difference.ts"
import { type Account, doubt, missedAfterMillis, review, sendingMillis } from "./moves.ts"
import { type Attempt, type Row, withOutcome } from "./row.ts"

/** Nobody waits longer for a payout to be sent again; after that it is only looked up. */
const patienceMillis = 6 * 3_600_000
const pauseMillis = 60_000
const longestPauseMillis = 1_800_000

const policyOf = ({ manifest }: Account): Settling.Repeatable | undefined => {
  const stated = Settling.of(manifest, "create").duplicates
  return Settling.isRepeatable(stated) ? stated : undefined
}

const keyed = ({ attempts }: Row): ReadonlyArray<Attempt & { readonly key: Replay.Key }> => {
  const last = attempts.at(-1)
  return attempts.flatMap(({ key, ...attempt }) =>
    key !== undefined &&
    attempt.instance === last?.instance &&
    attempt.fingerprint === last.fingerprint &&
    attempt.generation === last.generation
      ? [{ ...attempt, key }]
      : []
  )
}

/** What the holder knows of the sends under the latest key. */
export const recordOf = (row: Row): Replay.Record | undefined => {
  const [first] = keyed(row)
  if (first === undefined) return undefined
  const until = Math.max(...keyed(row).map(({ sendUntil }) => sendUntil))
  const { at, generation, key, prepared } = first
  const times = { firstSentAt: DateTime.makeUnsafe(at), lastSendUntil: DateTime.makeUnsafe(until) }
  return { ...key, ...times, ...compact({ generation, prepared }) }
}

/** When a replay may be made at the earliest, after a send that lasts until then; undefined where none ever may. */
export const opened = (key: Replay.Key | undefined, account: Account, sendUntil: number): Row["replays"] => {
  const policy = policyOf(account)
  return key === undefined || policy === undefined
    ? undefined
    : { dueAt: sendUntil + policy.replayAfterMillis, isAsked: false, count: 0 }
}

/** Whether no replay can be over within the window and the patience any more. */
export const isTooLate = (row: Row, account: Account, now: number): boolean => {
  const first = keyed(row)[0]?.at
  const policy = policyOf(account)
  if (first === undefined || policy === undefined) return true
  const last = now + sendingMillis + Settling.marginMillis
  return last >= first + policy.withinMillis || now >= first + patienceMillis
}

/** How many requests may have arrived under the latest key. */
const requests = (row: Row): number =>
  keyed(row).filter(({ outcome }) => outcome !== "not_executed" && outcome !== "rejected").length

/** What stands against believing that a payout has died: another request of it may still make one that lives. */
export const againstDeath = (row: Row, account: Account, now: number): "person" | number | undefined => {
  const policy = policyOf(account)
  if (policy === undefined || requests(row) < 2) return undefined
  if (policy.kind === "revealed" && policy.freesDeadIds) return "person"
  const credible = Math.max(...keyed(row).map(({ sendUntil }) => sendUntil)) + policy.replayAfterMillis
  return now < credible ? credible : undefined
}

/** The row of a replay, which is written when nothing stands against it and before anything of it is sent. */
export const replayed = (
  row: Row,
  { account, instance }: { readonly instance: string; readonly account: Account },
  next: Replay.Record,
  now: number
): Row => {
  const { account: of, generation, hash, lastSendUntil, prepared } = next
  const key = { hash, ...compact({ account: of }) }
  const sendUntil = DateTime.toEpochMillis(lastSendUntil)
  const { fingerprint } = account
  const count = (row.replays?.count ?? 0) + 1
  const open = opened(key, account, sendUntil)
  return {
    ...row,
    why: "it is replayed",
    attempts: [
      ...row.attempts,
      {
        ...{ instance, fingerprint, at: now, sendUntil, outcome: "sending", key, kind: "replay" },
        ...compact({ generation, prepared })
      }
    ],
    absences: [],
    replays: open && { ...open, count },
    dueAt: sendUntil + missedAfterMillis
  }
}

// Longer each time, so that a provider that is down is not asked for ever.
const later = (row: Row, now: number, atLeast: number): Row["replays"] => {
  const { replays } = row
  if (replays === undefined) return undefined
  const pause = Math.min(pauseMillis * 2 ** Math.max(replays.count - 1, 0), longestPauseMillis)
  return { ...replays, dueAt: Math.max(replays.dueAt, now + atLeast) + pause, isAsked: false }
}

/** How a replay ended. It settles little: what is there is read, what was refused for good is over, all else is as unknown as before. */
export const replayEnded = (row: Row, end: Replay.Ended<Payout> | Replay.NotReplayed, now: number): Row => {
  switch (end._tag) {
    case "Accepted": {
      const foreign = difference(row, end.value)
      if (foreign !== undefined) return review(row, `its replay was accepted for something else: ${foreign}`)
      const providerReference = end.value.providerReference ?? row.providerReference
      const known = { ...row, attempts: withOutcome(row, "accepted"), replays: undefined, providerReference }
      return { ...known, why: "its replay was accepted", asked: 0, dueAt: now }
    }
    case "Refused": {
      const last = row.attempts.at(-1)
      const attempts = row.attempts.map((attempt): Attempt => {
        if (attempt === last) return { ...attempt, outcome: "rejected" }
        return attempt.instance === last?.instance && attempt.outcome !== "not_executed"
          ? { ...attempt, outcome: "over" }
          : attempt
      })
      const refused = { ...row, attempts, replays: undefined, why: `Rejected: ${end.reason}, as its replay shows` }
      return Reason.allowsFailover(end.reason)
        ? { ...refused, state: "submitting", dueAt: now }
        : { ...refused, state: "failed", dueAt: undefined }
    }
    case "OutcomeUnknown": {
      const { providerReference = row.providerReference, reason, retryAfterMillis = 0 } = end
      const isThere = reason === "DuplicateReference" || end.providerReference !== undefined
      const doubtful = doubt({ ...row, providerReference }, `its replay is unknown: ${reason}`, now)
      return { ...doubtful, replays: isThere ? undefined : later(row, now, retryAfterMillis) }
    }
    case "NotReplayed": {
      const isWritten = row.attempts.at(-1)?.outcome === "sending"
      const attempts = isWritten ? withOutcome(row, "not_executed") : row.attempts
      const mayGoOn = end.why === "NeverSent" || end.why === "TooEarly"
      const replays = mayGoOn ? later(row, now, end.retryAfterMillis ?? 0) : undefined
      return { ...row, attempts, replays, why: `not replayed: ${end.why}`, dueAt: now }
    }
  }
}
