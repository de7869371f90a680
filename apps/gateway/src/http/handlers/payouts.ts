/** Answers the endpoints of payouts: reads the request, hands it to the durable core and answers with the result. */
import { Payouts } from "@switchyard/facade"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import * as Notes from "../Notes.ts"
import { id } from "../Requested.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"
import { Waits } from "../Waits.ts"
import { abandonment, answerCreate, askedFor, decision, listOf } from "./operations.ts"

/** The handlers of payouts. */
export const layer = HttpApiBuilder.group(
  Api,
  "payouts",
  Effect.fnUntraced(function* (handlers) {
    const { payouts } = yield* Operations
    const waits = yield* Waits
    return handlers
      .handleRaw(
        "create",
        Effect.fnUntraced(function* ({ headers, request }) {
          const asked = yield* askedFor(headers, request, Payouts.decodeRequest)
          return yield* answerCreate(payouts, waits, headers, asked, (request) => ({ request }))
        })
      )
      .handleRaw(
        "abandon",
        Effect.fnUntraced(function* ({ params, request }) {
          const wish = yield* abandonment(request)
          return yield* completeOrProblem(payouts.abandon(yield* id(params.id), wish))
        })
      )
      .handleRaw(
        "resolve",
        Effect.fnUntraced(function* ({ params, request }) {
          const resolution = yield* decision("payout", request)
          return yield* completeOrProblem(payouts.resolve(yield* id(params.id), resolution))
        })
      )
      .handleAll({
        list: ({ query }) => orProblem(payouts.list(listOf(query))),
        get: ({ params }) => Effect.flatMap(id(params.id), (known) => orProblem(payouts.get(known))),
        timeline: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => Effect.flatMap(orProblem(payouts.timeline(known)), Notes.timeline)),
        refresh: ({ params }) => Effect.flatMap(id(params.id), (known) => completeOrProblem(payouts.refresh(known))),
        cancel: ({ params }) => Effect.flatMap(id(params.id), (known) => completeOrProblem(payouts.cancel(known)))
      })
  })
)
