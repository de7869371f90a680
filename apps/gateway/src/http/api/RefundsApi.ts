/** Refunds over HTTP: create, read, list, explain, ask again, decide. Definitions only. */
import { Input, Money, Refund } from "@switchyard/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { RefundResource, RefundStatus } from "../../model/Resource.ts"
import { Conflict, Invalid, NotFound, ofBody, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import {
  CreateHeaders,
  created,
  IdParams,
  listQuery,
  OperationId,
  page,
  RefundResolutionBody,
  Timeline
} from "./Shared.ts"

const Resource = RefundResource.annotate({ identifier: "Refund" })

const { description, metadata, providerOptions, reason, reference } = Refund.RefundRequest.fields

/** A refund request. */
export const RefundBody = Schema.Struct({
  reference,
  payment: OperationId.annotate({ description: "The id of the payment that is paid back, in whole or in part" }),
  amount: Schema.optionalKey(
    Money.PositiveMoney.annotate({
      description: "Left out: all that is left of the payment. It is fixed when the refund is created"
    })
  ),
  reason,
  description,
  metadata,
  providerOptions
}).annotate({ identifier: "RefundRequest" })

/** Decodes a refund request. */
export const decodeRefund = Input.decoder(RefundBody)

/** What refunds may be listed by. */
export const RefundQuery = Schema.Struct({
  ...listQuery(RefundStatus),
  payment: Schema.optionalKey(OperationId)
})

/** The endpoints under /v1/refunds. */
export class RefundsApi extends HttpApiGroup.make("refunds")
  .add(
    HttpApiEndpoint.post("create", "/", {
      headers: CreateHeaders,
      payload: RefundBody,
      success: created(Resource),
      error: [...ofBody, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Pay back a payment, or a part of it")
      .annotate(
        OpenApi.Description,
        "Its place in what the payment has captured is taken when it is created: where that is not enough it is 409 `exceeds_captured`, with what is left. It is sent to the account that holds the payment, after the payment was read once more."
      ),
    HttpApiEndpoint.get("list", "/", {
      query: RefundQuery.fields,
      success: page(Resource),
      error: [Invalid, Unavailable]
    }).annotate(OpenApi.Summary, "List refunds, newest first"),
    HttpApiEndpoint.get("get", "/:id", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "Read a refund"),
    HttpApiEndpoint.get("timeline", "/:id/timeline", {
      params: IdParams,
      success: Timeline,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "What happened to a refund, in order"),
    HttpApiEndpoint.post("refresh", "/:id/refresh", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, Invalid, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "Ask the provider now, within its spacing"),
    HttpApiEndpoint.post("resolve", "/:id/resolve", {
      params: IdParams,
      payload: RefundResolutionBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Decide a refund that needs a person")
      .annotate(
        OpenApi.Description,
        "`failed` gives its place in the payment free only where that risk is accepted, or nothing of it was ever sent."
      )
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/refunds")
  .annotateMerge(
    OpenApi.annotations({ title: "Refunds", description: "Money back to a payer, followed to a final state" })
  ) {}
