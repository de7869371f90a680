/** Answers the endpoints of payments: reads what was asked, hands it to the durable core, tells what it says. */
import { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import { decodePayment } from "../api/PaymentsApi.ts"
import { id } from "../Requested.ts"
import { done, told } from "../refusals.ts"
import * as Upload from "../Upload.ts"
import { answerCreate, askedFor, decision, listOf } from "./carried.ts"
import { shown, shownPage } from "./payerPart.ts"
import * as Receipts from "./receipts.ts"

/** The handlers of payments. */
export const layer = HttpApiBuilder.group(
  Api,
  "payments",
  Effect.fnUntraced(function* (handlers) {
    const { payments } = yield* Operations
    const receipts = Receipts.make(yield* Switchyard.Switchyard, payments)
    return handlers
      .handleRaw(
        "create",
        Effect.fnUntraced(function* ({ headers, request }) {
          const asked = yield* askedFor(headers, request, decodePayment)
          return yield* answerCreate(payments, headers, asked, ({ followUpOf, ...request }) => ({
            request,
            followUpOf
          }))
        })
      )
      .handleRaw(
        "resolve",
        Effect.fnUntraced(function* ({ params, request }) {
          const resolution = yield* decision(request)
          return yield* shown(done(payments.resolve(yield* id(params.id), resolution)))
        })
      )
      .handleRaw(
        "uploadReceipt",
        Effect.fnUntraced(function* ({ params, request }) {
          const place = yield* receipts.place(yield* id(params.id))
          return yield* receipts.upload(place, yield* Upload.file(request))
        })
      )
      .handleAll({
        list: ({ query }) => shownPage(told(payments.list(listOf(query)))),
        get: ({ params }) => Effect.flatMap(id(params.id), (known) => shown(told(payments.get(known)))),
        timeline: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => Effect.map(told(payments.timeline(known)), (data) => ({ data }))),
        refresh: ({ params }) => Effect.flatMap(id(params.id), (known) => shown(done(payments.refresh(known)))),
        receipts: ({ params }) => Effect.flatMap(Effect.flatMap(id(params.id), receipts.place), receipts.list)
      })
  })
)
