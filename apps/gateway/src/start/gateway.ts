/** The gateway as one layer: the face over the durable core over the records, with webhooks and the worker beside it. */
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer } from "effect"
import * as Core from "../core/Core.ts"
import * as Http from "../http/Http.ts"
import * as Deliveries from "../store/deliveries.ts"
import * as Embedded from "../store/Embedded.ts"
import * as Postgres from "../store/Postgres.ts"
import * as Vault from "../vault.ts"
import * as Webhooks from "../webhooks/Webhooks.ts"
import * as Carrier from "../worker/Carrier.ts"
import { recover } from "../worker/recover.ts"
import * as Worker from "../worker/Worker.ts"
import type { Settings } from "./settings.ts"

const carrier = Layer.unwrap(
  Effect.map(Webhooks.Webhooks, ({ endpoints, wake }) => Carrier.layer({ endpoints, wakeWebhooks: wake }))
)

// Before the worker takes anything: after a restored backup every open operation begins with a look-up.
const worker = (isRecovering: boolean) =>
  Layer.unwrap(Effect.as(isRecovering ? Effect.asVoid(recover) : Effect.void, Worker.layer()))

/** Serves the gateway that these settings describe. */
export const layer = (settings: Settings, switchyard: Switchyard.Service, keys: Vault.Keys) => {
  const { dataDirectory, databaseUrl } = settings
  const store = databaseUrl === undefined ? Embedded.layer(dataDirectory) : Postgres.layer({ url: databaseUrl })
  return Http.layer({ host: settings.host, port: settings.port }).pipe(
    Layer.provide(Core.layer),
    Layer.provide(worker(settings.isRecovering)),
    Layer.provideMerge(carrier),
    Layer.provideMerge(Webhooks.layer(switchyard.config)),
    Layer.provide(Deliveries.layer),
    Layer.provide(store),
    Layer.provide(Vault.layer(keys)),
    Layer.provide(Layer.succeed(Switchyard.Switchyard, switchyard))
  )
}
