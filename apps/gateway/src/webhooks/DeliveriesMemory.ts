/**
 * The queue in memory, with the laws of `Deliveries` and nothing durable: for tests, and as the example a store is held
 * to. Everything happens at once, so no two claims can meet.
 */
import { Effect, Layer } from "effect"
import * as Cursor from "../model/Cursor.ts"
import * as Deliveries from "./Deliveries.ts"

interface Row {
  readonly message: Deliveries.NewDelivery
  readonly sequence: number
  status: Deliveries.Delivery["status"]
  attempts: number
  firstAttemptAt: number | null
  /** When it is due, where its lane is free. */
  dueAt: number
  isClaimed: boolean
  last: Deliveries.Attempt | null
}

const iso = (millis: number): string => new Date(millis).toISOString()

const shown = ({ attempts, dueAt, last, message, status }: Row): Deliveries.Delivery => ({
  id: message.id,
  object: "webhook_delivery",
  eventId: message.eventId,
  type: message.type,
  operation: message.operation,
  url: message.endpoint,
  status,
  attempts,
  lastStatus: last?.httpStatus ?? null,
  lastError: last?.error ?? null,
  nextAttemptAt: status === "pending" ? iso(dueAt) : null,
  createdAt: iso(message.createdAt),
  deliveredAt: status === "delivered" && last !== null ? iso(last.at) : null
})

/** An empty queue. */
export const make = (): Deliveries.Service => {
  const rows: Array<Row> = []
  const find = (id: string) => rows.find(({ message }) => message.id === id)

  const isHead = (row: Row): boolean =>
    !rows.some(
      ({ message, sequence, status }) =>
        status === "pending" &&
        sequence < row.sequence &&
        message.lane === row.message.lane &&
        message.endpoint === row.message.endpoint
    )

  // Undefined when the claim is not the last one any more, or the row is final.
  const held = ({ attempt, id }: Deliveries.Claimed): Row | undefined => {
    const row = find(id)
    return row?.status === "pending" && row.attempts === attempt ? row : undefined
  }

  const end =
    (status: Row["status"]) =>
    (claimed: Deliveries.Claimed, attempt: Deliveries.Attempt, next?: number): Effect.Effect<void> =>
      Effect.sync(() => {
        const row = held(claimed)
        if (row !== undefined) Object.assign(row, { status, last: attempt, dueAt: next ?? row.dueAt, isClaimed: false })
      })

  const claim = (row: Row, leaseUntil: number, now: number): Deliveries.Claimed => {
    const firstAttemptAt = row.firstAttemptAt ?? now
    Object.assign(row, { attempts: row.attempts + 1, firstAttemptAt, dueAt: leaseUntil, isClaimed: true })
    return { ...row.message, attempt: row.attempts, firstAttemptAt }
  }

  return {
    add: (messages) =>
      Effect.sync(() => {
        for (const message of messages) {
          const start = { status: "pending", attempts: 0, firstAttemptAt: null, isClaimed: false, last: null } as const
          rows.push({ message, sequence: rows.length, dueAt: message.createdAt, ...start })
        }
      }),
    claimDue: ({ endpoint, leaseUntil, limit, now }) =>
      Effect.sync(() =>
        rows
          .filter((row) => row.status === "pending" && row.message.endpoint === endpoint && row.dueAt <= now)
          .filter(isHead)
          .sort((a, b) => a.dueAt - b.dueAt)
          .slice(0, limit)
          .map((row) => claim(row, leaseUntil, now))
      ),
    delivered: end("delivered"),
    retry: end("pending"),
    failed: end("failed"),
    list: ({ cursor, limit, status }) =>
      Effect.sync(() => {
        const newest = rows.filter((row) => status === undefined || row.status === status).reverse()
        const before = cursor === undefined ? rows.length : (Cursor.seqOf("deliveries", cursor) ?? 0)
        const from = newest.findIndex(({ sequence }) => sequence < before)
        const page = from < 0 ? [] : newest.slice(from, from + limit)
        const last = page.at(-1)
        const hasMore = from >= 0 && from + limit < newest.length
        return {
          data: page.map(shown),
          nextCursor: hasMore && last !== undefined ? Cursor.after("deliveries", last.sequence) : null
        }
      }),
    find: (id) =>
      Effect.suspend(() => {
        const row = find(id)
        if (row === undefined) return Effect.fail(new Deliveries.NoSuchDelivery({ id }))
        return Effect.succeed({ delivery: shown(row), message: row.message })
      }),
    hasten: (id, now) =>
      Effect.sync(() => {
        const row = find(id)
        if (row?.status === "pending" && !row.isClaimed) row.dueAt = Math.min(row.dueAt, now)
      })
  }
}

/** The queue in memory as a layer. */
export const layer: Layer.Layer<Deliveries.Deliveries> = Layer.sync(Deliveries.Deliveries, make)
