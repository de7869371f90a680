import * as Money from "@switchyard/core/Money"
import { defaultTimeoutMillis } from "@switchyard/core/Outcome"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { captured, held, partOf, takesSeveral, whereCaptured } from "../../../internal/changes.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const replay = Law.define({
  id: "changes/replay",
  title:
    "an unknown capture is replayed only by what the manifest says of captures, and then it is made once, whatever arrived",
  why: "what repeated creates do says nothing of captures: a replay that is not documented takes the payer's money twice",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const harness = yield* Harness
      const { duplicates } = Settling.of(provider.capabilities, "capture")
      const { hash, replay: again } = provider.replays.capture
      yield* ends(provider.replay.confirm)
      for (const kind of ["cutAfterActing", "cutBeforeReading"] as const) {
        const payment = yield* held
        const final = takesSeveral(provider) ? { final: false } : {}
        const request = { ...payment.names, number: 1, amount: yield* partOf(payment), ...final }
        const key = yield* hash(request)
        if (!Settling.isRepeatable(duplicates)) {
          return yield* expect(
            key === undefined,
            "a capture that nothing is stated of has no key to replay it by",
            "it has one"
          )
        }
        if (key === undefined) return yield* broken("a capture that can be replayed has a key", "it has none")
        const firstSentAt = yield* DateTime.now
        const lastSendUntil = DateTime.add(firstSentAt, { milliseconds: defaultTimeoutMillis })
        yield* harness.fault("capture", { kind })
        yield* ends(provider.capture(request, { replayKey: key, deadline: lastSendUntil }))
        yield* harness.advance(defaultTimeoutMillis + duplicates.replayAfterMillis)
        const record = { ...key, firstSentAt, lastSendUntil }
        const other = { ...request, amount: payment.asked.amount }
        const changed = errorOf(yield* ends(again(other, record, { clocksApartMillis: 0 })))
        yield* expect(changed?._tag === "NotReplayed", "a replay of another amount is not made", "it is")
        const exit = yield* ends(again(request, record, { clocksApartMillis: 0 }))
        const made = yield* captured(payment)
        yield* expect(
          made.length === 1 && made.every(({ amount }) => Money.equals(amount, request.amount)),
          `after the replay the provider has captured ${show(request.amount)} once`,
          `it has captured ${made.map(({ amount }) => show(amount)).join(" and ") || "nothing"}; ${describe(exit)}`
        )
      }
    })
  )
})
