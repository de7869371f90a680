/** A gateway's core in this process: over a database, in the time of the simulators, driven step by step. */
import { randomBytes } from "node:crypto"
import { Transport } from "@switchyard/core"
import { Payments, Payouts, Switchyard } from "@switchyard/facade"
import { Clock, Context, Effect, Exit, Layer, Metric, Redacted, Scope } from "effect"
import * as Instant from "../../../src/model/Instant.ts"
import { Operations } from "../../../src/model/Operations.ts"
import * as Core from "../../../src/operations/Core.ts"
import * as InstanceSecrets from "../../../src/operations/instanceSecrets.ts"
import * as Runner from "../../../src/operations/OperationRunner.ts"
import * as Worker from "../../../src/operations/Worker.ts"
import type { Keys } from "../../../src/security/dataKeys.ts"
import { Store, type Service as StoreService } from "../../../src/store/Store.ts"
import * as Vault from "../../../src/vault.ts"
import { sandboxClock } from "./clock.ts"
import type { Simulators } from "./simulators.ts"

const randomKeys: Keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }

export interface AppOptions {
  readonly config: unknown
  readonly runner?: Runner.Options
  readonly worker?: Worker.Options
  /** Changes the store, to count or to break. */
  readonly wrap?: (store: StoreService) => StoreService
  readonly transport?: Transport.Transport
  /** What this node counts and shows; the time of the simulators unless given. */
  readonly clock?: Clock.Clock
  /** Where stored time comes from; the clock unless given. */
  readonly source?: Instant.Source
  /** Changes the facade, such as what an adapter takes its time for. */
  readonly facade?: (switchyard: Switchyard.Service) => Switchyard.Service
  /** Gives the module of a package that the config names; Node's own import unless given. */
  readonly load?: (name: string) => Promise<unknown>
  /** What the vault seals and opens with; a key of this process unless given. */
  readonly keys?: Keys
  /** Where it counts; its own place unless given. */
  readonly metrics?: typeof Metric.MetricRegistry.Service
  /** Put around everything that it does, to listen to its logs and spans. */
  readonly around?: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

// biome-ignore lint/suspicious/noExplicitAny: any failure of a test's database ends the test
export const open = async <E>(simulators: Simulators, database: Layer.Layer<Store, E, any>, options: AppOptions) => {
  const scope = await Effect.runPromise(Scope.make())
  const metrics = options.metrics ?? new Map()
  const around = options.around ?? ((effect) => effect)
  const clock = options.clock ?? sandboxClock(simulators.clock)
  const inTime = <A, E2, R>(effect: Effect.Effect<A, E2, R>): Effect.Effect<A, E2, R> => {
    const timed = Effect.provideService(effect, Clock.Clock, clock)
    return options.source === undefined ? timed : Effect.provideService(timed, Instant.Source, options.source)
  }
  const run = <A, E2>(
    effect: Effect.Effect<A, E2, Operations | Worker.Worker | Runner.OperationRunner | Store>
  ): Promise<A> =>
    Effect.runPromise(
      around(effect).pipe(
        Effect.provideContext(context),
        inTime,
        Effect.provideService(Metric.MetricRegistry, metrics),
        Effect.provideService(Transport.Transport, options.transport ?? simulators.transport)
      )
    )
  const wrapped = Layer.effect(
    Store,
    Effect.map(Store, (store) => options.wrap?.(store) ?? store)
  ).pipe(Layer.provide(database))
  const secrets = InstanceSecrets.make()
  const load = options.load ?? ((name: string) => import(name))
  const facade = Layer.effect(
    Switchyard.Switchyard,
    Effect.gen(function* () {
      yield* secrets.keepIn({ store: yield* Store, vault: yield* Vault.Vault })
      const switchyard = yield* Switchyard.Switchyard
      return options.facade?.(switchyard) ?? switchyard
    })
  ).pipe(Layer.provide(Layer.orDie(Switchyard.layer(options.config, { load, secrets: secrets.of }))))
  const layer = Core.layer.pipe(
    Layer.provideMerge(Worker.layer({ isRunning: false, ...options.worker })),
    Layer.provideMerge(Runner.layer(options.runner ?? {})),
    Layer.provideMerge(facade),
    Layer.provideMerge(wrapped),
    Layer.provideMerge(Vault.layer(options.keys ?? randomKeys))
  )
  const built = Layer.buildWithScope(layer, scope) as Effect.Effect<
    Context.Context<Operations | Worker.Worker | Runner.OperationRunner | Store>
  >
  const context = await Effect.runPromise(
    built.pipe(
      inTime,
      Effect.provideService(Metric.MetricRegistry, metrics),
      Effect.provideService(Transport.Transport, options.transport ?? simulators.transport)
    )
  )
  const core = Context.get(context, Operations)
  const store = Context.get(context, Store)
  const { runDue } = Context.get(context, Worker.Worker)
  simulators.onCallback(async ({ body, headers, instance, path }) => {
    await run(core.receiveCallback(instance, { body, path, headers }))
  })

  const due = () => run(runDue)
  /** Moves on, carrying out whatever becomes due on the way. */
  const later = async (seconds: number) => {
    const until = simulators.clock.now() + seconds * 1000
    // Callbacks wait for no longer than this, and days are not thousands of looks at nothing.
    const pace = Math.max(600_000, (seconds * 1000) / 100)
    await due()
    for (;;) {
      const next = await run(store.nextDue)
      const at = Math.min(Math.max(next ?? until, simulators.clock.now() + 1), until, simulators.clock.now() + pace)
      await simulators.clock.advance(at - simulators.clock.now())
      await simulators.feennex.admin.callbacksIdle()
      await simulators.p2p.admin.callbacksIdle()
      await simulators.stripe.admin.callbacksIdle()
      await due()
      if (simulators.clock.now() >= until) return
    }
  }
  return {
    core,
    store,
    run,
    due,
    later,
    context,
    vault: Context.get(context, Runner.OperationRunner).vault,
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

export type App = Awaited<ReturnType<typeof open>>

let made = 0

export const payoutRequest = (reference: string, extra: object = {}) =>
  Effect.runPromise(
    Payouts.decodeRequest({
      reference,
      amount: { value: "1500.00", currency: "RUB" },
      destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
      recipientEmail: "recipient@shop.example",
      ...extra
    })
  )

export const paymentRequest = (reference: string, extra: object = {}) =>
  Effect.runPromise(
    Payments.decodeRequest({
      reference,
      amount: { value: "1500.00", currency: "RUB" },
      method: "bank_transfer",
      payerEmail: "payer@shop.example",
      ...extra
    })
  )

export const createPayout = async (app: App, reference: string, extra: object = {}) => {
  made += 1
  const idempotencyKey = `key-${made}`
  const request = await payoutRequest(reference, extra)
  const { resource } = await app.run(app.core.payouts.create({ idempotencyKey, bodyDigest: "d", request }))
  return resource.id
}

export const createPayment = async (app: App, reference: string, extra: object = {}) => {
  made += 1
  const idempotencyKey = `key-${made}`
  const request = await paymentRequest(reference, extra)
  const { resource } = await app.run(app.core.payments.create({ idempotencyKey, bodyDigest: "d", request }))
  return resource.id
}

export const payout = (app: App, id: string) => app.run(app.core.payouts.get(id))
export const payment = (app: App, id: string) => app.run(app.core.payments.get(id))
export const summaries = async (app: App, id: string) =>
  (await app.run(app.store.timeline(id))).map(({ kind, summary }) => `${kind}: ${summary}`)
