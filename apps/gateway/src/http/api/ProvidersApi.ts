/** The configured provider instances: what they can do, how they are, and the money they hold. Definitions only. */
import { Balance, Capabilities, Money, SettlementPull, SettlementReports } from "@switchyard/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Invalid, NotFound, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"

const Abilities = Schema.Struct({ ...Capabilities.Manifest.fields, operations: Schema.Array(Schema.String) }).annotate({
  identifier: "Capabilities"
})

/** How an instance is just now, as far as it is known. */
export const Health = Schema.Struct({
  circuit: Schema.Literals(["closed", "half_open", "open"]),
  /** Failed calls of all lately, 0 to 1. */
  errorRate: Schema.NullOr(Schema.Number),
  latencyMillis: Schema.NullOr(Schema.Struct({ p50: Schema.Number, p99: Schema.Number })),
  anotherAccount: Schema.NullOr(Schema.String).annotate({
    description:
      "Its provider's word that the credentials lead to another account, or mode, than is configured: nothing is sent or looked up there until it says otherwise. Null where it has not said so"
  })
}).annotate({ identifier: "ProviderHealth" })

/** A configured instance. */
export const Provider = Schema.Struct({
  instance: Schema.String,
  package: Schema.String,
  capabilities: Schema.Struct({
    payments: Schema.optionalKey(Abilities),
    payouts: Schema.optionalKey(Abilities),
    refunds: Schema.optionalKey(Abilities),
    registers: Schema.optionalKey(Schema.Struct({ formats: Schema.Array(SettlementReports.Format) })),
    pull: Schema.optionalKey(
      SettlementPull.Manifest.annotate({
        description: "Its settlement entries can be pulled: POST /v1/settlement-reports with a period"
      })
    )
  }),
  health: Health
}).annotate({ identifier: "Provider" })

/** What an instance holds, one entry a currency. */
export const Balances = Schema.Struct({
  provider: Schema.String,
  data: Schema.Array(
    Schema.Struct({
      ...Balance.Balance.fields,
      available: Money.Money
    })
  )
}).annotate({ identifier: "Balances" })

/** The endpoints under /v1/providers. */
export class ProvidersApi extends HttpApiGroup.make("providers")
  .add(
    HttpApiEndpoint.get("list", "/", {
      success: Schema.Struct({ data: Schema.Array(Provider) })
    }).annotate(OpenApi.Summary, "Instances, what they can do, and their health"),
    HttpApiEndpoint.get("balance", "/:instance/balance", {
      params: { instance: Schema.String },
      success: Balances,
      error: [NotFound, Invalid, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "The money at a provider, asked for now")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/providers")
  .annotateMerge(OpenApi.annotations({ title: "Providers" })) {}
