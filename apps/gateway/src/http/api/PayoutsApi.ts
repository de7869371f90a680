/** Payouts over HTTP: create, read, list, explain, ask again, cancel, decide. Definitions only. */
import { Payouts } from "@switchyard/facade"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { PayoutResource, PayoutStatus } from "../../model/Resource.ts"
import { Conflict, Invalid, NotFound, ofBody, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import {
  AbandonBody,
  abandonDescription,
  CreateHeaders,
  created,
  IdParams,
  listQuery,
  page,
  ResolutionBody,
  Timeline
} from "./Shared.ts"

const Resource = PayoutResource.annotate({ identifier: "Payout" })

/** What payouts may be listed by. */
export const PayoutQuery = Schema.Struct(listQuery(PayoutStatus))

/** The endpoints under /v1/payouts. */
export class PayoutsApi extends HttpApiGroup.make("payouts")
  .add(
    HttpApiEndpoint.post("create", "/", {
      headers: CreateHeaders,
      payload: Payouts.PayoutRequest.annotate({ identifier: "PayoutRequest" }),
      success: created(Resource),
      error: [...ofBody, Conflict, Unavailable]
    }).annotate(OpenApi.Summary, "Create a payout"),
    HttpApiEndpoint.get("list", "/", {
      query: PayoutQuery.fields,
      success: page(Resource),
      error: [Invalid, Unavailable]
    }).annotate(OpenApi.Summary, "List payouts, newest first"),
    HttpApiEndpoint.get("get", "/:id", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "Read a payout"),
    HttpApiEndpoint.get("timeline", "/:id/timeline", {
      params: IdParams,
      success: Timeline,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "What happened to a payout, in order"),
    HttpApiEndpoint.post("refresh", "/:id/refresh", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, Invalid, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "Ask the provider now, within its spacing"),
    HttpApiEndpoint.post("cancel", "/:id/cancel", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "Ask the provider to cancel; only it says whether it did"),
    HttpApiEndpoint.post("abandon", "/:id/abandon", {
      params: IdParams,
      payload: AbandonBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Have what is left of a payout at its provider abandoned")
      .annotate(OpenApi.Description, abandonDescription),
    HttpApiEndpoint.post("resolve", "/:id/resolve", {
      params: IdParams,
      payload: ResolutionBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    }).annotate(OpenApi.Summary, "Decide a payout that needs a person")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/payouts")
  .annotateMerge(
    OpenApi.annotations({ title: "Payouts", description: "Money to a recipient, followed to a final state" })
  ) {}
