/** The days of a provider's settlement report: they begin in the provider's time zone, which is not where UTC days do. */
import * as Instant from "../model/Instant.ts"

const dayMillis = 24 * 60 * 60 * 1000

/** From the beginning of the first day to the end of the last, in milliseconds since 1970; `to` is no more within. */
export interface Period {
  readonly from: Instant.Instant
  readonly to: Instant.Instant
}

/** The day an instant is in, such as `2024-04-19`. */
export const dayOf = (at: number, utcOffsetMinutes: number): string =>
  new Date(at + utcOffsetMinutes * 60_000).toISOString().slice(0, 10)

/** When a day begins; undefined for a text that is not a day. */
export const beginOf = (day: string, utcOffsetMinutes: number): Instant.Instant | undefined => {
  const local = Date.parse(`${day}T00:00:00Z`)
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(local) && dayOf(local, 0) === day
  return isDay ? Instant.of(local - utcOffsetMinutes * 60_000) : undefined
}

/** From the first day to the last, both within. */
export const periodOf = (from: string, to: string, utcOffsetMinutes: number): Period | undefined => {
  const [begin, last] = [beginOf(from, utcOffsetMinutes), beginOf(to, utcOffsetMinutes)]
  return begin === undefined || last === undefined || last < begin
    ? undefined
    : { from: begin, to: Instant.after(last, dayMillis) }
}

// An operation is made at the provider a little later than it was sent, and may so be in the next report.
const edgeMillis = 60 * 60 * 1000

/** Whether an instant is so near the beginning or the end that a neighbouring report may have it. */
export const isNearEdge = (at: number, { from, to }: Period): boolean => at - from < edgeMillis || to - at < edgeMillis
