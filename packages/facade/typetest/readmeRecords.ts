import type { Payouts, Switchyard } from "@switchyard/facade"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

interface AttemptRow {
  readonly instance: string
  readonly sendUntil: DateTime.Utc
}

export const submit = Effect.fnUntraced(function* (
  { payouts }: Switchyard.Service,
  request: Payouts.PayoutRequest,
  write: (row: AttemptRow) => Effect.Effect<void>
) {
  const candidate = payouts.candidates(request).find((each) => each.in)
  if (candidate === undefined) return undefined
  const sendUntil = DateTime.makeUnsafe((yield* Clock.currentTimeMillis) + 30_000)
  yield* write({ instance: candidate.instance, sendUntil })
  return yield* payouts.createOn(candidate.instance, request, { sendUntil })
})
