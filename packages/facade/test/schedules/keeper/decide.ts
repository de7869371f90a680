/**
 * What a careful holder does next with a payout, from its row alone. Pure: the worker carries it out. An attempt that is
 * found "sending" becomes a look-up and never a resend; a resend needs a final "not found" and a provider that refuses
 * duplicates; a replay needs what `replaying.ts` says; an operation of another merchant account waits (money rules, sections 2 to 4).
 */

import { compact } from "@switchyard/core/Optional"
import type * as Replay from "@switchyard/core/Replay"
import * as Settling from "@switchyard/core/Settling"
import type { PayoutRequest } from "@switchyard/facade/Payouts"
import { type Account, doubt, missedAfterMillis, review, sendingMillis } from "./moves.ts"
import { isTooLate, opened } from "./replaying.ts"
import { type Attempt, isSending, type Row } from "./row.ts"
import * as Staging from "./staging.ts"

/** What the config of this moment allows. */
export interface View {
  readonly accounts: ReadonlyMap<string, Account>
  /** The instances to try, in order. */
  readonly candidates: (request: PayoutRequest) => ReadonlyArray<string>
}

/** What is done next. */
export type Step =
  /** One attempt, written down first. */
  | { readonly do: "send"; readonly instance: string; readonly account: Account; readonly why: string }
  /** One look-up at the instance of the last attempt, written down first. */
  | { readonly do: "ask"; readonly instance: string; readonly account: Account }
  /** One more request under the key of the first one, written down first. */
  | { readonly do: "replay"; readonly instance: string; readonly account: Account }
  /** What a create has left is asked to be ended, written down first. */
  | { readonly do: "abandon"; readonly instance: string; readonly account: Account }
  /** Nothing but a write. */
  | { readonly do: "write"; readonly row: Row }

const retryAfterMillis = 60_000
const suspendedMillis = 6 * 3_600_000
/** Every instance is asked twice at most, and a payout is sent again twice at most. */
const most = 2

const close = (row: Row, why: string): Step => ({
  do: "write",
  row: { ...row, state: "failed", why, dueAt: undefined }
})

/** What is sent, and why. */
export interface Sent {
  readonly instance: string
  readonly account: Account
  readonly why: string
  /** The key of what is sent, where that can be replayed. */
  readonly key: Replay.Key | undefined
}

/** The row of an attempt, which is written before anything of it is sent. */
export const begun = (row: Row, { account, instance, key, why }: Sent, now: number): Row => {
  const sendUntil = now + sendingMillis
  const { fingerprint } = account
  const stage = Staging.opened(row, account)
  return {
    ...row,
    ...{ stage, providerReference: stage === undefined ? row.providerReference : undefined },
    state: "submitting",
    why,
    attempts: [
      ...row.attempts,
      {
        ...{ instance, fingerprint, at: now, sendUntil, outcome: "sending", key },
        ...compact({ generation: stage?.generation })
      }
    ],
    absences: [],
    asked: 0,
    replays: opened(key, account, sendUntil),
    dueAt: sendUntil + missedAfterMillis,
    isSuspended: false
  }
}

/** A look-up is made this soon after it was written down, or not at all: whoever wakes later would come too early. */
export const askWithinMillis = 2_000

/** When an operation may be looked up again, whoever of us did it last. */
export const askAgainAt = ({ askedAt }: Row, spacingMillis: number): number =>
  askedAt === undefined ? 0 : askedAt + askWithinMillis + spacingMillis

/** The row of a look-up, which is written before anybody is asked. */
export const asking = (row: Row, { manifest }: Account, now: number): Row => ({
  ...row,
  askedAt: now,
  asked: row.asked + 1,
  replays: row.replays && { ...row.replays, isAsked: true },
  dueAt: now + Math.max(manifest.statusReads.spacingMillis, retryAfterMillis),
  isSuspended: false
})

const isNothingDone = ({ outcome }: Attempt): boolean => outcome === "not_executed"

