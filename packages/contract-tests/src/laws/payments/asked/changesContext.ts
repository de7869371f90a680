import { defaultTimeoutMillis } from "@switchyard/core/Outcome"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { approvedIn, heldIn, whereCaptured } from "../../../internal/changes.ts"
import { contextsOf } from "../../../internal/contexts.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const changesContext = Law.define({
  id: "asked/changes-context",
  title:
    "a capture, its replay and a completion are made in the context of their payment, and the key of a capture is of that context",
  why: "in another account there is no such payment: what is held lapses, and what its payer has approved is never taken",
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const harness = yield* Harness
    const both = yield* contextsOf
    if (both === undefined) return
    const { inOwn, other, own } = both
    const isTaken = Effect.fnUntraced(function* (what: string, exit: Exit.Exit<{ readonly _tag: string }, unknown>) {
      const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
      yield* expect(isAccepted, `${what} is accepted in the context of the payment`, describe(exit))
    })

    yield* whereCaptured(
      Effect.gen(function* () {
        const first = yield* heldIn({ context: own })
        const capture = provider.capture({ ...first.names, number: 1, amount: first.asked.amount })
        yield* isTaken("a capture", yield* inOwn("a capture", ends(capture)))

        const { duplicates } = Settling.of(provider.capabilities, "capture")
        if (!Settling.isRepeatable(duplicates)) return
        yield* ends(provider.replay.confirm)
        const { hash, replay } = provider.replays.capture
        const second = yield* heldIn({ context: own })
        const request = { ...second.names, number: 1, amount: second.asked.amount }
        const key = yield* hash(request)
        const elsewhere = yield* hash({ ...request, context: other })
        if (key === undefined) return yield* broken("a capture that can be replayed has a key", "it has none")
        const isOwn = elsewhere === undefined || Redacted.value(elsewhere.hash) !== Redacted.value(key.hash)
        yield* expect(isOwn, "the keys of two contexts are two", "they are one")
        const firstSentAt = yield* DateTime.now
        const lastSendUntil = DateTime.add(firstSentAt, { milliseconds: defaultTimeoutMillis })
        yield* harness.fault("capture", { kind: "cutAfterActing" })
        yield* ends(provider.capture(request, { replayKey: key, deadline: lastSendUntil }))
        yield* harness.advance(defaultTimeoutMillis + duplicates.replayAfterMillis)
        const record = { ...key, firstSentAt, lastSendUntil }
        const again = ends(replay(request, record, { clocksApartMillis: 0 }))
        yield* isTaken("a replay of a capture", yield* inOwn("a replay of a capture", again))
      })
    )
    if (!(yield* offers("complete"))) return
    const payment = yield* approvedIn({ context: own })
    const complete = provider.complete({ ...payment.names, number: 1, amount: payment.asked.amount })
    yield* isTaken("a completion", yield* inOwn("a completion", ends(complete)))
  })
})
