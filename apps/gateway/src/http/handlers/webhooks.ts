/** Answers what was sent to the merchant, has it sent again, and takes what an operator decides about it. */
import type { Input } from "@switchyard/core"
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Webhooks } from "../../webhooks/Webhooks.ts"
import { Api } from "../api/Api.ts"
import { CurrentCaller } from "../api/Security.ts"
import { defaultLimit } from "../api/Shared.ts"
import { decodeDiscard, decodeDiscardAll, decodeRetarget, decodeRetargetAll } from "../api/WebhooksApi.ts"
import * as Body from "../Body.ts"
import { fields, id } from "../Requested.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"

const decision = Effect.fnUntraced(function* <A extends { readonly note: string }>(
  request: HttpServerRequest.HttpServerRequest,
  decode: (json: unknown) => Effect.Effect<A, Input.InvalidInput>
) {
  const { name } = yield* CurrentCaller
  const { note, ...asked } = yield* fields(decode(yield* Body.json(request)))
  return { asked, by: { operator: name, note } }
})

/** The handlers of webhooks. */
export const layer = HttpApiBuilder.group(
  Api,
  "webhooks",
  Effect.fnUntraced(function* (handlers) {
    const webhooks = yield* Webhooks
    return handlers
      .handleRaw(
        "discard",
        Effect.fnUntraced(function* ({ params, request }) {
          const { by } = yield* decision(request, decodeDiscard)
          return yield* completeOrProblem(webhooks.discard(yield* id(params.id), by))
        })
      )
      .handleRaw(
        "retarget",
        Effect.fnUntraced(function* ({ params, request }) {
          const { asked, by } = yield* decision(request, decodeRetarget)
          return yield* completeOrProblem(webhooks.retarget(yield* id(params.id), asked.url, by))
        })
      )
      .handleRaw(
        "discardAll",
        Effect.fnUntraced(function* ({ request }) {
          const { asked, by } = yield* decision(request, decodeDiscardAll)
          const { changed, inFlight } = yield* completeOrProblem(webhooks.discardAll(asked.endpoint, by))
          return { discarded: changed, inFlight }
        })
      )
      .handleRaw(
        "retargetAll",
        Effect.fnUntraced(function* ({ request }) {
          const { asked, by } = yield* decision(request, decodeRetargetAll)
          const { changed, inFlight } = yield* completeOrProblem(webhooks.retargetAll(asked.endpoint, asked.to, by))
          return { retargeted: changed, inFlight }
        })
      )
      .handleAll({
        deliveries: ({ query }) => orProblem(webhooks.list({ ...query, limit: query.limit ?? defaultLimit })),
        redeliver: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => completeOrProblem(webhooks.redeliver(known))),
        test: () => Effect.map(completeOrProblem(webhooks.test), (data) => ({ data }))
      })
  })
)
