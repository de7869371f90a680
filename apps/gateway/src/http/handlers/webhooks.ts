/** Answers what was sent to the merchant, and has it sent again. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Webhooks } from "../../webhooks/Webhooks.ts"
import { Api } from "../api/Api.ts"
import { defaultLimit } from "../api/Shared.ts"
import { id } from "../Requested.ts"
import { done, told } from "../refusals.ts"

/** The handlers of webhooks. */
export const layer = HttpApiBuilder.group(
  Api,
  "webhooks",
  Effect.fnUntraced(function* (handlers) {
    const webhooks = yield* Webhooks
    return handlers.handleAll({
      deliveries: ({ query }) => told(webhooks.list({ ...query, limit: query.limit ?? defaultLimit })),
      redeliver: ({ params }) => Effect.flatMap(id(params.id), (known) => done(webhooks.redeliver(known))),
      test: () => Effect.map(done(webhooks.test), (data) => ({ data }))
    })
  })
)
