/**
 * The ground on which a change is sent: a read of the payment that was begun after the change was asked for, and after what its last
 * request did would show, by the account that holds it (decision 0030, rule 3); of a completion, the read that has shown what it
 * completes. Every plan of an attempt asks it again. Pure.
 */
import { Capabilities } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import type { Ground } from "../ground.ts"
import type { Operation, Policy } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import { isHeld } from "../Status.ts"
import type { Changes, Open } from "./Change.ts"
import { changesOf, room, taken } from "./hold.ts"

const firm: Ground = { _tag: "Firm" }
const stale: Ground = { _tag: "Stale", why: "it was not read since the change was asked for, or sent last" }
const missing = (why: string): Ground => ({ _tag: "Missing", why })

// What was known longer ago may have changed since, by whoever works at its provider's desk.
const trustedMillis = 5 * 60_000

/** What nobody knows of shows in a read so long after it was sent at the latest, unless its manifest says when. */
export const shownAfterMillis = 15 * 60_000

/** How long after a request a read shows what it did. */
export const shownAfter = ({ lookUp }: Policy, { name }: Pick<Open, "name">): number =>
  lookUp[name]?.foundAfterMillis ?? 0

/** Why a payment is held by nobody for sure, so that nothing of it is completed. */
export const undisputed = ({ attempts: _, facts }: Operation): string | undefined => {
  if (facts.holding !== "holder") return "nobody is known to hold it"
  if (facts.doubt !== null) return "it is asked who has it"
  if (facts.alsoAt.length > 0 || facts.leftBehind.some(({ isDead }) => isDead !== true))
    return "somebody else may have it"
  if (facts.again?._tag === "Never") return facts.again.why
  if (facts.stage !== null && facts.stage.abandon !== null) return "it is being abandoned"
  return facts.cancelAskedAt === null ? undefined : "its merchant has wanted to cancel it"
}

/**
 * What was captured and the records have forgotten, after a recovery, as long as nobody has said whether this change is among it.
 * What is not known is not explained.
 */
export const forgotten = (
  { recovery }: Pick<Operation, "recovery">,
  { attributed, hold }: Changes,
  { isOther }: Pick<Open, "isOther">
): string | undefined => {
  if (recovery === null || isOther) return undefined
  const elsewhere = hold?.captured == null ? null : hold.elsewhere
  if (elsewhere === null) return "after a recovery it is not known what was captured: it may be this"
  const rest = Decimal.minus(elsewhere, attributed)
  return Decimal.isPositive(rest)
    ? `after a recovery the records do not explain ${rest} of what was captured: it may be this`
    : undefined
}

/** Only a read that was begun after this shows what the world was when this change was asked for. */
export const askedAfter = ({ recovery }: Pick<Operation, "recovery">, open: Open, policy: Policy): number => {
  const restored =
    recovery === null
      ? 0
      : Schedule.sendMillis + Schedule.sendGrace + (policy.lookUp[open.name]?.foundAfterMillis ?? shownAfterMillis)
  // The read that shows the approval is what its completion is asked for by.
  return (open.name === "complete" ? open.askedAt - 1 : open.askedAt) + restored
}

/** Only a read that was begun after this is a ground for this change. */
export const groundAfter = (operation: Operation, open: Open, policy: Policy): number => {
  const sent = open.until === null ? 0 : open.until + (open.firstSentAt === null ? 0 : shownAfter(policy, open))
  return Math.max(askedAfter(operation, open, policy), sent)
}

/** The ground on which an attempt of this change may be planned now. */
export const groundOf = (operation: Operation, open: Open, policy: Policy, now: number): Ground => {
  const { fingerprint, status } = operation
  const changes = changesOf(operation)
  const { hold } = changes
  if (open.fingerprint !== fingerprint) return missing("another account has it than when the change was asked for")
  if (!isHeld(status)) return missing(`it is ${status}`)
  if (open.name === "complete" && status !== "awaiting_payer") return missing(`it is ${status}, and waits for no payer`)
  if (open.name === "capture" && status !== "authorized") return missing(`it is ${status}, and nothing is held`)
  if (hold === null || hold.at > now || now - hold.at > trustedMillis) return stale
  if (hold.at <= groundAfter(operation, open, policy)) return stale
  if (hold.by !== fingerprint) return missing("another account has stated what is held")
  const isKnown = hold.captured !== null && hold.elsewhere !== null
  // Of what is being processed few say what was captured. Where a cancel of that is refused, it pays back nothing.
  const isRefusedThere = open.name === "cancel" && Capabilities.capturesOf(policy).ofCaptured === "refused"
  if (!isKnown && !(isRefusedThere && status === "processing")) return missing("what was captured of it is not known")
  const unknown = forgotten(operation, changes, open)
  if (unknown !== undefined) return missing(unknown)
  switch (open.name) {
    case "capture": {
      const rest = room(changes)
      if (rest === null) return missing("what is held of it is not known")
      return Decimal.isLess(rest, open.amount?.value ?? "0") ? missing("less is held than is to be captured") : firm
    }
    case "cancel":
      return Decimal.isPositive(taken(changes) ?? "0")
        ? missing("something was captured, and a cancel is refused, or pays it back")
        : firm
    case "complete": {
      if (changes.isUnwanted) return missing("its merchant has wanted to cancel it")
      if (!hold.isApproved) return missing("its payer has not approved what was asked for")
      const why = undisputed(operation)
      return why === undefined ? firm : missing(why)
    }
  }
}
