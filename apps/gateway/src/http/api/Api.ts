/**
 * The whole HTTP interface as one definition: the server, the OpenAPI document and the documentation page all come from
 * it. It imports no server code, so a client can be made from it as well.
 */
import { HttpApi, OpenApi } from "effect/http-api"
import { document } from "./Document.ts"
import { PaymentsApi } from "./PaymentsApi.ts"
import { PayoutsApi } from "./PayoutsApi.ts"
import { ProvidersApi } from "./ProvidersApi.ts"
import { CallbacksApi, SystemApi } from "./PublicEndpointsApi.ts"
import { QuotesApi } from "./QuotesApi.ts"
import { RefundsApi } from "./RefundsApi.ts"
import { RegistersApi, SettlementReportsApi } from "./SettlementReportsApi.ts"
import { WebhooksApi } from "./WebhooksApi.ts"

/** The gateway's HTTP interface. */
export class Api extends HttpApi.make("switchyard")
  .add(PayoutsApi)
  .add(PaymentsApi)
  .add(RefundsApi)
  .add(QuotesApi)
  .add(ProvidersApi)
  .add(SettlementReportsApi)
  .add(RegistersApi)
  .add(WebhooksApi)
  .add(CallbacksApi)
  .add(SystemApi)
  .annotateMerge(
    OpenApi.annotations({
      title: "Switchyard gateway",
      version: "1",
      description:
        "Payments, refunds and payouts over any number of providers, each processed durably to a final state. Amounts are decimal text, times are ISO 8601 UTC, ids are opaque. Errors are RFC 9457 problem details; unknown fields are refused.",
      transform: document
    })
  ) {}
