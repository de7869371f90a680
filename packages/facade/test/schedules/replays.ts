/**
 * The laws of replays, by the journal of the provider that repeats and not by what its holder meant to do: only the same
 * bytes for the same account, only inside the window, one after the other, never after a cancel; and an unknown that could
 * be settled there is settled.
 */
import type { Row } from "./keeper/row.ts"
import type { Truth } from "./laws.ts"
import type { Repeats } from "./schedule.ts"

const hour = 3_600_000
const marginMillis = 60_000

/** The window that the adapter may use: the time that a key is known, less an hour, or half of it. */
const windowOf = ({ replayWithinMillis }: Repeats): number =>
  Math.max(replayWithinMillis - hour, replayWithinMillis / 2)

/** What may have been carried out is sent there again only as a replay. */
export const replayedRightly = (
  { creates, reference }: Truth,
  { attempts, canceledAt = Number.POSITIVE_INFINITY }: Pick<Row, "attempts" | "canceledAt">,
  repeats: Repeats
): ReadonlyArray<string> => {
  const arrived = creates.filter(({ isDraft, provider }) => provider === "memory" && isDraft !== true)
  const written = attempts.filter(({ instance, kind }) => instance === "memory" && kind !== "abandon")
  const late = arrived.some(({ at }) => at > canceledAt) ? [`${reference} was sent to memory after its cancel`] : []
  const wrong = arrived.flatMap((later, index) => {
    const open = arrived.slice(0, index).filter(({ isRefused }) => !isRefused)
    const [first] = open
    if (first === undefined) return []
    const own = written.findLastIndex(({ at }) => at <= later.at)
    const before = written.slice(0, own).findLast(({ outcome }) => outcome !== "not_executed")
    const soonest = (before?.sendUntil ?? first.at) + repeats.replayAfterMillis
    return [
      ...(open.some(({ body }) => body !== later.body) ? [`${reference} was replayed at memory with other bytes`] : []),
      ...(later.at > first.at + windowOf(repeats) - marginMillis ? [`${reference} was replayed after its window`] : []),
      ...(later.at < soonest ? [`${reference} was replayed before the send before was over`] : [])
    ]
  })
  return [...late, ...wrong]
}

/** How long after the last fault a replay is made at the latest: the longest pause, twice. */
const settledMillis = 2 * hour

/** An unknown there is settled without a person, where its window was still open when everything worked again. */
export const settled = (
  row: Row,
  { creates, payouts, reference }: Truth,
  { healedAt, repeats }: { readonly healedAt: number; readonly repeats: Repeats }
): ReadonlyArray<string> => {
  const last = row.attempts.at(-1)
  const [first] = row.attempts.filter(({ instance }) => instance === "memory")
  // What has stages may have to be abandoned, which takes its own time.
  if (
    repeats.stages !== undefined ||
    last?.instance !== "memory" ||
    first === undefined ||
    row.canceledAt !== undefined
  )
    return []
  const isOpen = healedAt + settledMillis < first.at + windowOf(repeats)
  const isPatient = healedAt + settledMillis < first.at + 6 * hour
  // Where refusals are not remembered, one of a replay decides nothing, however often it comes.
  if (repeats.duplicates === "revealed" && creates.some(({ isRefused }) => isRefused)) return []
  const isUndocumented = payouts.some(({ status }) => status === "being_looked_at")
  if (!isOpen || !isPatient || isUndocumented || !/does not have it|in vain/.test(row.why)) return []
  return [`${reference} is left to a person (${row.why}) after ${creates.length} requests, while it could be replayed`]
}
