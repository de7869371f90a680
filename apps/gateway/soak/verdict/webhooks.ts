/**
 * How the merchant was told while its endpoint failed a third of the time: nothing overtakes what has not arrived, and what
 * failed is tried again when the backoff says. While gateways are killed and start again most may come later than that, but
 * where all come only when a lease has ended, their failures were not written down.
 */
import type { Received } from "../merchant/receiver.ts"
import type { Facts } from "./facts.ts"

const second = 1000

// The documented pauses: a fifth to either side of each.
const documented = [5, 30, 120, 600, 1800].map((seconds) => seconds * second)
const jitter = 0.2

// What was held by a gateway that is gone is due again after 90 seconds, counted from a little before it was sent.
const leaseMillis = 90 * second
const soonestAfterLease = 60 * second
const lateMillis = 85 * second

// The time of an attempt is told in whole seconds.
const resolution = second

/** No message takes so long, and no clock of the soak is wrong by less than twice that. */
const mostLateMillis = 15 * second

/** Fewer say nothing about all of them. */
const fewest = 20

/** So many of them at least come when the backoff says. */
const punctual = 0.2

interface Attempt {
  readonly sentAt: number
  readonly accepted: boolean
}

/** The attempts of one message: one that was sent again on another connection has the same time. */
const attemptsOf = (all: ReadonlyArray<Received>): ReadonlyArray<Attempt> =>
  [...Map.groupBy(all, ({ sentAt }) => sentAt)]
    .map(([sentAt, same]) => ({ sentAt, accepted: same.some(({ accepted }) => accepted) }))
    .toSorted((a, b) => a.sentAt - b.sentAt)

interface Gap {
  readonly reference: string
  /** How many attempts had failed before. */
  readonly failed: number
  readonly millis: number
}

// What was stamped by a clock that is half a minute wrong tells of no pause.
const isStamped = ({ lateMillis }: Received): boolean => Math.abs(lateMillis) < mostLateMillis

const gaps = ({ calmSince, webhooks }: Facts): ReadonlyArray<Gap> =>
  [...Map.groupBy(webhooks, ({ id }) => id).values()].flatMap((all) => {
    if (!all.every(isStamped)) return []
    const reference = all[0]?.resource.reference ?? ""
    const attempts = attemptsOf(all).filter(({ sentAt }) => sentAt < calmSince)
    return attempts.slice(1).flatMap(({ sentAt }, index): ReadonlyArray<Gap> => {
      const before = attempts[index]
      return before === undefined || before.accepted
        ? []
        : [{ reference, failed: index + 1, millis: sentAt - before.sentAt }]
    })
  })

/** After how many seconds messages were tried again that had failed once, twice …: half of them, and the soonest fifth. */
export const pauses = (facts: Facts) =>
  [...Map.groupBy(gaps(facts), ({ failed }) => failed)]
    .toSorted(([a], [b]) => a - b)
    .map(([failed, all]) => {
      const sorted = all.map(({ millis }) => millis).toSorted((a, b) => a - b)
      const after = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) / second)
      return { failed, count: all.length, median: after(0.5), soonest: after(punctual) }
    })

/** What was tried again too soon, or as a rule only when a lease had ended. */
export const spacing = (facts: Facts): ReadonlyArray<string> => [
  ...gaps(facts).flatMap(({ failed, millis, reference }) => {
    const pause = documented[failed - 1] ?? leaseMillis
    const least = Math.min(pause * (1 - jitter), soonestAfterLease) - resolution
    return millis >= least
      ? []
      : [`${reference}: a webhook came again ${millis / second} s after it had failed ${failed} times`]
  }),
  ...pauses(facts).flatMap(({ count, failed, soonest }) =>
    failed <= 2 && count >= fewest && soonest * second >= lateMillis
      ? [`most webhooks that failed ${failed} times came again only after ${soonest} s or more`]
      : []
  )
]

/** What came before an earlier message of its operation was taken. */
export const overtaken = ({ webhooks }: Facts): ReadonlyArray<string> =>
  [...Map.groupBy(webhooks, ({ resource }) => resource.id).values()].flatMap((all) => {
    const arrived = new Set<string>()
    const waiting = new Map<string, string>()
    return all.flatMap(({ accepted, id, resource: { reference }, type }) => {
      const ahead = arrived.has(id) ? undefined : [...waiting.values()][0]
      arrived.add(id)
      if (accepted) waiting.delete(id)
      else if (ahead === undefined) waiting.set(id, type)
      return ahead === undefined ? [] : [`${reference}: ${type} came before ${ahead} was taken`]
    })
  })
