/** Nodes of their own on one PostgreSQL: the records with a fence, and nothing that carries operations out. */
import { setTimeout as pause } from "node:timers/promises"
import { Context, Effect, Exit, Layer, type Redacted, Scope } from "effect"
import { Fence } from "../../../src/fence/Fence.ts"
import type { Options } from "../../../src/fence/node.ts"
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import * as Instant from "../../../src/model/Instant.ts"
import * as Readiness from "../../../src/model/Readiness.ts"
import type { Commit } from "../../../src/store/Commit.ts"
import * as Postgres from "../../../src/store/Postgres.ts"
import type { Row } from "../../../src/store/Row.ts"
import { Store } from "../../../src/store/Store.ts"

export const openNode = async (url: Redacted.Redacted, options: Partial<Options> & { directory: string }) => {
  const scope = await Effect.runPromise(Scope.make())
  const readiness = Readiness.make()
  const fence = { isDurable: true, isSynchronous: false, isSandbox: false, ...options }
  const layer = Postgres.layer({ url, maxConnections: 4, fence })
  const built = await Effect.runPromise(
    Layer.buildWithScope(layer, scope).pipe(Effect.provideService(Readiness.Readiness, readiness))
  )
  const store = Context.get(built, Store)
  const why = async () => (await Effect.runPromise(readiness.reasons)).find(({ name }) => name === "fence")?.why
  return {
    store,
    fence: Context.get(built, Fence),
    /** Why nothing may be sent; undefined where it may. */
    why,
    /** Waits until that is so. */
    until: async (is: (why: string | undefined) => boolean) => {
      for (;;) {
        const found = await why()
        if (is(found)) return found
        await pause(100)
      }
    },
    run: <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(Effect.result(effect)),
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

export type Node = Awaited<ReturnType<typeof openNode>>

let made = 0

/** A new payout of that node's. */
export const create = async ({ store }: Node, at = Date.now()): Promise<string> => {
  made += 1
  const createdAt = Instant.of(at)
  const request = { amount: { value: "10.00", currency: "RUB" }, method: "card", metadata: {} }
  const { row } = await Effect.runPromise(
    store.create({
      id: `po_${made}`,
      kind: "payout",
      reference: `order-${made}`,
      idempotencyKey: `key-${made}`,
      bodyDigest: "d",
      createdAt,
      request,
      sealed: new Uint8Array([1]),
      facts: firstFacts(request, createdAt),
      createdBy: null,
      traceParent: null,
      bulkhead: "other"
    })
  )
  return row.id
}

/** The row as a node reads it. */
export const rowOf = async ({ store }: Node, id: string): Promise<Row> => {
  const row = await Effect.runPromise(store.find(id))
  if (row === undefined) throw new Error(`there is no ${id}`)
  return row
}

/** What begins the first attempt of a row. */
export const attempt = (row: Row, began = Date.now()): Commit => {
  const at = Instant.of(began)
  const sendUntil = Instant.after(at, 30_000)
  return {
    ...row,
    at,
    status: "submitting",
    step: "look_up",
    nextAt: sendUntil,
    provider: "p2p",
    fingerprint: "f",
    attempts: 1,
    entries: [{ kind: "attempt", summary: "attempt 1: sent to p2p", details: {} }],
    changes: [],
    asking: null,
    attempt: {
      number: 1,
      instance: "p2p",
      fingerprint: "f",
      startedAt: at,
      sendUntil,
      endedAt: null,
      outcome: null,
      reason: null
    },
    deliveries: []
  }
}
