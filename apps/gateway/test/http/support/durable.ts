/** The face over the real core and real registers in a database, in the time of the simulators. */
import { Transport } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import * as Sandbox from "@switchyard/sandbox"
import { Clock, Context, Effect, Layer } from "effect"
import type { Carried, Service } from "../../../src/model/Operations.ts"
import { Registers } from "../../../src/model/Registers.ts"
import * as Importing from "../../../src/registers/Importing.ts"
import { open } from "../../operations/support/app.ts"
import { sandboxClock } from "../../operations/support/clock.ts"
import type { Database } from "../../operations/support/databases.ts"
import { configOf, makeFar } from "../../operations/support/far.ts"
import { apiKeys, face } from "./face.ts"

/** Takes an effect to the simulators, in their time. */
export type Through = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

// Requests come in the machine's time and would go out to the network.
const carried = <Request, Resource>(
  core: Carried<Request, Resource>,
  through: Through
): Carried<Request, Resource> => ({
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
export const operations = ({ payments, payouts, notReady, receiveCallback }: Service, through: Through): Service => ({
  payouts: { ...carried(payouts, through), cancel: (id) => through(payouts.cancel(id)) },
  payments: {
    ...carried(payments, through),
    cardForm: (id) => through(payments.cardForm(id)),
    receiptPlace: (id) => through(payments.receiptPlace(id)),
    uploadReceipt: (id, file) => through(payments.uploadReceipt(id, file))
  },
  receiveCallback: (instance, raw) => through(receiveCallback(instance, raw)),
  notReady
})

/** A face whose payouts go to these instances, in this order; the database is emptied first. */
export const durable = (database: Database, ...route: ReadonlyArray<string>) => configured(database, configOf(...route))

/** A face over this config; the database is emptied first. */
export const configured = async (database: Database, json: unknown) => {
  await database.empty()
  const far = makeFar({ clock: Sandbox.Clock.manual() })
  const config = { ...Object(json), apiKeys }
  const app = await open(far, database.layer, { config })
  const facade = Layer.orDie(Switchyard.layer(config, { load: (name) => import(name) }))
  const context = await Effect.runPromise(
    Effect.scoped(Layer.build(Importing.layer.pipe(Layer.provide(database.layer), Layer.provideMerge(facade))))
  )
  const through: Through = (effect) =>
    effect.pipe(
      Effect.provideService(Clock.Clock, sandboxClock(far.clock)),
      Effect.provideService(Transport.Transport, far.transport)
    )
  const gateway = await face(
    {},
    {
      operations: operations(app.core, through),
      registers: Context.get(context, Registers),
      switchyard: Context.get(context, Switchyard.Switchyard)
    }
  )
  return {
    ...gateway,
    app,
    far,
    dispose: async () => {
      await gateway.dispose()
      await app.close()
    }
  }
}
