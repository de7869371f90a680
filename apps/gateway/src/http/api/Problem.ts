/**
 * The errors of the HTTP interface as RFC 9457 problem details: one schema for each status, each with its closed list of
 * codes. A problem names fields and reasons and never repeats a value that came in. Plain data: no server code here.
 */
import { Schema } from "effect"
import { HttpApiSchema } from "effect/http-api"
import { Named } from "../../model/Operations.ts"
import * as Readiness from "../../model/Readiness.ts"

/** One problem of the input: where it is and what is wrong with it. */
export const FieldProblem = Schema.Struct({ path: Schema.String, reason: Schema.String }).annotate({
  identifier: "FieldProblem"
})

/** One problem of the input. */
export type FieldProblem = typeof FieldProblem.Type

/** The media type of every error. */
export const contentType = "application/problem+json"

/** The stable identifier of a kind of problem. */
export const typeOf = (code: string): string => `urn:switchyard:problem:${code}`

/** What each status of an error means, in one line. */
export const titles = {
  400: "The request cannot be read",
  401: "An API key is required",
  403: "This API key may not do this",
  404: "There is no such thing",
  405: "The path does not take this method",
  408: "The request did not arrive in time",
  409: "The request cannot be carried out as things stand",
  413: "The body is too large",
  415: "The content type is not taken here",
  422: "The request is understood and refused",
  429: "Asked too often",
  431: "The headers are too large",
  500: "Something broke on our side",
  503: "Not possible just now"
} as const

/** The statuses an error can have. */
export type Status = keyof typeof titles

/** Why one provider instance cannot be asked. */
export const InstanceProblem = Schema.Struct({ instance: Schema.String, reason: Schema.String }).annotate({
  identifier: "InstanceProblem"
})

/** Why one provider instance cannot be asked. */
export type InstanceProblem = typeof InstanceProblem.Type

// Members of its own that a problem has beside the usual ones (RFC 9457, section 3.2).
const body = <
  const S extends Status,
  const Codes extends ReadonlyArray<string>,
  const More extends Schema.Struct.Fields = Record<never, never>
>(
  name: string,
  status: S,
  codes: Codes,
  more: More = {} as More
) =>
  Schema.Struct({
    type: Schema.String.annotate({ description: "Stable; ends with the code", examples: codes.map(typeOf) }),
    title: Schema.String,
    status: Schema.Literal(status),
    code: Schema.Literals(codes),
    detail: Schema.optionalKey(Schema.String),
    errors: Schema.optionalKey(Schema.Array(FieldProblem)),
    ...more
  })
    .annotate({ identifier: name, description: titles[status] })
    .pipe(HttpApiSchema.status(status), HttpApiSchema.asJson({ contentType }))

const retryAfter = {
  "retry-after": Schema.String.annotate({ description: "Seconds after which asking again makes sense" })
}

const again = {
  retryAfterSeconds: Schema.Int.annotate({ description: "The same as the header `Retry-After` says" })
}

/** 400: the request cannot be read at all. */
export const Malformed = body("Malformed", 400, [
  "malformed_json",
  "malformed_multipart",
  "malformed_request",
  "idempotency_key_required"
])

/** 401: no API key, or an unknown one; `detail` says how to authenticate. */
export const Unauthorized = HttpApiSchema.WithHeaders(body("Unauthorized", 401, ["unauthorized"]), {
  "www-authenticate": Schema.String
})

/** 403: the API key may not do this; `roles` says which ones may. */
export const Forbidden = body("Forbidden", 403, ["merchant_required", "operator_required", "role_required"], {
  roles: Schema.Array(Schema.String).annotate({ description: "A key with one of these roles may" })
})

/** 404: there is no such thing. */
export const NotFound = body("NotFound", 404, ["not_found", "not_found_at_provider"])

/** 408: the body did not arrive in time. */
export const TooSlow = body("TooSlow", 408, ["request_timeout"])

/** 409: the request cannot be carried out as things stand; where another operation is in the way, `operation` is that one. */
export const Conflict = body(
  "Conflict",
  409,
  [
    "duplicate_reference",
    "idempotency_key_reused",
    "not_cancelable",
    "not_resolvable",
    "not_abandonable",
    "in_flight",
    "acceptance_of_duplicate_risk_required",
    "card_form_unavailable",
    "receipts_unavailable",
    "receipt_exists",
    "exceeds_captured",
    "exceeds_authorized",
    "not_capturable",
    "unsupported",
    "endpoint_not_configured",
    "endpoint_configured",
    "delivery_over",
    "delivery_in_flight",
    "register_not_comparable"
  ],
  {
    operation: Schema.optionalKey(
      Named.annotate({
        description: "The operation that has the reference, or was created under the idempotency key"
      })
    ),
    mayStillPay: Schema.optionalKey(
      Schema.Array(Schema.String).annotate({
        description:
          "The instances that may still pay it, where that risk must be accepted; empty where none can be named"
      })
    ),
    left: Schema.optionalKey(
      Schema.NullOr(Schema.Struct({ value: Schema.String, currency: Schema.String })).annotate({
        description:
          "Where more would be paid back than was captured, or captured than is held: what is left of the payment, or null where that is not known"
      })
    )
  }
)

/** 413: the body is longer than allowed. */
export const TooLarge = body("TooLarge", 413, ["body_too_large"])

/** 415: the body is of a kind that is not taken here. */
export const UnsupportedMediaType = body("UnsupportedMediaType", 415, ["unsupported_media_type"])

/** 422: the request was read, and a field of it is refused, or no provider can process it. */
export const Invalid = body("Invalid", 422, ["invalid_field", "no_route", "unsupported", "provider_refused"], {
  instances: Schema.optionalKey(Schema.Array(InstanceProblem)).annotate({
    description: "Where nobody can be tried: why each instance cannot"
  })
})

/** 429: asked too often; `retry-after` says when again. */
export const TooMany = HttpApiSchema.WithHeaders(body("TooMany", 429, ["rate_limited", "too_early"], again), retryAfter)

/** 500: something broke on our side; no details are given. */
export const Internal = body("Internal", 500, ["internal"])

/** 503: not possible just now; `retry-after` says when again. Nothing was acknowledged. */
export const Unavailable = HttpApiSchema.WithHeaders(
  body("Unavailable", 503, ["unavailable", "provider_unavailable", "outcome_unknown"], again),
  retryAfter
)

/** Why a node may not be used just now. */
export const NotReadyReason = Schema.Struct({
  name: Schema.Literals(Readiness.names).annotate({ description: "What it is about" }),
  why: Schema.String
}).annotate({ identifier: "NotReadyReason" })

/** 503 of a probe: the node may not be used just now, and why. */
export const NotReady = HttpApiSchema.WithHeaders(
  body("NotReady", 503, ["unavailable"], { ...again, reasons: Schema.Array(NotReadyReason) }),
  retryAfter
)

/** What a request with a JSON body may be refused with before it is looked into. */
export const ofBody = [Malformed, TooSlow, TooLarge, UnsupportedMediaType, Invalid] as const