// Only reached while everything before is proven not executed or rejected with a reason that allows another one.
const onward = (row: Row, view: View, now: number): Step => {
  if (row.canceledAt !== undefined) return close(row, "its shop wanted no more of it")
  const candidates = view.candidates(row.request).flatMap((instance) => {
    const account = view.accounts.get(instance)
    const attempts = row.attempts.filter((attempt) => attempt.instance === instance)
    return account === undefined ? [] : [{ instance, account, attempts }]
  })
  const untried = candidates.find(({ attempts }) => attempts.length === 0)
  if (untried !== undefined) return { do: "send", ...untried, why: "the next candidate" }
  const again = candidates.find(({ attempts }) => attempts.length < most && attempts.every(isNothingDone))
  if (again === undefined) return close(row, row.attempts.length === 0 ? "nobody can do it" : row.why)
  const due = (row.attempts.at(-1)?.at ?? 0) + retryAfterMillis
  if (now < due) return { do: "write", row: { ...row, dueAt: due } }
  return { do: "send", ...again, why: "nothing was done before" }
}

/** Whether "not found" may be believed by now. */
export const isGone = (row: Row, { manifest }: Account): boolean =>
  row.absences.length >=
  (Settling.notFoundIsFinal(Settling.of(manifest, "create"))?.answers ?? Number.POSITIVE_INFINITY)

const lookUp = (row: Row, instance: string, account: Account, now: number): Step => {
  if (row.state === "unknown" && row.replays !== undefined) {
    const { dueAt, isAsked } = row.replays
    if (isTooLate(row, account, now)) {
      return {
        do: "write",
        row: { ...row, replays: undefined, why: `${row.why}; no more replays`, asked: 0, dueAt: now }
      }
    }
    if (isAsked && dueAt <= now) return { do: "replay", instance, account }
  } else if (row.state === "unknown") {
    // What was sent last may still be on its way before that.
    const missedAt = (row.attempts.at(-1)?.sendUntil ?? 0) + missedAfterMillis
    if (now >= missedAt && Staging.mayAbandon(row, account)) return { do: "abandon", instance, account }
    if (isGone(row, account)) {
      const sent = row.attempts.filter((attempt) => attempt.instance === instance).length
      return Settling.refusesDuplicates(Settling.of(account.manifest, "create")) &&
        sent <= most &&
        row.canceledAt === undefined
        ? { do: "send", instance, account, why: "sent again: its provider does not have it and refuses duplicates" }
        : { do: "write", row: review(row, "its provider does not have it") }
    }
    const patience = account.manifest.statusReads.polling === "free" ? 10 : 6
    if (row.asked >= patience) return { do: "write", row: review(row, `looked up ${row.asked} times in vain`) }
  }
  const due = askAgainAt(row, account.manifest.statusReads.spacingMillis)
  return now < due ? { do: "write", row: { ...row, dueAt: due } } : { do: "ask", instance, account }
}

/** When something is due by the row alone: its own step, or a replay after a look-up. */
export const dueAtOf = (row: Row): number => {
  const { dueAt = Number.POSITIVE_INFINITY, isSuspended, replays, state } = row
  const isReplayed = state === "unknown" && replays?.isAsked === true && !isSuspended && !isSending(row)
  return isReplayed ? Math.min(dueAt, replays.dueAt) : dueAt
}

/** What its shop wants: it goes no further. Undefined while something is on its way, or it has ended. */
export const canceled = (row: Row, now: number): Row | undefined =>
  isSending(row) || row.dueAt === undefined ? undefined : { ...row, canceledAt: now, replays: undefined, dueAt: now }

/** What is done next with a payout that is due. */
export const decide = (row: Row, view: View, now: number): Step | undefined => {
  const last = row.attempts.at(-1)
  switch (row.state) {
    case "created":
    case "submitting":
      return isSending(row)
        ? {
            do: "write",
            row: doubt({ ...row, stage: Staging.missed(row) }, "nobody wrote down how the attempt ended", now)
          }
        : onward(row, view, now)
    case "processing":
    case "unknown": {
      if (last === undefined) return undefined
      if (isSending(row)) return { do: "write", row: doubt(row, "nobody wrote down how it ended", now) }
      const account = view.accounts.get(last.instance)
      return account === undefined || account.fingerprint !== last.fingerprint
        ? { do: "write", row: { ...row, isSuspended: true, dueAt: now + suspendedMillis } }
        : lookUp(row, last.instance, account, now)
    }
    default:
      return undefined
  }
}
