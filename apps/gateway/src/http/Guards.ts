/**
 * The middleware in front of every endpoint under /v1: the API key, its rate and its roles, then query parameters,
 * strictly, and a body where none is taken. Nothing else runs before, so no byte of a body is read for somebody without a
 * key, or whose key may not do it.
 */

import { Input } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer, Option, Redacted, Schema } from "effect"
import { HttpServerRequest } from "effect/http"
import type { HttpApi, HttpApiGroup } from "effect/http-api"
import { networkOf } from "../security/Address.ts"
import type { Api as GatewayApi } from "./api/Api.ts"
import { PaymentQuery } from "./api/PaymentsApi.ts"
import { PayoutQuery } from "./api/PayoutsApi.ts"
import { RefundQuery } from "./api/RefundsApi.ts"
import * as Roles from "./api/Roles.ts"
import { Authorization, CurrentCaller, Strict } from "./api/Security.ts"
import { FindingQuery } from "./api/SettlementReportsApi.ts"
import { DeliveryQuery } from "./api/WebhooksApi.ts"
import * as Body from "./Body.ts"
import { recogniser } from "./Keys.ts"
import { forbidden, invalid, tooMany, unauthorized } from "./problems.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Settings from "./Settings.ts"

interface Identified {
  readonly identifier: string
}

const nameOf = (group: Identified, endpoint: Identified): string => `${group.identifier}.${endpoint.identifier}`

type NameOf<Group> = Group extends HttpApiGroup.Constraint
  ? `${Group["identifier"]}.${HttpApiGroup.Endpoints<Group>["identifier"]}`
  : never

type Api = typeof GatewayApi
type Groups = Api extends HttpApi.HttpApi<infer _Id, infer Each> ? Each : never
type Guarded = Exclude<NameOf<Groups>, `callbacks.${string}` | `system.${string}`>

// An endpoint without a line in the table does not compile.
Roles.endpoints satisfies { readonly [Name in Guarded]: unknown }

/** Lets known API keys in, each at its rate, to what their roles may do. */
export const authorization = Layer.effect(
  Authorization,
  Effect.gen(function* () {
    const { config } = yield* Switchyard.Switchyard
    const { rate, wrongKeyRate } = yield* Settings.Current
    const recognise = recogniser(config.apiKeys)
    const take = RateLimit.make(rate)
    const takeWrong = RateLimit.make(wrongKeyRate)

    const refuse = Effect.gen(function* () {
      const { remoteAddress } = yield* HttpServerRequest.HttpServerRequest
      const seconds = yield* takeWrong(networkOf(Option.getOrElse(remoteAddress, () => "")))
      return yield* Effect.fail(seconds > 0 ? tooMany("rate_limited", seconds) : unauthorized)
    })

    return Authorization.of({
      apiKey: Effect.fnUntraced(function* (httpEffect, { credential, endpoint, group }) {
        const caller = recognise(Redacted.value(credential))
        if (caller === undefined) return yield* refuse
        const seconds = yield* take(caller.name)
        if (seconds > 0) return yield* Effect.fail(tooMany("rate_limited", seconds))
        const allowed = Roles.of(nameOf(group, endpoint))
        if (!Roles.isAmong(caller.roles, allowed)) return yield* Effect.fail(forbidden(allowed, caller.roles))
        return yield* Effect.provideService(httpEffect, CurrentCaller, caller)
      })
    })
  })
)

const query = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) =>
  Input.decoder(Schema.toCodecStringTree(schema))

// A struct without any member would take every object.
const none = query(Schema.Struct({ "": Schema.optionalKey(Schema.Never) }))

const queries = new Map<string, (input: unknown) => Effect.Effect<unknown, Input.InvalidInput>>([
  ["payouts.list", query(PayoutQuery)],
  ["payments.list", query(PaymentQuery)],
  ["refunds.list", query(RefundQuery)],
  ["settlementReports.get", query(FindingQuery)],
  ["registers.get", query(FindingQuery)],
  ["webhooks.deliveries", query(DeliveryQuery)]
])

const bodiless: ReadonlySet<string> = new Set([
  "payouts.refresh",
  "payouts.cancel",
  "payments.refresh",
  "payments.cardForm",
  "refunds.refresh",
  "settlementReports.compare",
  "registers.compare",
  "webhooks.redeliver",
  "webhooks.test"
])

const takesNone = { path: "*", reason: "is not a known field; this takes no body" }

/** Refuses unknown query parameters and values that are not taken, without repeating them. */
export const strict = Layer.succeed(
  Strict,
  Effect.fnUntraced(function* (httpEffect, { endpoint, group }) {
    const name = nameOf(group, endpoint)
    const decode = queries.get(name) ?? none
    const given = yield* HttpServerRequest.ParsedSearchParams
    yield* Effect.mapError(decode(given), ({ issues }) => invalid(issues))
    // An empty object, or a stream without anything in it, is what some clients send where there is nothing to say.
    if (bodiless.has(name) && !(yield* Effect.flatMap(HttpServerRequest.HttpServerRequest, Body.isEmpty))) {
      return yield* Effect.fail(invalid([takesNone]))
    }
    return yield* httpEffect
  })
)
