/** Payments over HTTP: create, read, list, explain, ask again, decide, and the payer's receipts. Definitions only. */
import { Input, Money, Payment } from "@switchyard/core"
import { Payments } from "@switchyard/facade"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { PaymentResource, PaymentStatus } from "../../model/Resource.ts"
import { Conflict, Invalid, Malformed, NotFound, ofBody, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import {
  AbandonBody,
  abandonDescription,
  accepted,
  CreateHeaders,
  created,
  IdParams,
  KeyHeaders,
  listQuery,
  OperationId,
  PaymentResolutionBody,
  page,
  Timeline
} from "./Shared.ts"

const Resource = PaymentResource.annotate({ identifier: "Payment" })

/** A payment request; `followUpOf` is the payment whose missing rest this one collects. */
export const PaymentBody = Schema.Struct({
  ...Payments.PaymentRequest.fields,
  captureMethod: Schema.optionalKey(
    Payment.CaptureMethod.annotate({
      description:
        "`manual`: what the payer agrees to is held until it is captured. Only by routes that have it; else 422 `no_route` says which instance has none. Automatic unless given"
    })
  ),
  followUpOf: Schema.optionalKey(OperationId)
}).annotate({ identifier: "PaymentRequest" })

/** A capture of a payment. */
export const CaptureBody = Schema.Struct({
  amount: Schema.optionalKey(
    Money.PositiveMoney.annotate({ description: "Left out: all that is still held. It is fixed when it is asked for" })
  ),
  final: Schema.optionalKey(
    Schema.Boolean.annotate({
      description:
        "True unless given: it is the last capture, and what is left is let go. `false` only where its provider keeps the rest held; else 409 `unsupported`"
    })
  )
}).annotate({ identifier: "CaptureRequest" })

/** Decodes a capture request. */
export const decodeCapture = Input.decoder(CaptureBody)

// Of both: the answer, and what stands in the way.
const changeDescription =
  "It is written down before the answer, once for each `Idempotency-Key`: the same again under it is answered with the payment as it is then, another request 409 `idempotency_key_reused`. Then the payment is read, and it is sent to whoever holds it; what became of it shows in `change` and in the payment's timeline. One change of a payment is under way at a time: while one is, and while nobody knows yet who has the payment, another is answered 409 `in_flight`."

/** Decodes a payment request. */
export const decodePayment = Input.decoder(PaymentBody)

/** The form by which the payer's browser gives its card to the provider. */
export const CardForm = Schema.Struct({
  type: Schema.Literal("card_form"),
  formToken: Schema.String.annotate({ description: "For the payer's browser alone: post it with the card" }),
  url: Schema.String.annotate({ description: "Where the browser posts the card; https" }),
  expiresAt: Schema.optionalKey(
    Schema.String.annotate({ description: "The form is of no use from then on, where its provider says so" })
  )
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
    HttpApiEndpoint.post("capture", "/:id/capture", {
      params: IdParams,
      headers: KeyHeaders,
      payload: CaptureBody,
      success: accepted(Resource),
      error: [...ofBody, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Capture what is held of a payment, or a part of it")
      .annotate(
        OpenApi.Description,
        `Of a payment in \`authorized\`; of any other 409 \`not_capturable\`. More than is held is 409 \`exceeds_authorized\`, with what is left; what its provider cannot do 409 \`unsupported\`. ${changeDescription} Its end is told as \`payment.captured\` or \`payment.capture_failed\`.`
      ),
    HttpApiEndpoint.post("cancel", "/:id/cancel", {
      params: IdParams,
      headers: KeyHeaders,
      success: accepted(Resource),
      error: [Malformed, Invalid, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Let go of what is held of a payment, or end one that nobody has paid")
      .annotate(
        OpenApi.Description,
        `Of which nothing was sent it is canceled at once; else its provider is asked, of one in \`awaiting_payer\`, \`processing\` or \`authorized\`, and a later status says whether it is canceled: what its provider really processes it does not cancel. What was captured, or cannot be let go any more, is 409 \`not_cancelable\`, where its provider takes no cancel 409 \`unsupported\`. A payment whose merchant has wanted to cancel it is never completed. ${changeDescription}`
      ),
    HttpApiEndpoint.post("abandon", "/:id/abandon", {
      params: IdParams,
      payload: AbandonBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Have what is left of a payment at its provider abandoned")
      .annotate(OpenApi.Description, abandonDescription),
    HttpApiEndpoint.post("resolve", "/:id/resolve", {
      params: IdParams,
      payload: PaymentResolutionBody,
      success: Resource,
      error: [...ofBody, NotFound, Conflict, Unavailable]
    })
      .annotate(OpenApi.Summary, "Decide a payment that needs a person")
      .annotate(
        OpenApi.Description,
        "While a change of it may have left and nobody knows what became of that, the decision is about the change: `carried_out`, `not_carried_out` (at an accepted risk, and no other change is taken before a read explains what was captured) or `retry`, which asks its provider again; where the records have gone back and it may be one that they have forgotten, `retry` sends it, at an accepted risk. The payment goes on where it was, and its next read says what it is. Otherwise it is about the payment: `paid`, `failed` or `retry`."
      ),
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
