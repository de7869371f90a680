/**
 * What is held is let go at a time that its provider states: it is read shortly before and right after that, and its merchant
 * hears of it in time. What becomes of it then is its provider's word. Pure.
 */
import * as Decimal from "../../model/Decimal.ts"
import type { Decided } from "../Decision.ts"
import type { Policy } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import type { Status } from "../Status.ts"
import type { Changes } from "./Change.ts"
import type { Turned } from "./ending.ts"
import { changesOf, room } from "./hold.ts"

// When what can still be captured is let go; null where nothing is held, or nobody says until when.
const lapseOf = (status: Status, changes: Changes): number | null =>
  status === "authorized" && Decimal.isPositive(room(changes) ?? "1") ? (changes.hold?.captureBefore ?? null) : null

/** The changes once their merchant has heard that what is held is let go soon, with what tells it. */
export const told = (status: Status, changes: Changes, now: number): Pick<Turned, "changes" | "entries" | "news"> => {
  const at = lapseOf(status, changes)
  if (at === null || at <= now || at - now > Schedule.lapseNotice || at === changes.lapseTold)
    return { changes, entries: [], news: [] }
  const captureBefore = new Date(at).toISOString()
  return {
    changes: { ...changes, lapseTold: at },
    entries: [{ kind: "read", summary: `what is held is let go at ${captureBefore}`, details: { captureBefore } }],
    news: ["payment.updated"]
  }
}

/** The decision with a read before what is held is let go, and one after that. */
export const looked = (decision: Decided, policy: Policy, now: number): Decided => {
  const { delay } = decision
  const at = lapseOf(decision.status, changesOf(decision))
  if (at === null || typeof delay !== "number") return decision
  const { spacingMillis } = policy.statusReads
  const next = [at - Schedule.lapseNotice, at + spacingMillis].find((each) => each > now)
  return next === undefined ? decision : { ...decision, delay: Math.min(delay, Math.max(next - now, spacingMillis)) }
}
