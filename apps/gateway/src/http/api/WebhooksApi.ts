/** What was sent to the merchant, sent again, discarded, given to another endpoint, or sent as a test. Definitions only. */
import { Input } from "@switchyard/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Delivery, State } from "../../webhooks/Deliveries.ts"
import { Conflict, Invalid, NotFound, ofBody, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { cursorOf, IdParams, Limit, Note, page } from "./Shared.ts"

const Resource = Delivery.annotate({ identifier: "WebhookDelivery" })

const Url = Schema.String.check(
  Schema.makeFilter((text: string) => text.length <= 2048 && URL.canParse(text), {
    message: "must be the URL of a webhook endpoint, as the config has or had it",
    toJsonSchema: () => ({ format: "uri", maxLength: 2048 })
  })
)

/** Why a delivery is discarded. */
export const Discard = Schema.Struct({ note: Note }).annotate({ identifier: "WebhookDiscard" })

/** Where a delivery goes instead, and why. */
export const Retarget = Schema.Struct({ url: Url, note: Note }).annotate({ identifier: "WebhookRetarget" })

/** The endpoint whose deliveries are discarded, and why. */
export const DiscardAll = Schema.Struct({ endpoint: Url, note: Note }).annotate({ identifier: "WebhookDiscardAll" })

/** The endpoint whose deliveries go to another one, which one, and why. */
export const RetargetAll = Schema.Struct({ endpoint: Url, to: Url, note: Note }).annotate({
  identifier: "WebhookRetargetAll"
})

/** Decodes why a delivery is discarded. */
export const decodeDiscard = Input.decoder(Discard)
/** Decodes where a delivery goes instead. */
export const decodeRetarget = Input.decoder(Retarget)
/** Decodes whose deliveries are discarded. */
export const decodeDiscardAll = Input.decoder(DiscardAll)
/** Decodes whose deliveries go to another endpoint. */
export const decodeRetargetAll = Input.decoder(RetargetAll)

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How many were discarded; those that were being sent at this moment are left alone. */
const Discarded = Schema.Struct({ discarded: Count, inFlight: Count }).annotate({ identifier: "WebhooksDiscarded" })

/** How many go to another endpoint now; those that were being sent at this moment are left alone. */
const Retargeted = Schema.Struct({ retargeted: Count, inFlight: Count }).annotate({ identifier: "WebhooksRetargeted" })

const decided = [...ofBody, Conflict, Unavailable] as const

/** What deliveries may be listed by. */
export const DeliveryQuery = Schema.Struct({
  status: Schema.optionalKey(State),
  endpoint: Schema.optionalKey(Url),
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
      error: [NotFound, Conflict, Unavailable]
    }).annotate(OpenApi.Summary, "Send a delivery again now"),
    HttpApiEndpoint.post("discard", "/webhook-deliveries/:id/discard", {
      params: IdParams,
      payload: Discard,
      success: Resource,
      error: [...decided, NotFound]
    }).annotate(OpenApi.Summary, "Discard a pending delivery"),
    HttpApiEndpoint.post("retarget", "/webhook-deliveries/:id/retarget", {
      params: IdParams,
      payload: Retarget,
      success: Resource,
      error: [...decided, NotFound]
    }).annotate(OpenApi.Summary, "Send a delivery that did not arrive to another endpoint"),
    HttpApiEndpoint.post("discardAll", "/webhook-deliveries/discard", {
      payload: DiscardAll,
      success: Discarded,
      error: decided
    }).annotate(OpenApi.Summary, "Discard what waits for an endpoint that is not configured any more"),
    HttpApiEndpoint.post("retargetAll", "/webhook-deliveries/retarget", {
      payload: RetargetAll,
      success: Retargeted,
      error: decided
    }).annotate(OpenApi.Summary, "Send what waits for an endpoint that is not configured any more to another"),
    HttpApiEndpoint.post("test", "/webhooks/test", {
      success: Schema.Struct({ data: Schema.Array(Resource) }).pipe(HttpApiSchema.status(201)),
      error: [Unavailable]
    }).annotate(OpenApi.Summary, "Send a test event to every configured endpoint")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1")
  .annotateMerge(OpenApi.annotations({ title: "Webhooks" })) {}
