/** Answers the endpoints of payments: reads the request, hands it to the durable core and answers with the result. */
import { Switchyard } from "@switchyard/facade"
import { DateTime, Effect, Redacted } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import { Api } from "../api/Api.ts"
import { decodePayment } from "../api/PaymentsApi.ts"
import * as Notes from "../Notes.ts"
import { id } from "../Requested.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"
import * as Upload from "../Upload.ts"
import { Waits } from "../Waits.ts"
import * as Changes from "./changes.ts"
import { abandonment, answerCreate, askedFor, decision, listOf } from "./operations.ts"
import { toPageView, toView } from "./paymentView.ts"
import * as Receipts from "./receipts.ts"

/** The handlers of payments. */
export const layer = HttpApiBuilder.group(
  Api,
  "payments",
  Effect.fnUntraced(function* (handlers) {
    const { payments } = yield* Operations
    const waits = yield* Waits
    const changes = Changes.make(payments)
    const receipts = Receipts.make(yield* Switchyard.Switchyard, payments)
    const cardForm = Effect.fnUntraced(function* (text: string) {
      const { expiresAt, formToken, type, url } = yield* orProblem(payments.cardForm(yield* id(text)))
      const until = expiresAt === undefined ? {} : { expiresAt: DateTime.formatIso(expiresAt) }
      return { type, formToken: Redacted.value(formToken), url, ...until }
    })
    return handlers
      .handleRaw(
        "create",
        Effect.fnUntraced(function* ({ headers, request }) {
          const asked = yield* askedFor(headers, request, decodePayment)
          return yield* answerCreate(payments, waits, headers, asked, ({ followUpOf, ...request }) => ({
            request,
            followUpOf
          }))
        })
      )
      .handleRaw("capture", ({ headers, params, request }) => changes.capture(params.id, headers, request))
      .handleRaw(
        "abandon",
        Effect.fnUntraced(function* ({ params, request }) {
          const wish = yield* abandonment(request)
          return yield* toView(completeOrProblem(payments.abandon(yield* id(params.id), wish)))
        })
      )
      .handleRaw(
        "resolve",
        Effect.fnUntraced(function* ({ params, request }) {
          const resolution = yield* decision("payment", request)
          return yield* toView(completeOrProblem(payments.resolve(yield* id(params.id), resolution)))
        })
      )
      .handleRaw(
        "uploadReceipt",
        Effect.fnUntraced(function* ({ params, request }) {
          const known = yield* id(params.id)
          // Nothing of a file is read that can go nowhere.
          yield* receipts.place(known)
          return yield* receipts.upload(known, yield* Upload.file(request))
        })
      )
      .handleAll({
        list: ({ query }) => toPageView(orProblem(payments.list(listOf(query)))),
        get: ({ params }) => Effect.flatMap(id(params.id), (known) => toView(orProblem(payments.get(known)))),
        timeline: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => Effect.flatMap(orProblem(payments.timeline(known)), Notes.timeline)),
        refresh: ({ params }) =>
          Effect.flatMap(id(params.id), (known) => toView(completeOrProblem(payments.refresh(known)))),
        cancel: ({ headers, params }) => changes.cancel(params.id, headers),
        cardForm: ({ params }) => cardForm(params.id),
        receipts: ({ params }) => Effect.flatMap(id(params.id), receipts.list)
      })
  })
)
