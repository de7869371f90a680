/**
 * Gauges that describe what lies in the database: open operations by state and age, and how late the queues are. Whoever
 * reads the database from time to time hands the whole snapshot over; what is not in the snapshot any more goes to zero,
 * so that a state that emptied does not stand at its last number for ever.
 */
import { Effect, Metric } from "effect"
import type { Kind } from "../model/statuses.ts"
import { label } from "./label.ts"

const open = Metric.gauge("switchyard_operations_open", {
  description: "Open operations, by state and age; at most 10000 of each kind and state, the oldest"
})
const lag = Metric.gauge("switchyard_queue_lag_seconds", { description: "How long the longest due entry has waited" })
const due = Metric.gauge("switchyard_queue_due", { description: "Entries of a queue that are due, at most 10000" })

const bulkheadDue = Metric.gauge("switchyard_lane_due", {
  description: "Operations that are due for a provider, to be sent or to be read, at most 10000 of each"
})
const bulkheadLag = Metric.gauge("switchyard_lane_lag_seconds", {
  description: "How long the longest due operation of a provider has waited, to be sent or to be read"
})

const orphaned = Metric.gauge("switchyard_webhooks_orphaned", {
  description: "Messages that wait for endpoints which are not configured, at most 10000 of each; nobody sends them"
})

const recovering = Metric.gauge("switchyard_recovery_active", {
  description: "1 while a recovery goes on: whoever may have an operation is asked before anything of it is sent"
})
const recordsEnd = Metric.gauge("switchyard_recovery_since_timestamp_seconds", {
  description: "The Unix time at which the records end in the recovery that goes on; 0 without one"
})

/** Upper ends of the classes of age, in seconds; the last class has none. */
export const ages = [
  { name: "1m", below: 60 },
  { name: "10m", below: 600 },
  { name: "1h", below: 3600 },
  { name: "6h", below: 21_600 },
  { name: "1d", below: 86_400 },
  { name: "7d", below: 604_800 },
  { name: "older", below: Number.POSITIVE_INFINITY }
] as const

/** The name of a class of age: operations younger than this. */
export type Age = (typeof ages)[number]["name"]

/** How many open operations there are of one kind, state and age. */
export interface OpenOperations {
  readonly kind: Kind
  readonly state: string
  readonly age: Age
  readonly count: number
}

/** One queue: `oldestDueAt` is when its longest due entry became due, in milliseconds; null when nothing is due. */
export interface QueueState {
  readonly queue: "operations" | "webhooks" | "callbacks"
  readonly due: number
  readonly oldestDueAt: number | null
}

/** What is due in one bulkhead: the sends or the reads of an instance. */
export interface BulkheadState extends Pick<QueueState, "due" | "oldestDueAt"> {
  readonly provider: string
  readonly work: string
}

/** Sets the gauge of messages to the merchant that nobody sends, because the config does not have their endpoint. */
export const orphanedWebhooks = (count: number): Effect.Effect<void> => Metric.update(orphaned, count)

/** Sets the gauges of the recovery that goes on, if any; `since` is when its records end, in milliseconds since 1970. */
export const recovery = (going: { readonly since: number } | undefined): Effect.Effect<void> =>
  Effect.andThen(
    Metric.update(recovering, going === undefined ? 0 : 1),
    Metric.update(recordsEnd, going === undefined ? 0 : going.since / 1000)
  )

type Series = ReadonlyMap<string, { readonly attributes: Readonly<Record<string, string>>; readonly value: number }>

const series = (entries: ReadonlyArray<readonly [Readonly<Record<string, string>>, number]>): Series =>
  new Map(entries.map(([attributes, value]) => [JSON.stringify(attributes), { attributes, value }]))

/** Sets the gauge of open operations; hold on to what it returns, it is a function of the whole snapshot. */
export const openOperations = (): ((rows: ReadonlyArray<OpenOperations>) => Effect.Effect<void>) => {
  let before: Series = new Map()
  return Effect.fnUntraced(function* (rows) {
    const now = series(rows.map(({ age, count, kind, state }) => [{ kind, state: label(state), age }, count]))
    for (const [key, { attributes }] of before) {
      if (!now.has(key)) yield* Metric.update(Metric.withAttributes(open, attributes), 0)
    }
    for (const { attributes, value } of now.values()) {
      yield* Metric.update(Metric.withAttributes(open, attributes), value)
    }
    before = now
  })
}

const waited = ({ oldestDueAt }: Pick<QueueState, "oldestDueAt">, now: number): number =>
  oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt) / 1000

/** Sets the gauges of one queue. */
export const queue = Effect.fnUntraced(function* (state: QueueState, now: number) {
  const of = { queue: state.queue }
  yield* Metric.update(Metric.withAttributes(due, of), state.due)
  yield* Metric.update(Metric.withAttributes(lag, of), waited(state, now))
})

/** Sets the gauges of bulkheads; hold on to what it returns, it is a function of the whole snapshot. */
export const bulkheads = (): ((states: ReadonlyArray<BulkheadState>, now: number) => Effect.Effect<void>) => {
  let before: ReadonlyArray<BulkheadState> = []
  return Effect.fnUntraced(function* (states, now) {
    const isThere = ({ provider, work }: BulkheadState) =>
      states.some((state) => state.provider === provider && state.work === work)
    const gone = before.filter((state) => !isThere(state)).map((state) => ({ ...state, due: 0, oldestDueAt: null }))
    for (const state of [...states, ...gone]) {
      const of = { provider: label(state.provider), work: state.work }
      yield* Metric.update(Metric.withAttributes(bulkheadDue, of), state.due)
      yield* Metric.update(Metric.withAttributes(bulkheadLag, of), waited(state, now))
    }
    before = states
  })
}
