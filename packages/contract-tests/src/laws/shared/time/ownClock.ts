import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

// What has ended cannot end by itself, and what was only prepared has a time of its own.
const open: ReadonlySet<string> = new Set(["awaiting_payer", "approved", "authorized", "processing"])

const day = 86_400_000

export const ownClock = Law.define({
  id: "time/own-clock",
  title:
    "what is open at the provider is open, however long ago it was made: no end is made of the adapter's own clock",
  why: "payers pay late and payouts arrive late: what was given up by the calendar is sold, or paid, a second time",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const words = harness.statuses.filter(({ means }) => open.has(means))
    // One word of each meaning: two that mean the same are read alike.
    const each = words.filter(({ means }, index) => words.findIndex((other) => other.means === means) === index)
    for (const { means, word } of each) {
      const operation = yield* created()
      const { reference } = operation.asked
      const { heldUntil } = harness.money ?? {}
      // Past the time that its payer has it could not come to it any more.
      const isTimed = operation.reported.next?.expiresAt !== undefined
      if (isTimed || (means === "authorized" && heldUntil !== undefined)) yield* harness.settle(reference, word)
      // What its provider lets go by itself is held until then.
      const until = means === "authorized" ? yield* heldUntil?.(reference) ?? Effect.undefined : undefined
      const now = yield* Clock.currentTimeMillis
      const days = until === undefined ? 40 : Math.floor((until - now - 1) / day)
      yield* harness.advance(`${days} days`)
      if (until === undefined && !isTimed) yield* harness.settle(reference, word)
      const { status } = yield* found(operation)
      yield* expect(status === means, `after ${days} days "${word}" still means ${means}`, `it was read as ${status}`)
    }
  })
})
