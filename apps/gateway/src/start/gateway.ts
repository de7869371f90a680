/** The gateway as one layer: the HTTP API over the durable core over the records, with webhooks and the worker beside it. */
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer } from "effect"
import { Health, layerShared } from "../health/Health.ts"
import { Rates } from "../health/Rates.ts"
import { watched } from "../health/watched.ts"
import * as Http from "../http/Http.ts"
import { ProviderHealth } from "../http/ProviderHealth.ts"
import * as Instant from "../model/Instant.ts"
import * as Readiness from "../model/Readiness.ts"
import * as Core from "../operations/Core.ts"
import { confirm } from "../operations/confirming.ts"
import * as InstanceSecrets from "../operations/instanceSecrets.ts"
import * as Runner from "../operations/OperationRunner.ts"
import * as Worker from "../operations/Worker.ts"
import type { Keys } from "../security/dataKeys.ts"
import { placeOf } from "../security/providerHosts.ts"
import * as SettlementReports from "../settlement/Importing.ts"
import * as Pulling from "../settlement/Pulling.ts"
import * as Database from "../store/database.ts"
import * as Deliveries from "../store/deliveries.ts"
import * as Patient from "../store/Patient.ts"
import { Store } from "../store/Store.ts"
import * as DatabaseTime from "../time/DatabaseTime.ts"
import * as Vault from "../vault.ts"
import * as Webhooks from "../webhooks/Webhooks.ts"
import * as Gauges from "./gauges.ts"
import * as Neighbours from "./neighbours.ts"
import { begin, goingOn } from "./recovery.ts"
import type { Settings } from "./settings.ts"
import { shareOf } from "./shares.ts"

const operationRunner = Layer.unwrap(
  Effect.gen(function* () {
    const { endpoints, wake } = yield* Webhooks.Webhooks
    return Runner.layer({ endpoints, wakeWebhooks: wake, guard: yield* Health })
  })
)

// Before the worker takes anything: after a restored backup every open operation begins with a question.
const worker = (since: Settings["recoverSince"]) =>
  Layer.unwrap(
    Effect.gen(function* () {
      yield* since === undefined ? goingOn : begin(since === "newest record" ? null : since)
      const { config } = yield* Switchyard.Switchyard
      const { room } = yield* Rates
      yield* Effect.forkScoped(confirm)
      return Worker.layer({ shareOf: (instance) => shareOf(config, instance), room })
    })
  )

// Whoever calls a provider, through whichever part, calls it under the same eyes and over the same connections.
const facade = (switchyard: Switchyard.Service, kept: InstanceSecrets.InstanceSecrets) =>
  Layer.effect(
    Switchyard.Switchyard,
    Effect.gen(function* () {
      yield* kept.keepIn({ store: yield* Store, vault: yield* Vault.Vault })
      return watched(switchyard, yield* Health, yield* Neighbours.ways(switchyard))
    })
  )

const providerHealth = Layer.effect(
  ProviderHealth,
  Effect.map(Health, (health) => health.of)
)

/** The secrets of instances that change: given to the facade, and kept in the records of the gateway once these are open. */
export const secrets = InstanceSecrets.make

/** What is secret, and what it is sealed with. */
export interface Sealing {
  readonly keys: Keys
  /** Those that the instances of the facade were made with. */
  readonly secrets: InstanceSecrets.InstanceSecrets
}

/** Serves the gateway that these settings describe. */
export const layer = (settings: Settings, switchyard: Switchyard.Service, { keys, secrets: kept }: Sealing) => {
  const time = DatabaseTime.make()
  return Layer.merge(Http.layer({ host: settings.host, port: settings.port }), Gauges.layer).pipe(
    Layer.provide(providerHealth),
    Layer.provide(Core.layer),
    Layer.provide(SettlementReports.layer.pipe(Layer.provide(Pulling.layer()), Layer.provide(Patient.asClient))),
    Layer.provide(worker(settings.recoverSince)),
    Layer.provideMerge(operationRunner),
    Layer.provideMerge(Webhooks.layer(switchyard.config)),
    Layer.provide(Deliveries.layer),
    Layer.provide(facade(switchyard, kept)),
    Layer.provide(layerShared),
    Layer.provide(Neighbours.rates(switchyard)),
    // Nothing is taken, and nobody listens, before it is known what time it is.
    Layer.provide(time.layer),
    Layer.provide(
      Database.layer(settings, {
        isSynchronous: switchyard.config.database?.synchronous === true,
        isSandbox: Object.values(switchyard.config.providers).every((provider) => placeOf(provider) === "here")
      })
    ),
    Layer.provide(Vault.layer(keys)),
    Layer.provide(Layer.succeed(Instant.Source, time.source)),
    Layer.provide(Layer.sync(Readiness.Readiness, Readiness.make))
  )
}
