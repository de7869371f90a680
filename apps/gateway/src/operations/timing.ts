/** When an operation is due: its provider's spacing, and callbacks that have come since it was read last. */
import type { Decided } from "../lifecycle/Decision.ts"
import { isSending } from "../lifecycle/Facts.ts"
import type { Policy } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isReading } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { Row } from "../store/Row.ts"

/** When a decided step is due: never before the provider may be read again, and as soon as possible after a callback. */
export const dueAt = (row: Row, decided: Decided, policy: Policy, now: Instant.Instant): Instant.Instant | null => {
  if (decided.delay === null) return null
  if (decided.delay === "keep") return row.nextAt
  const at = Instant.after(now, decided.delay)
  if (!isReading(decided.step) || isSending(decided.facts)) return at
  const { readRequestedAt, lastReadAt } = row
  const { spacingMillis } = policy.statusReads
  const isReadRequested = readRequestedAt !== null && (lastReadAt === null || readRequestedAt > lastReadAt)
  const soonest =
    lastReadAt === null ? now : Math.max(now, lastReadAt + Math.max(spacingMillis, Schedule.callbackSpacing))
  const wanted = isReadRequested ? Math.min(at, soonest) : at
  return Instant.of(lastReadAt === null ? wanted : Math.max(wanted, lastReadAt + spacingMillis))
}

/** How soon it may be read again, where a callback has come since it was read last; null where none has. */
export const rereadIn = ({ readRequestedAt, lastReadAt }: Row, now: number): number | null =>
  readRequestedAt !== null && readRequestedAt > (lastReadAt ?? 0)
    ? Math.max((lastReadAt ?? 0) + Schedule.callbackSpacing - now, 0)
    : null
