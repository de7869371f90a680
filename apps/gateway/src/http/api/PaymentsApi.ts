/** Payments over HTTP: create, read, list, explain, ask again, decide, and the payer's receipts. Definitions only. */
import { Input, Payment } from "@switchyard/core"
import { Payments } from "@switchyard/facade"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { PaymentResource, PaymentStatus } from "../../model/Resource.ts"
import { Conflict, Invalid, NotFound, ofBody, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { CreateHeaders, created, IdParams, listQuery, OperationId, page, ResolutionBody, Timeline } from "./Shared.ts"

const Resource = PaymentResource.annotate({ identifier: "Payment" })

// What is held would have to be captured, which is not offered here.
const { captureMethod: _, ...offered } = Payments.PaymentRequest.fields

/** A payment request; `followUpOf` is the payment whose missing rest this one collects. */
export const PaymentBody = Schema.Struct({
  ...offered,
  followUpOf: Schema.optionalKey(OperationId)
}).annotate({ identifier: "PaymentRequest" })

/** Decodes a payment request. */
export const decodePayment = Input.decoder(PaymentBody)

/** The form by which the payer's browser gives its card to the provider. */
export const CardForm = Schema.Struct({
  type: Schema.Literal("card_form"),
  formToken: Schema.String.annotate({ description: "For the payer's browser alone: post it with the card" }),
  url: Schema.String.annotate({ description: "Where the browser posts the card; https" })
}).annotate({ identifier: "CardForm" })

/** Transfer receipts and what the provider thinks of them. */
export const Receipts = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({
      id: Schema.NullOr(Schema.String),
      status: Payment.Receipt.fields.status.annotate({
        description:
          "`succeeded` means that the receipt was accepted, not that money came; `unrecognised` is a status that the provider does not document"
      }),
      comment: Schema.NullOr(Schema.String)
    })
  )
}).annotate({ identifier: "Receipts" })

const Upload = Schema.Struct({
  file: Schema.String.annotate({
    description: "An image or PDF of at most 10 MiB; its type is recognised by its content",
    contentEncoding: "binary"
  })
}).pipe(HttpApiSchema.asMultipartStream())

/** What payments may be listed by. */
export const PaymentQuery = Schema.Struct(listQuery(PaymentStatus))

/** The endpoints under /v1/payments. */
export class PaymentsApi extends HttpApiGroup.make("payments")
  .add(
    HttpApiEndpoint.post("create", "/", {
      headers: CreateHeaders,
      payload: PaymentBody,
      success: created(Resource),
      error: [...ofBody, Conflict, Unavailable]
    }).annotate(OpenApi.Summary, "Create a payment"),
    HttpApiEndpoint.get("list", "/", {
      query: PaymentQuery.fields,
      success: page(Resource),
      error: [Invalid, Unavailable]
    }).annotate(OpenApi.Summary, "List payments, newest first"),
    HttpApiEndpoint.get("get", "/:id", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "Read a payment"),
    HttpApiEndpoint.get("timeline", "/:id/timeline", {
      params: IdParams,
      success: Timeline,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "What happened to a payment, in order"),
    HttpApiEndpoint.post("refresh", "/:id/refresh", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, Invalid, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "Ask the provider now, within its spacing"),
    HttpApiEndpoint.post("resolve", "/:id/resolve", {
      params: IdParams,
      payload: ResolutionBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    }).annotate(OpenApi.Summary, "Decide a payment that needs a person"),
    HttpApiEndpoint.post("cardForm", "/:id/card-form", {
      params: IdParams,
      success: CardForm,
      error: [NotFound, Conflict, Invalid, TooMany, Unavailable]
    })
      .annotate(OpenApi.Summary, "Ask for the form by which the payer gives its card")
      .annotate(
        OpenApi.Description,
        "For a payment in `awaiting_payer` whose provider offered a session for it, and a merchant that may take cards on its own pages. The payer's browser posts the card with `formToken` to `url`; it never passes through the gateway. Each call asks the provider for a new token, which is stored nowhere; nothing changes."
      ),
    HttpApiEndpoint.post("uploadReceipt", "/:id/receipts", {
      params: IdParams,
      payload: Upload,
      success: Receipts.pipe(HttpApiSchema.status(201)),
      error: [...ofBody, NotFound, Conflict, TooMany, Unavailable]
    })
      .annotate(OpenApi.Summary, "Hand in a transfer receipt; one for each payment")
      .annotate(
        OpenApi.Description,
        "Also after the provider has rejected it: a second is 409 `receipt_exists`. After 503 `outcome_unknown` it is taken again once the provider's list proves that nothing arrived."
      ),
    HttpApiEndpoint.get("receipts", "/:id/receipts", {
      params: IdParams,
      success: Receipts,
      error: [NotFound, Conflict, Invalid, TooMany, Unavailable]
    }).annotate(OpenApi.Summary, "Transfer receipts and what the provider thinks of them")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/payments")
  .annotateMerge(
    OpenApi.annotations({ title: "Payments", description: "Money from a payer, followed to a final state" })
  ) {}
