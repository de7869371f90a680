/** Answers the endpoints of refunds: reads the request, hands it to the durable core and answers with the result. */
import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import { decodeRefund, type RefundBody } from "../api/RefundsApi.ts"
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
    const { payments, refunds } = yield* Operations
    // It goes to the account of its payment. Whether there is one at all is said by the core.
    const contextOf = ({ payment }: typeof RefundBody.Type) =>
      Effect.map(Effect.option(payments.get(payment)), (found) => Option.getOrUndefined(found)?.context ?? undefined)
    const waits = yield* Waits
    return handlers
      .handleRaw(
        "create",
        Effect.fnUntraced(function* ({ headers, request }) {
          const asked = yield* askedFor(headers, request, decodeRefund, contextOf)
          return yield* answerCreate(refunds, waits, headers, asked, ({ amount, payment, reference, ...request }) => ({
            request: { reference, payment, amount, request }
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
