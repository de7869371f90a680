import * as Effect from "effect/Effect"
import { broken } from "../../../internal/expect.ts"
import { heldOf, isPayee, payeeOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const account = Law.define({
  id: "destination/account",
  title: "money goes to the account and the person that were asked for, whoever was paid before",
  why: "an account out of a test, a cache or the payout before pays a stranger, and every amount and status is right",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const payouts = [yield* ask(), yield* ask({ payee: "other" }), yield* ask()]
    if (new Set(payouts.map((payout) => payeeOf(payout).account)).size < 2) {
      return yield* broken("the harness lets two payouts go to two accounts", "both go to one")
    }
    for (const asked of payouts) {
      yield* ends(asked.send())
      const [held] = yield* heldOf(asked)
      if (held === undefined) return yield* broken(`the provider holds ${asked.reference}`, "it does not")
      yield* isPayee(asked, held)
    }
  })
})
