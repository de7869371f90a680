/**
 * How a careful holder treats a create in stages (money rules, section 9): what is prepared is stored before its commit; what
 * may be left of it is abandoned by its id, as often as needed, and read as dead; only then anybody else is asked, and a
 * create after that has the next generation. Pure.
 */
import type { Outcome, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Reason from "@switchyard/core/Reason"
import * as Stages from "@switchyard/core/Stages"
import { type Account, missedAfterMillis, review, sendingMillis } from "./moves.ts"
import * as Replaying from "./replaying.ts"
import type { Attempt, Row, Stage } from "./row.ts"

/** How often something is abandoned before a person is asked. */
const most = 8
const pauseMillis = 60_000

/** The stage of a create that begins: each create has a number of its own. */
export const opened = ({ attempts }: Row, { manifest }: Account): Stage | undefined => {
  const generation = attempts.filter(({ kind }) => kind === undefined).length
  return Stages.isStaged(manifest)
    ? { generation, isPrepared: false, isLeft: false, mayGoOn: true, uncommitted: [], abandon: undefined }
    : undefined
}

/** The row with what was prepared, which is written before the commit leaves. */
export const prepared = (row: Row, { key, ...what }: Stages.Committing, account: Account): Row => {
  const last = row.attempts.at(-1)
  if (last === undefined || row.stage === undefined) return row
  return {
    ...row,
    attempts: [...row.attempts.slice(0, -1), { ...last, key, prepared: what }],
    providerReference: what.providerReference,
    stage: { ...row.stage, isPrepared: true },
    replays: Replaying.opened(key, account, last.sendUntil)
  }
}

/** What is known of the stage of a create that ended unknown. */
export const unknown = ({ stage }: Row, { reason, refused }: OutcomeUnknown): Stage | undefined => {
  if (stage === undefined || reason !== "Leftover") return stage
  const mayGoOn = refused === undefined || refused._tag === "NotExecuted" || Reason.allowsFailover(refused.reason)
  return { ...stage, isLeft: true, mayGoOn }
}

/** Nobody wrote down how it ended: where nothing was stored nothing was committed. */
export const missed = ({ stage }: Row): Stage | undefined =>
  stage === undefined || stage.isPrepared ? stage : { ...stage, isLeft: true }

/** Whether what is left may be abandoned now: by its id, and only after a read since the abandonment before. */
export const mayAbandon = ({ providerReference, replays, stage }: Row, { manifest }: Account): boolean => {
  if (stage === undefined || providerReference === undefined || replays !== undefined) return false
  if (stage.abandon !== undefined) return stage.abandon.isRead
  const { abandonAfter } = Stages.ofCreate(manifest)
  return stage.isLeft || (abandonAfter !== undefined && stage.uncommitted.length >= abandonAfter.answers)
}

/** The row of an abandonment, which is written before it is asked for; or a person decides. */
export const abandoning = (row: Row, instance: string, { fingerprint }: Account, now: number): Row => {
  const { stage } = row
  if (stage === undefined) return row
  const asked = (stage.abandon?.asked ?? 0) + 1
  if (asked > most) return review(row, `abandoned ${most} times, and it is not dead`)
  const sendUntil = now + sendingMillis
  const attempt: Attempt = {
    ...{ instance, fingerprint, at: now, sendUntil, outcome: "sending", key: undefined },
    ...{ kind: "abandon", generation: stage.generation }
  }
  return {
    ...row,
    why: "what is left is abandoned",
    attempts: [...row.attempts, attempt],
    stage: { ...stage, abandon: { asked, acceptedAt: stage.abandon?.acceptedAt, isRead: false } },
    dueAt: sendUntil + missedAfterMillis
  }
}

/** How an abandonment ended: asked for or not, only a read by the id shows what came of it. */
export const abandoned = (row: Row, end: Outcome<Stages.Abandoned> | SendError, now: number): Row => {
  const { attempts, stage } = row
  const last = attempts.at(-1)
  if (last === undefined || stage?.abandon === undefined) return row
  const acceptedAt = end._tag === "Accepted" ? now : stage.abandon.acceptedAt
  return {
    ...row,
    attempts: [...attempts.slice(0, -1), { ...last, outcome: "over" }],
    stage: { ...stage, abandon: { ...stage.abandon, acceptedAt } },
    why: `abandoned: ${end._tag}`,
    asked: 0,
    dueAt: now
  }
}

/** A draft that nobody has committed: it counts late, several times and apart, and an abandonment is asked for again. */
export const uncommitted = (row: Row, account: Account, now: number): Row => {
  const { stage } = row
  const after = Stages.ofCreate(account.manifest).abandonAfter
  if (row.state !== "unknown" || stage === undefined || after === undefined) return row
  const until = Math.max(...row.attempts.map(({ sendUntil }) => sendUntil))
  const counts =
    now >= until + after.afterMillis && now >= (stage.uncommitted.at(-1) ?? 0) + after.spacingMillis
      ? [...stage.uncommitted, now]
      : stage.uncommitted
  const abandon = stage.abandon && { ...stage.abandon, isRead: true }
  const next: Row = { ...row, stage: { ...stage, uncommitted: counts, abandon } }
  return mayAbandon(next, account) ? { ...next, dueAt: now + pauseMillis } : next
}

/** What a read as dead leads to where an abandonment was accepted before it was asked; undefined where none was asked for. */
export const dead = (row: Row, status: Payout["status"], now: number): Row | undefined => {
  const { askedAt = 0, attempts, stage } = row
  if (row.state !== "unknown" || stage?.abandon === undefined) return undefined
  const { acceptedAt } = stage.abandon
  if (acceptedAt === undefined || askedAt < acceptedAt) {
    // Dead by whatever else: it is asked for until it is accepted.
    return { ...row, stage: { ...stage, abandon: { ...stage.abandon, isRead: true } }, dueAt: now + pauseMillis }
  }
  const last = attempts.at(-1)
  const over = attempts.map(
    (attempt): Attempt =>
      attempt.instance === last?.instance && attempt.outcome !== "not_executed" && attempt.outcome !== "rejected"
        ? { ...attempt, outcome: "over" }
        : attempt
  )
  const gone: Row = {
    ...row,
    ...{ attempts: over, providerReference: undefined, replays: undefined, stage: undefined },
    why: `abandoned, and read as ${status}`
  }
  return stage.mayGoOn ? { ...gone, state: "submitting", dueAt: now } : { ...gone, state: "failed", dueAt: undefined }
}

/** What preparing again shows: the id of what a create has left that nobody has stored. */
export const identified = (row: Row, end: Outcome<Stages.Prepared> | SendError, account: Account, now: number): Row => {
  const id =
    end._tag === "Accepted"
      ? end.value.providerReference
      : end._tag === "OutcomeUnknown"
        ? end.providerReference
        : undefined
  if (id === undefined) return row
  const known = { ...row, providerReference: id }
  return { ...known, dueAt: now + Math.max(account.manifest.statusReads.spacingMillis, pauseMillis) }
}
