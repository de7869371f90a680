import type { Destination } from "@switchyard/core/Destination"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { broken, expect } from "../../../internal/expect.ts"
import { heldOf, payeeOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Past the integers of a float, with zeros in front, and with what has a meaning in a number, a form or a path.
const accounts: {
  readonly [T in Destination["type"]]?: { readonly member: string; readonly values: ReadonlyArray<string> }
} = {
  card: { member: "number", values: ["6200000012345678911"] },
  account: { member: "number", values: ["00012345678901234567", "0012E4"] },
  wallet: { member: "account", values: ["00410011234567890123", "kanareika+7&to=8%20/9"] },
  email: { member: "email", values: ["kanareika+pevchaya@example.com"] },
  token: { member: "token", values: ["00000000000000000391", "ba_0+/=%20&to=8"] }
}

export const digits = Law.define({
  id: "destination/digits",
  title:
    "an account arrives letter by letter, however much it looks like a number or a part of a form, or nothing is paid",
  why: "a float makes another card of one with nineteen digits, a number drops zeros in front: both may be somebody's",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const { request } = (yield* created()).asked
    if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
    const { destination } = request
    const { member = "", values = [] } = accounts[destination.type] ?? {}
    for (const value of values) {
      const asked = yield* ask({ changes: { destination: { ...destination, [member]: Redacted.make(value) } } })
      // What the adapter or its provider refuses pays nobody.
      yield* ends(asked.send())
      const others = (yield* heldOf(asked)).filter(({ account }) => account !== payeeOf(asked).account)
      yield* expect(
        others.length === 0,
        `the ${destination.type} ${value} arrives as it is, or nothing is paid`,
        `${others[0]?.account ?? "no account"} has arrived`
      )
    }
  })
})
