/** The face over the real core and real registers in a database, in the time of the simulators. */
import { Transport } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import * as Sandbox from "@switchyard/sandbox"
import { Clock, Context, Effect, Layer } from "effect"
import type { OperationService, Service } from "../../../src/model/Operations.ts"
import { SettlementReports } from "../../../src/model/SettlementReports.ts"
import * as Importing from "../../../src/settlement/Importing.ts"
import * as Pulling from "../../../src/settlement/Pulling.ts"
import { type AppOptions, open } from "../../operations/support/app.ts"
import { sandboxClock } from "../../operations/support/clock.ts"
import type { Database } from "../../operations/support/databases.ts"
import { configOf, makeSimulators } from "../../operations/support/simulators.ts"
import { apiKeys, startApi } from "./api.ts"

/** Takes an effect to the simulators, in their time. */
export type Through = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

// Requests come in the machine's time and would go out to the network.
const eachThrough = <Request, Resource>(
  core: OperationService<Request, Resource>,
  through: Through
): OperationService<Request, Resource> => ({
  create: (input) => through(core.create(input)),
  replay: (key) => through(core.replay(key)),
  get: (id) => through(core.get(id)),
  list: (query) => through(core.list(query)),
  timeline: (id) => through(core.timeline(id)),
  refresh: (id) => through(core.refresh(id)),
  resolve: (id, resolution) => through(core.resolve(id, resolution)),
  settled: (id, seconds) => through(core.settled(id, seconds))
})

/** The core, each of whose operations goes this way. */
export const operations = (
  { payments, payouts, refunds, notReady, receiveCallback }: Service,
  through: Through
): Service => ({
  payouts: {
    ...eachThrough(payouts, through),
    abandon: (id, request) => through(payouts.abandon(id, request)),
    cancel: (id) => through(payouts.cancel(id))
  },
  payments: {
    ...eachThrough(payments, through),
    abandon: (id, request) => through(payments.abandon(id, request)),
    cardForm: (id) => through(payments.cardForm(id)),
    change: (id, input) => through(payments.change(id, input)),
    receiptPlace: (id) => through(payments.receiptPlace(id)),
    uploadReceipt: (id, file) => through(payments.uploadReceipt(id, file))
  },
  refunds: eachThrough(refunds, through),
  receiveCallback: (instance, raw) => through(receiveCallback(instance, raw)),
  notReady
})

/** A face whose payouts go to these instances, in this order; the database is emptied first. */
export const durable = (database: Database, ...route: ReadonlyArray<string>) => configured(database, configOf(...route))

/** A face over this config; the database is emptied first. */
export const configured = async (
  database: Pick<Database, "empty" | "layer">,
  json: unknown,
  options: Partial<AppOptions> = {},
  simulators = makeSimulators({ clock: Sandbox.Clock.manual() })
) => {
  await database.empty()
  return over(database, json, options, simulators)
}

/** The same over the records as they are, as a process that is started again. */
export const over = async (
  database: Pick<Database, "layer">,
  json: unknown,
  options: Partial<AppOptions>,
  simulators: ReturnType<typeof makeSimulators>
) => {
  const config = { ...Object(json), apiKeys }
  const app = await open(simulators, database.layer, { config, ...options })
  const facade = Layer.orDie(Switchyard.layer(config, { load: options.load ?? ((name) => import(name)) }))
  const context = await Effect.runPromise(
    Effect.scoped(
      Layer.build(
        Importing.layer.pipe(
          Layer.provide(Pulling.layer({ isRunning: false })),
          Layer.provide(database.layer),
          Layer.provideMerge(facade)
        )
      )
    )
  )
  const through: Through = (effect) =>
    effect.pipe(
      Effect.provideService(Clock.Clock, sandboxClock(simulators.clock)),
      Effect.provideService(Transport.Transport, simulators.transport)
    )
  const gateway = await startApi(
    {},
    {
      operations: operations(app.core, through),
      registers: Context.get(context, SettlementReports),
      switchyard: Context.get(context, Switchyard.Switchyard)
    }
  )
  return {
    ...gateway,
    app,
    simulators,
    dispose: async () => {
      await gateway.dispose()
      await app.close()
    }
  }
}
