/** Answers the endpoints of payouts: reads what was asked, hands it to the durable core, tells what it says. */
import { Payouts } from "@switchyard/facade"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import * as Notes from "../Notes.ts"
import { id } from "../Requested.ts"
import { done, told } from "../refusals.ts"
import { Waits } from "../Waits.ts"
import { answerCreate, askedFor, decision, listOf } from "./carried.ts"

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
        "resolve",
        Effect.fnUntraced(function* ({ params, request }) {
          const resolution = yield* decision(request)
          return yield* done(payouts.resolve(yield* id(params.id), resolution))
        })
      )
      .handleAll({
        list: ({ query }) => told(payouts.list(listOf(query))),
        get: ({ params }) => Effect.flatMap(id(params.id), (known) => told(payouts.get(known))),
        timeline: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => Effect.flatMap(told(payouts.timeline(known)), Notes.timeline)),
        refresh: ({ params }) => Effect.flatMap(id(params.id), (known) => done(payouts.refresh(known))),
        cancel: ({ params }) => Effect.flatMap(id(params.id), (known) => done(payouts.cancel(known)))
      })
  })
)
