/** What was sent to the merchant, sent again, or sent as a test. Definitions only. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Delivery, State } from "../../webhooks/Deliveries.ts"
import { Invalid, NotFound, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { cursorOf, IdParams, Limit, page } from "./Shared.ts"

const Resource = Delivery.annotate({ identifier: "WebhookDelivery" })

/** What deliveries may be listed by. */
export const DeliveryQuery = Schema.Struct({
  status: Schema.optionalKey(State),
  cursor: Schema.optionalKey(cursorOf("deliveries")),
  limit: Schema.optionalKey(Limit)
})

/** The endpoints about webhooks. */
export class WebhooksApi extends HttpApiGroup.make("webhooks")
  .add(
    HttpApiEndpoint.get("deliveries", "/webhook-deliveries", {
      query: DeliveryQuery.fields,
      success: page(Resource),
      error: [Invalid, Unavailable]
    }).annotate(OpenApi.Summary, "What was sent to the merchant, newest first"),
    HttpApiEndpoint.post("redeliver", "/webhook-deliveries/:id/redeliver", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "Send a delivery again now"),
    HttpApiEndpoint.post("test", "/webhooks/test", {
      success: Schema.Struct({ data: Schema.Array(Resource) }).pipe(HttpApiSchema.status(201)),
      error: [Unavailable]
    }).annotate(OpenApi.Summary, "Send a test event to every configured endpoint")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1")
  .annotateMerge(OpenApi.annotations({ title: "Webhooks" })) {}
