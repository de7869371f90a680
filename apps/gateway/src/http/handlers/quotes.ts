/** Answers quotes and account checks, straight from the facade: nothing is created and nothing is stored. */

import { randomUUID } from "node:crypto"
import { Input, type Note, Payout } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Effect, Redacted } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../api/Api.ts"
import { AccountCheckBody, PaymentQuoteBody, PayoutQuoteBody, PayoutQuoteByType } from "../api/QuotesApi.ts"
import * as Body from "../Body.ts"
import * as Contexts from "../contexts.ts"
import * as JsonText from "../JsonText.ts"
import * as Notes from "../Notes.ts"
import { invalid } from "../problems.ts"
import { fields } from "../Requested.ts"
import { orProblem } from "../refusals.ts"

const decodeFull = Input.decoder(PayoutQuoteBody)
const decodeByType = Input.decoder(PayoutQuoteByType)
const decodeCheck = Input.decoder(AccountCheckBody)
const decodePayment = Input.decoder(PaymentQuoteBody)
const validQuote = Input.validator(Payout.QuoteRequest)

// A destination of which only the type is given is enough to calculate with.
const decodeQuote = (json: JsonText.Value) => (hasTypeOnly(json) ? decodeByType(json) : decodeFull(json))

const hasTypeOnly = (json: JsonText.Value): boolean => {
  const destination = JsonText.member(json, "destination")
  return JsonText.keys(destination).every((key) => key === "type") && JsonText.keys(destination).length === 1
}

const details = (text: Redacted.Redacted<string>): unknown => JsonText.lenient(Redacted.value(text))

const forCaller = <Quote extends { readonly notes?: ReadonlyArray<Note.Note> }>({ notes, ...quote }: Quote) =>
  Effect.map(Notes.notes(notes ?? []), (visible) => (visible.length === 0 ? quote : { ...quote, notes: visible }))

/** The handlers of quotes and checks. */
export const layer = HttpApiBuilder.group(
  Api,
  "quotes",
  Effect.fnUntraced(function* (handlers) {
    const { instances, payments, payouts } = yield* Switchyard.Switchyard
    const known = (provider: string | undefined) =>
      provider === undefined || instances.some(({ name }) => name === provider)
        ? Effect.succeed({ instance: provider })
        : Effect.fail(invalid([{ path: "provider", reason: "is not a configured provider instance" }]))
    return handlers
      .handleRaw(
        "payoutQuote",
        Effect.fnUntraced(function* ({ request }) {
          const { destination, provider, ...body } = yield* fields(
            Contexts.allowed(decodeQuote(yield* Body.json(request)))
          )
          const asked = yield* fields(validQuote({ ...body, destinationType: destination.type }))
          const { instance, ...quote } = yield* orProblem(payouts.quote(asked, yield* known(provider)))
          return { provider: instance, ...(yield* forCaller(quote)) }
        })
      )
      .handleRaw(
        "accountCheck",
        Effect.fnUntraced(function* ({ request }) {
          const { provider, ...body } = yield* fields(Contexts.allowed(decodeCheck(yield* Body.json(request))))
          const check = yield* orProblem(payouts.checkAccount(body, yield* known(provider)))
          const { holder, instance, result } = check
          return {
            provider: instance,
            result,
            ...(holder === undefined ? {} : { holder }),
            details: details(check.details)
          }
        })
      )
      .handleRaw(
        "paymentQuote",
        Effect.fnUntraced(function* ({ request }) {
          const { provider, ...body } = yield* fields(Contexts.allowed(decodePayment(yield* Body.json(request))))
          const reference = body.reference ?? (yield* Effect.sync(() => `quote-${randomUUID()}`))
          const { instance, ...quote } = yield* orProblem(
            payments.quote({ ...body, reference }, yield* known(provider))
          )
          return { provider: instance, ...(yield* forCaller(quote)) }
        })
      )
  })
)
