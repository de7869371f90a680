/**
 * The form by which a payer's browser gives its card to the provider, asked for by the session that the provider offered. It
 * changes nothing and is not stored: the token in it is for the payer alone, and each call asks for a new one.
 */
import { Optional } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Instant from "../model/Instant.ts"
import { Conflict } from "../model/Operations.ts"
import { find } from "./find.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { nextAt, payerPart } from "./payerPart.ts"

const unavailable = (message: string) => new Conflict({ code: "card_form_unavailable", message })

/** The card form of a payment that waits for its payer. */
export const cardForm = (runner: Runner) =>
  Effect.fnUntraced(function* (id: string) {
    const { guard, store, switchyard, vault } = runner
    const row = yield* find(runner, "payment", id)
    const { provider, status } = row
    if (status !== "awaiting_payer" || provider === null) {
      return yield* unavailable(`a payment that is ${status} does not wait for its payer`)
    }
    const why = obstacle(runner, row)
    if (why !== undefined) return yield* unavailable(why)
    const part = yield* payerPart(vault, row)
    if (part?.session == null) return yield* unavailable("its provider has offered no session for a card form")
    const now = yield* Instant.now
    if (part.next !== null && nextAt(part, now) === null) return yield* unavailable("the time to pay has passed")
    const opened = yield* Effect.result(runner.kinds.payment.open(row))
    if (Result.isFailure(opened)) return yield* unavailable("its request cannot be opened")
    const { sensitive } = opened.success
    const session = { session: Redacted.make(part.session), ...Optional.compact({ context: row.request.context }) }
    const asked = yield* Effect.result(
      guard.read(provider, switchyard.payments.cardForm(provider, session, { sensitive }))
    )
    const outcome = Result.isSuccess(asked) ? "given" : asked.failure._tag
    yield* store.record(id, yield* Instant.now, [
      { kind: "read", summary: `asked ${provider} for a card form: ${outcome}`, details: { instance: provider } }
    ])
    return yield* Effect.fromResult(asked)
  })
