import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { broken, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Latin letters that few encodings have, other alphabets, what is escaped in JSON, and an accent that stands by itself.
const holders = ["Łucja Ñandú-Øberg", "Щегол Ёжиков", "王小鳥", "Seán O'Connor & Søns", "Zoe\u0308 Kanareika"]

export const letters = Law.define({
  id: "destination/letters",
  title:
    "the name of a payout's holder arrives letter by letter, in whatever alphabet it is written, or nothing is paid",
  why: "banks compare names: one with a question mark in it comes back after days, or is paid to somebody who is called so",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const { request } = (yield* created()).asked
    if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
    for (const holder of holders) {
      const destination = { ...request.destination, holder: Redacted.make(holder) }
      const asked = yield* ask({ changes: { destination } })
      yield* ends(asked.send())
      // That a holder is not sent at all is a matter of another law.
      const others = (yield* heldOf(asked)).filter((held) => held.holder !== undefined && held.holder !== holder)
      yield* expect(
        others.length === 0,
        `the holder ${holder} arrives as it is written, or nothing is paid`,
        `${others[0]?.holder} has arrived`
      )
    }
  })
})
