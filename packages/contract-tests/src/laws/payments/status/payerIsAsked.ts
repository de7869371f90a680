import * as Capabilities from "@switchyard/core/Capabilities"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { created, found, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { type Reported, Subject } from "../../../Subject.ts"

export const payerIsAsked = Law.define({
  id: "status/payer-is-asked",
  title:
    "a payment that waits for its payer says what the payer must do, when it is created or first read, unless its route is declared to say nothing",
  why: "a payer who is shown nothing cannot pay: the payment waits until it expires, and the sale is lost in silence",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const operation = yield* created()
    const hasForm = yield* offers("cardForm")
    // A session is the way to a card form.
    const isAsked = ({ next, session }: Reported) => next !== undefined || (hasForm && session !== undefined)
    if (isAsked(operation.reported)) return
    const read = yield* found(operation)
    if (read.status !== "awaiting_payer" && operation.reported.status !== "awaiting_payer") return
    const { capabilities } = yield* Subject
    const { amount, request } = operation.asked
    const route = "method" in request ? Capabilities.route(capabilities, request.method, amount.currency) : undefined
    if (route?.payerIsAsked === false) return
    yield* expect(
      isAsked(read),
      "there is something for the payer to do, or the route says `payerIsAsked: false`",
      `${read.status}, without a next step`
    )
  })
})
