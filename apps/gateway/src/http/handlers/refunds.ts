/** Answers the endpoints of refunds: reads the request, hands it to the durable core and answers with the result. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import { decodeRefund } from "../api/RefundsApi.ts"
import { CurrentCaller } from "../api/Security.ts"
import * as Contexts from "../contexts.ts"
import * as Notes from "../Notes.ts"
import { id } from "../Requested.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"
import { Waits } from "../Waits.ts"
import { answerCreate, askedFor, decision, listOf } from "./operations.ts"

/** The handlers of refunds. */
export const layer = HttpApiBuilder.group(
  Api,
  "refunds",
  Effect.fnUntraced(function* (handlers) {
    const { refunds } = yield* Operations
    const waits = yield* Waits
    return handlers
      .handleRaw(
        "create",
        Effect.fnUntraced(function* ({ headers, request }) {
          const asked = yield* askedFor(headers, request, decodeRefund)
          const { contexts } = yield* CurrentCaller
          return yield* answerCreate(refunds, waits, headers, asked, ({ amount, payment, reference, ...request }) => ({
            request: {
              reference,
              payment,
              amount,
              request,
              contextIssues: (context) => Contexts.issuesOf(contexts, context)
            }
          }))
        })
      )
      .handleRaw(
        "resolve",
        Effect.fnUntraced(function* ({ params, request }) {
          const resolution = yield* decision("refund", request)
          return yield* completeOrProblem(refunds.resolve(yield* id(params.id), resolution))
        })
      )
      .handleAll({
        list: ({ query: { payment, ...query } }) => orProblem(refunds.list({ ...listOf(query), parent: payment })),
        get: ({ params }) => Effect.flatMap(id(params.id), (known) => orProblem(refunds.get(known))),
        timeline: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => Effect.flatMap(orProblem(refunds.timeline(known)), Notes.timeline)),
        refresh: ({ params }) => Effect.flatMap(id(params.id), (known) => completeOrProblem(refunds.refresh(known)))
      })
  })
)
