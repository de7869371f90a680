/**
 * The loop at a provider that tells its errors apart by HTTP status, type, code and a header, as Stripe does: what a create
 * ends with after each of them, by the table of its documents.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Tables from "@switchyard/core/Tables"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Failure = Schema.Struct({
  type: Schema.String,
  code: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String)
})

const Envelope = Schema.Struct({ error: Schema.optionalKey(Failure) })

const read = Endpoint.envelope(Envelope, ({ error }, { headers }, body) => {
  if (error === undefined) return Endpoint.success(body)
  // Which limit it was stands in a header, and that it was one at all.
  const isLimit = headers["stripe-rate-limited-reason"] !== undefined
  return Endpoint.refusal(error.message ?? "", { type: isLimit ? "rate_limit" : error.type, code: error.code })
})

const request = "invalid_request_error"

const codes = Tables.codes({
  refused: [
    { status: 400, type: request, reason: "InvalidRequest" },
    { status: 400, type: request, code: ["amount_too_small", "amount_too_large"], reason: "AmountOutOfRange" },
    { status: 400, type: request, code: "balance_insufficient", reason: "InsufficientFunds" },
    { status: 400, type: request, code: ["account_closed", "no_account"], reason: "DestinationInvalid" }
  ],
  notProcessed: [
    { status: [401, 403], reason: "AuthenticationFailed" },
    { status: 429, type: "rate_limit", reason: "RateLimited" }
  ],
  unknown: [
    { status: 400, type: request, code: ["approval_required", "action_blocked"], reason: "UnrecognisedAnswer" },
    { status: [424, 429], reason: "ProviderUnavailable" }
  ],
  duplicate: [
    { status: 400, type: request, code: ["token_already_used", "token_in_use"] },
    { status: 400, type: "idempotency_error" },
    { status: 409, type: [request, "idempotency_error"] }
  ],
  notFound: [{ status: 404, type: request, code: "resource_missing" }]
})

const on = Endpoint.make({ read, codes })
const create = on.send(Schema.Struct({ id: Schema.String }))
const get = on.lookUp(Schema.Struct({ id: Schema.String }))
const call = Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: [] })

const answered = (status: number, body: object, headers: Record<string, string> = {}) => {
  const send = () => Effect.succeed(new Http.Answer(status, headers, JSON.stringify(body)))
  return Endpoint.ready({ send, toWire: () => undefined }, {})
}

const error = (type: string, code?: string) => ({ error: { type, ...(code === undefined ? {} : { code }) } })

const ended = <A extends object, E extends object>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.result(effect), (end): unknown => {
    const { _tag, reason } = Object(end._tag === "Failure" ? end.failure : end.success)
    return reason === undefined ? _tag : `${_tag} ${reason}`
  })

const limited = { "stripe-rate-limited-reason": "global-rate" }

describe("a create at a provider with types and codes", () => {
  it.effect.each([
    [400, error(request), {}, "Rejected InvalidRequest"],
    [400, error(request, "a_code_of_next_year"), {}, "Rejected InvalidRequest"],
    [400, error(request, "amount_too_large"), {}, "Rejected AmountOutOfRange"],
    [400, error(request, "balance_insufficient"), {}, "Rejected InsufficientFunds"],
    [400, error(request, "no_account"), {}, "Rejected DestinationInvalid"],
    [400, error(request, "token_in_use"), {}, "OutcomeUnknown DuplicateReference"],
    [400, error(request, "action_blocked"), {}, "OutcomeUnknown UnrecognisedAnswer"],
    [400, error("idempotency_error"), {}, "OutcomeUnknown DuplicateReference"],
    [400, error("api_error"), {}, "OutcomeUnknown UnrecognisedAnswer"],
    [401, error(request, "api_key_expired"), {}, "NotExecuted AuthenticationFailed"],
    [402, error("card_error", "card_declined"), {}, "OutcomeUnknown UnrecognisedAnswer"],
    [404, error(request, "resource_missing"), {}, "OutcomeUnknown UnrecognisedAnswer"],
    [409, error("idempotency_error", "idempotency_key_in_use"), {}, "OutcomeUnknown DuplicateReference"],
    [424, error("api_error"), {}, "OutcomeUnknown ProviderUnavailable"],
    [429, error(request, "lock_timeout"), {}, "OutcomeUnknown ProviderUnavailable"],
    [429, error(request), limited, "NotExecuted RateLimited"],
    [200, error(request), {}, "OutcomeUnknown UnrecognisedAnswer"],
    [302, { id: "po_1" }, {}, "OutcomeUnknown UnreadableAnswer"],
    [500, error(request, "no_account"), {}, "OutcomeUnknown ProviderUnavailable"],
    [503, { id: "po_1" }, {}, "OutcomeUnknown ProviderUnavailable"],
    [200, { id: "po_1" }, {}, "Accepted"]
  ] as const)("HTTP %i with %j and headers %j is %s", ([status, body, headers, end]) =>
    Effect.gen(function* () {
      const sending = create(answered(status, body, headers))
      assert.strictEqual(yield* ended(sending.send(call, DateTime.makeUnsafe(60_000))), end)
    })
  )

  it.effect("is not found only by a look-up, and by its own code", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* ended(get(answered(404, error(request, "resource_missing")))(call)), "NotFound")
      const other = yield* ended(get(answered(404, error(request)))(call))
      assert.strictEqual(other, "ReadFailed UnrecognisedAnswer")
    })
  )
})
