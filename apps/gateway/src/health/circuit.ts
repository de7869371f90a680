/**
 * The circuit of one instance: closed it lets every attempt through, open it keeps them away until its time is up, and then
 * lets one call through to see. Calls that go out although it is open count as well: whoever answers is healthy,
 * whichever call asked. Pure: time is given.
 */
import { RetryPolicy } from "@switchyard/core"

/** A circuit. */
export interface Circuit {
  /** Calls in a row, up to the latest, that found the instance unhealthy. */
  readonly failures: number
  /** Openings in a row, with no calm as long as the latest between them. */
  readonly openings: number
  /** When it opened or closed last. */
  readonly since: number
  /** When an open one may be tried; undefined while it is closed. */
  readonly triedFrom: number | undefined
  /** When the call that tries it began; undefined while there is none. */
  readonly trying: number | undefined
}

/** A call that was let through or went by. */
export interface Call {
  readonly began: number
  /** It tries an open circuit. */
  readonly isTrial: boolean
}

/** What a call has found; `nothing` where it shows nothing of the instance. */
export type Finding = "healthy" | "unhealthy" | "nothing"

/** Unhealthy calls in a row that open a circuit. */
const mostFailures = 5

const firstMillis = 10_000

/** The longest time that an open circuit is not tried. */
export const longestMillis = 60_000

const openMillis = (openings: number): number => RetryPolicy.pause({ firstMillis, longestMillis }, openings - 1)

/** A circuit that nothing is known of. */
export const closed: Circuit = { failures: 0, openings: 0, since: 0, triedFrom: undefined, trying: undefined }

/** How a circuit shows itself. */
export const stateOf = ({ triedFrom, trying }: Circuit): "closed" | "half_open" | "open" => {
  if (triedFrom === undefined) return "closed"
  return trying === undefined ? "open" : "half_open"
}

/** Whether a call may begin as one that the circuit has let through, and whether it tries it. */
export const admits = ({ triedFrom, trying }: Circuit, now: number): "freely" | "as trial" | "not" => {
  if (triedFrom === undefined) return "freely"
  // A trial that never ends must not keep others away for ever, nor one that a clock has put off.
  const isTried = trying !== undefined && Math.abs(now - trying) < longestMillis
  return isTried || (now < triedFrom && triedFrom - now <= longestMillis) ? "not" : "as trial"
}

/** A trial begins. */
export const tried = (circuit: Circuit, now: number): Circuit => ({ ...circuit, trying: now })

const opened = (circuit: Circuit, now: number): Circuit => {
  const { since, triedFrom, trying } = circuit
  const isCalm = triedFrom === undefined && now - since >= openMillis(circuit.openings)
  const openings = isCalm ? 1 : circuit.openings + 1
  // A trial that took long has used up some of the minute.
  const latest = Math.max((trying ?? now) + longestMillis, now + firstMillis)
  const next = Math.min(now + openMillis(openings), latest)
  return { failures: 0, openings, since: now, triedFrom: next, trying: undefined }
}

/** Whether others must hear of a change: failures before it opens are a process's own. */
export const isOtherwise = (before: Circuit, after: Circuit): boolean =>
  before.triedFrom !== after.triedFrom || before.trying !== after.trying || before.openings !== after.openings

/** The circuit after a call has ended. */
export const ended = (circuit: Circuit, { began, isTrial }: Call, finding: Finding, now: number): Circuit => {
  // What began before it opened or closed last is about an earlier time; unless a clock has gone back since then.
  const isEarlier = began < circuit.since && circuit.since <= now
  if (circuit.triedFrom === undefined) {
    if (finding === "nothing" || isEarlier) return circuit
    const failures = finding === "healthy" ? 0 : circuit.failures + 1
    return failures < mostFailures ? { ...circuit, failures } : opened(circuit, now)
  }
  const isLatest = isTrial && circuit.trying === began
  if (finding === "healthy" && !isEarlier) {
    return { ...circuit, failures: 0, since: now, triedFrom: undefined, trying: undefined }
  }
  if (!isLatest) return circuit
  return finding === "unhealthy" ? opened(circuit, now) : { ...circuit, trying: undefined }
}
