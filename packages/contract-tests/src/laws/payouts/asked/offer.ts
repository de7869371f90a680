import * as Members from "@switchyard/core/Members"
import type { Taken } from "@switchyard/core/Offer"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { routeOf } from "../../../internal/asked.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"
import { destinationType } from "../destinationType.ts"

export const offer = Law.define({
  id: "asked/offer",
  title: "a payout takes up the offer of its quote, and none that has expired is ever sent for the first time",
  why: "what is sent under an offer that is over is carried out at whatever price there is then, and nobody agreed to that",
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const { ask, capabilities } = yield* Subject
    const harness = yield* Harness
    const { type } = yield* destinationType
    const plain = yield* ask()
    const { amount, request } = plain
    const route = "destination" in request ? routeOf(capabilities, request) : undefined
    if (!Members.has(route?.takes, "offer")) return
    const quoted = yield* ends(provider.quote({ amount, destinationType: type }))
    const made = Exit.isSuccess(quoted) ? quoted.value.offer : undefined
    if (made === undefined)
      return yield* broken("a route that takes offers has quotes that make them", describe(quoted))
    const taken: Taken = { id: made.id, expiresAt: made.expiresAt }
    const asked = yield* ask({ amount, changes: { offer: taken } })
    const exit = yield* ends(asked.send())
    const [held] = yield* heldOf(asked)
    if (held === undefined) return yield* broken("a payout under an offer is sent", describe(exit))
    yield* expect(held.offer === made.id, "the provider is told which offer is taken up", `it was told ${held.offer}`)

    yield* harness.advance(Math.max(0, made.expiresAt.epochMilliseconds - (yield* Clock.currentTimeMillis)))
    const before = (yield* harness.received).length
    const late = yield* ends((yield* ask({ amount, changes: { offer: taken } })).send())
    const error = errorOf(late)
    const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
    yield* expect(
      issues.some(({ path }) => path === "offer.expiresAt"),
      "an offer that has expired is refused by its name",
      describe(late)
    )
    const since = (yield* harness.received).length - before
    yield* expect(since === 0, "nothing is sent under an offer that has expired", `${since} requests have arrived`)
  })
})
