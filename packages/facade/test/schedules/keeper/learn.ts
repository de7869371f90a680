/**
 * What a careful holder makes of an answer. Pure: from the row and the answer to the next row. Every "it did not happen"
 * must be proven, every payout that is found must be the one that was asked for, and what proves nothing leaves the
 * state alone (money rules, sections 1, 2 and 5).
 */

import type { Event } from "@switchyard/core/Callback"
import type { Outcome } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type { NotFound, ReadError, SendError } from "@switchyard/core/ProviderError"
import * as Reason from "@switchyard/core/Reason"
import * as Settling from "@switchyard/core/Settling"
import { askAgainAt } from "./decide.ts"
import { difference, differs } from "./difference.ts"
import { type Account, doubt, review } from "./moves.ts"
import { againstDeath } from "./replaying.ts"
import { isDoubtful, type Row, withOutcome } from "./row.ts"
import * as Staging from "./staging.ts"

const hour = 3_600_000

// A slowing schedule: minutes where polling is free, hours where it is only a sweep behind the callbacks.
const nextAt = (row: Row, { manifest }: Account, now: number, retryAfterMillis = 0): number => {
  const { polling, spacingMillis } = manifest.statusReads
  const [first, longest] = polling === "free" ? [Math.max(spacingMillis, 60_000), hour] : [hour, 12 * hour]
  const wait = Math.min(first * 2 ** Math.max(row.asked - 1, 0), row.state === "processing" ? 12 * hour : longest)
  return now + Math.max(wait, retryAfterMillis)
}

/** What its provider says about a payout that it has. */
export const found = (row: Row, payout: Payout, account: Account, now: number): Row => {
  const foreign = difference(row, payout)
  if (foreign !== undefined) return review(row, `the provider has something else under this reference: ${foreign}`)
  // Without an amount nobody can tell whose payout it is.
  if (row.state === "unknown" && payout.amount === undefined) return { ...row, dueAt: nextAt(row, account, now) }
  const why = `${payout.status} (${payout.providerStatus})`
  // It is there: whatever was to be replayed is not any more.
  const known: Row = {
    ...row,
    ...{ why, replays: undefined, providerReference: payout.providerReference ?? row.providerReference }
  }
  switch (payout.status) {
    case "processing": {
      const next: Row = { ...known, state: "processing", asked: row.state === "processing" ? row.asked : 1 }
      return { ...next, dueAt: nextAt(next, account, now) }
    }
    case "uncommitted": {
      // It shows nothing of the commit, which may be replayed still.
      const open = { ...known, replays: row.replays, dueAt: nextAt(known, account, now) }
      return Staging.uncommitted(open, account, now)
    }
    case "unrecognised":
      return { ...known, dueAt: nextAt(known, account, now) }
    case "paid":
      return { ...known, state: payout.status, dueAt: undefined }
    case "failed":
    case "canceled": {
      const over = Staging.dead(known, payout.status, now)
      if (over !== undefined) return over
      const against = againstDeath(row, account, now)
      if (against === "person") return review(known, `${why}, and another request of it may live`)
      return against === undefined
        ? { ...known, state: payout.status, dueAt: undefined }
        : { ...known, dueAt: Math.max(against, nextAt(known, account, now)) }
    }
    case "returning":
    case "returned":
      return review(known, "returned before it was paid")
  }
}

/** How an attempt ended. */
export const ended = (row: Row, end: Outcome<Payout> | SendError, account: Account, now: number): Row => {
  const last = row.attempts.at(-1)
  if (last === undefined) return row
  switch (end._tag) {
    case "Accepted":
      return found({ ...row, state: "processing", attempts: withOutcome(row, "accepted") }, end.value, account, now)
    case "OutcomeUnknown": {
      const isFirst = row.attempts.filter(({ instance }) => instance === last.instance).length === 1
      const isThere = end.reason === "DuplicateReference" || end.providerReference !== undefined
      const stage = Staging.unknown(row, end)
      if (end.reason === "DuplicateReference" && isFirst && stage === undefined) {
        return review({ ...row, attempts: withOutcome(row, "unknown") }, "somebody else has used this reference")
      }
      const { providerReference = row.providerReference } = end
      const doubtful = doubt({ ...row, stage, providerReference }, `unknown: ${end.reason}`, now)
      // A commit that was refused is not sent again either.
      const isOver = stage === undefined ? isThere : end.reason === "DuplicateReference" || stage.isLeft
      return isOver ? { ...doubtful, replays: undefined } : doubtful
    }
    case "NotExecuted":
    case "Rejected": {
      const attempts = withOutcome(row, end._tag === "Rejected" ? "rejected" : "not_executed")
      const proven: Row = { ...row, attempts, replays: undefined, stage: undefined }
      const why = `${end._tag}: ${end.reason}`
      // It speaks for this request only: an earlier one may still have been carried out.
      if (isDoubtful(row)) return { ...proven, state: "unknown", why: `${why}, but an earlier one is open`, dueAt: now }
      const mayGoOn = end._tag === "NotExecuted" || Reason.allowsFailover(end.reason)
      return mayGoOn ? { ...proven, why, dueAt: now } : { ...proven, state: "failed", why, dueAt: undefined }
    }
  }
}

/** Its provider says that it does not have the payout, which counts only late, several times and apart. */
const absent = (row: Row, account: Account, now: number): Row => {
  const { statusReads } = account.manifest
  const proof = Settling.notFoundIsFinal(Settling.of(account.manifest, "create"))
  const later = { ...row, dueAt: nextAt(row, account, now) }
  if (row.state !== "unknown" || proof === undefined) return later
  const countsFrom = Math.max(...row.attempts.map(({ sendUntil }) => sendUntil)) + proof.afterMillis
  if (now < countsFrom) return { ...later, dueAt: Math.max(Math.min(later.dueAt, countsFrom), now) }
  // While it may be sent again, its absence decides nothing.
  const isApart = now >= (row.absences.at(-1) ?? 0) + proof.spacingMillis
  const absences = isApart ? [...row.absences, now] : row.absences
  const isFinal = absences.length >= proof.answers
  if (isFinal && row.replays !== undefined) return { ...later, absences }
  return { ...row, absences, dueAt: isFinal ? now : askAgainAt(row, statusReads.spacingMillis) }
}

/** What a look-up without a payout says: nothing at all, or that there is none. */
export const unfound = (row: Row, error: ReadError | NotFound, account: Account, now: number): Row => {
  if (error._tag === "NotFound") return absent(row, account, now)
  const retryAfter = error._tag === "ReadFailed" ? error.retryAfterMillis : undefined
  return { ...row, dueAt: nextAt(row, account, now, retryAfter) }
}

/** What a callback leads to: a look-up, or a person where a verified one contradicts what was stored. */
export const onCallback = (row: Row, { amount, trust }: Event): Row | undefined =>
  trust === "verified" && differs(amount, row.request.amount)
    ? review(row, "a verified callback says something else")
    : undefined
