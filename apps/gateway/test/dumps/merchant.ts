/** The merchant's side of webhooks: the gateway's own worker over the queue in the database, and what each endpoint answers. */
import { setTimeout } from "node:timers/promises"
import { Clock, Context, Effect, Exit, Layer, Random, Scope } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Keys } from "../../src/security/dataKeys.ts"
import * as DeliveriesStore from "../../src/store/deliveries.ts"
import * as Vault from "../../src/vault.ts"
import { Deliveries } from "../../src/webhooks/Deliveries.ts"
import * as Webhooks from "../../src/webhooks/Webhooks.ts"
import * as Worker from "../../src/webhooks/Worker.ts"
import { sandboxClock } from "../operations/support/clock.ts"
import type { Database } from "../operations/support/databases.ts"
import type { Simulators } from "../operations/support/simulators.ts"
import { allEndpoints } from "./setting.ts"

/** A message as an endpoint got it. */
export interface Notification {
  readonly url: string
  readonly eventId: string
  readonly body: string
}

/** Answers an HTTP status; undefined never comes back. */
export type Answer = (url: string) => number | undefined

const half = { nextIntUnsafe: () => 0, nextDoubleUnsafe: () => 0.5 }

const underWay = (now: number) => `
  SELECT id FROM delivery d WHERE next_at IS NOT NULL AND (
    lease_until > ${now} OR (next_at <= ${now} AND NOT EXISTS (
      SELECT 1 FROM delivery e
      WHERE e.endpoint = d.endpoint AND e.lane = d.lane AND e.seq < d.seq AND e.next_at IS NOT NULL
    ))
  )`

/** Starts the worker of webhooks. */
export const startWebhooks = async (
  database: Pick<Database, "sql"> & { readonly layer: Layer.Layer<SqlClient, unknown> },
  simulators: Simulators,
  keys: Keys,
  answer: Answer
) => {
  const scope = await Effect.runPromise(Scope.make())
  const layer = DeliveriesStore.layer.pipe(Layer.provide(Vault.layer(keys)), Layer.provide(Layer.orDie(database.layer)))
  const deliveries = Context.get(await Effect.runPromise(Layer.buildWithScope(layer, scope)), Deliveries)
  const run = <A, E>(effect: Effect.Effect<A, E, Deliveries | Scope.Scope>) =>
    Effect.runPromise(
      effect.pipe(
        Effect.provideService(Deliveries, deliveries),
        Effect.provideService(Scope.Scope, scope),
        Effect.provideService(Clock.Clock, sandboxClock(simulators.clock)),
        // No jitter: the same times in every run.
        Effect.provideService(Random.Random, half)
      )
    )
  const notifications: Array<Notification> = []
  const send: Worker.Options["send"] = ({ url }, { body, eventId }) => {
    const httpStatus = answer(url)
    if (httpStatus === undefined) return Effect.never
    notifications.push({ url, eventId, body })
    const error = httpStatus < 300 ? null : `the endpoint answered ${httpStatus}`
    return Effect.succeed({ httpStatus, error, retryAfterMillis: undefined })
  }
  // It looks when it is told to, not every second of the days that pass here.
  const worker = await run(Worker.make({ endpoints: allEndpoints, send, interval: "365 days" }))
  const webhooks = await run(Webhooks.make(allEndpoints, worker))

  /** Lets everything be sent and recorded that is due now. */
  const settle = async () => {
    await run(worker.wake)
    while ((await database.sql(underWay(simulators.clock.now()))).length > 0) await setTimeout(5)
  }
  /** Moves on from attempt to attempt until nothing is pending, or so far. */
  const deliver = async (until = Number.POSITIVE_INFINITY) => {
    for (;;) {
      await settle()
      const [next] = await database.sql<{ at: number | null }>(
        `SELECT min(next_at)::float8 AS at FROM delivery WHERE next_at > ${simulators.clock.now()}`
      )
      const at = next?.at ?? null
      if (at === null || at > until) return
      await simulators.clock.advance(at - simulators.clock.now())
    }
  }
  return {
    notifications,
    run,
    worker,
    webhooks,
    deliveries,
    settle,
    deliver,
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
