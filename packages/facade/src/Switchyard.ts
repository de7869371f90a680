/**
 * The facade: payments and payouts over whatever providers a config names. `make` and `layer` are for programs with
 * Effect, `open` for those without; there is one implementation. It keeps no records: a platform writes down each
 * operation before it is created, or it cannot know after a crash what may have been sent.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Client } from "./Client.ts"
import * as Config from "./Config.ts"
import { make as makeClient } from "./internal/client.ts"
import * as RouteCheck from "./internal/routeCheck.ts"
import type { Instance, Service } from "./internal/service.ts"
import * as Payments from "./Payments.ts"
import * as Payouts from "./Payouts.ts"
import * as Plugins from "./Plugins.ts"
import * as Refunds from "./Refunds.ts"
import type * as Routing from "./Routing.ts"

export type { Instance, Service } from "./internal/service.ts"

/** How a config is opened. */
export interface Options extends Plugins.LoadOptions {
  /** Where `$env` references are looked up, such as `process.env`; nowhere when left out. */
  readonly env?: Config.Environment | undefined
}

/** The facade in the environment. */
export class Switchyard extends Context.Service<Switchyard, Service>()("@switchyard/facade/Switchyard") {}

/**
 * Opens a config, given as parsed JSON: decodes it, loads the packages it names and checks its routes against what they
 * can do. Fails with every problem at once, before anything is sent anywhere.
 */
export const make = Effect.fnUntraced(function* (
  json: unknown,
  options: Options = {}
): Effect.fn.Return<Service, Config.InvalidConfig> {
  const { config, draft, problems } = yield* Config.read(json, options.env)
  const reported = new Set(problems.map(({ path }) => path))
  const results = yield* Effect.forEach(
    draft.providers,
    ({ name, provider }) => Effect.result(Plugins.instantiate(name, provider, options)),
    { concurrency: "unbounded" }
  )
  const instances = results.filter(Result.isSuccess).map(({ success }) => success)
  // An option whose variable is not set is reported once, not again as refused by the plugin.
  const ofPlugins = results
    .filter(Result.isFailure)
    .flatMap(({ failure }) => failure.filter(({ path }) => !reported.has(path)))
  const names = Config.providerNames(json)
  const found = [
    ...problems,
    ...ofPlugins,
    ...RouteCheck.check("payouts", draft.payouts, targetsOf("payouts", instances), names),
    ...RouteCheck.check("payments", draft.payments, targetsOf("payments", instances), names)
  ]
  if (config === undefined || found.length > 0) return yield* Config.invalid(found)
  return {
    config,
    instances: instances.map(toInstance),
    payments: Payments.make(config, instances),
    payouts: Payouts.make(config, instances),
    refunds: Refunds.make(instances)
  }
})

/** The facade over a config as a layer. */
export const layer = (json: unknown, options?: Options): Layer.Layer<Switchyard, Config.InvalidConfig> =>
  Layer.effect(Switchyard, make(json, options))

/** How a config is opened for code without Effect. */
export interface OpenOptions extends Options {
  /** The context that everything runs in, such as another `Transport`, `Clock` or tracer; for tests and programs half with Effect. */
  readonly context?: Context.Context<never> | undefined
}

/**
 * Opens a config for code without Effect. Rejects with `Config.InvalidConfig`, which names every problem; the client's
 * own calls never reject. Call `close`, or use `await using`.
 */
export const open = async (json: unknown, options: OpenOptions = {}): Promise<Client> => {
  const service = await Effect.runPromise(make(json, options))
  return makeClient(service, options.context ?? Context.empty())
}

const targetsOf = (kind: Routing.Kind, instances: ReadonlyArray<Plugins.Loaded>): ReadonlyArray<Routing.Target> =>
  instances.map(({ name, providers }) => ({ instance: name, manifest: providers[kind]?.capabilities }))

const toInstance = ({ fingerprint, name, notices, package: from, providers }: Plugins.Loaded): Instance => ({
  name,
  package: from,
  fingerprint,
  notices,
  capabilities: {
    ...(providers.payments === undefined ? {} : { payments: providers.payments.capabilities }),
    ...(providers.payouts === undefined ? {} : { payouts: providers.payouts.capabilities }),
    ...(providers.refunds === undefined ? {} : { refunds: providers.refunds.capabilities }),
    ...(providers.registers === undefined ? {} : { registers: { formats: providers.registers.formats } })
  },
  ...(providers.registers === undefined ? {} : { registers: providers.registers })
})
