/**
 * The middleware in front of every endpoint under /v1: the API key and its rate, then query parameters, strictly. It
 * runs before a byte of the body is read.
 */
import { Input } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer, Redacted, Schema } from "effect"
import { HttpServerRequest } from "effect/http"
import { PaymentQuery } from "./api/PaymentsApi.ts"
import { PayoutQuery } from "./api/PayoutsApi.ts"
import { Authorization, CurrentCaller, Strict } from "./api/Security.ts"
import { DeliveryQuery } from "./api/WebhooksApi.ts"
import { recogniser } from "./Keys.ts"
import { invalid, tooMany, unauthorized } from "./problems.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Settings from "./Settings.ts"

/** Lets known API keys in, each at its rate. */
export const authorization = Layer.effect(
  Authorization,
  Effect.gen(function* () {
    const { config } = yield* Switchyard.Switchyard
    const { rate } = yield* Settings.Current
    const recognise = recogniser(config.apiKeys)
    const take = RateLimit.make(rate)
    return Authorization.of({
      apiKey: Effect.fnUntraced(function* (httpEffect, { credential }) {
        const caller = recognise(Redacted.value(credential))
        if (caller === undefined) return yield* Effect.fail(unauthorized)
        const seconds = yield* take(caller.name)
        if (seconds > 0) return yield* Effect.fail(tooMany("rate_limited", seconds))
        return yield* Effect.provideService(httpEffect, CurrentCaller, caller)
      })
    })
  })
)

const query = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) =>
  Input.decoder(Schema.toCodecStringTree(schema))

const none = query(Schema.Struct({}))

const queries = new Map<string, (input: unknown) => Effect.Effect<unknown, Input.InvalidInput>>([
  ["payouts.list", query(PayoutQuery)],
  ["payments.list", query(PaymentQuery)],
  ["webhooks.deliveries", query(DeliveryQuery)]
])

/** Refuses unknown query parameters and values that are not taken, without repeating them. */
export const strict = Layer.succeed(
  Strict,
  Effect.fnUntraced(function* (httpEffect, { endpoint, group }) {
    const decode = queries.get(`${group.identifier}.${endpoint.identifier}`) ?? none
    const given = yield* HttpServerRequest.ParsedSearchParams
    yield* Effect.mapError(decode(given), ({ issues }) => invalid(issues))
    return yield* httpEffect
  })
)
