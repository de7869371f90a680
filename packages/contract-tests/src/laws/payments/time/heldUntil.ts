import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { held, whereCaptured } from "../../../internal/changes.ts"
import { expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const words = (millis: number | undefined) => (millis === undefined ? "no moment" : new Date(millis).toISOString())

export const heldUntil = Law.define({
  id: "time/held-until",
  title: "a read states until when what is held can be captured, where the provider says so, and as it says it",
  why: "a capture that is planned by a later moment is refused: the goods are gone, and the money was let go hours ago",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const { heldUntil: until } = yield* money
      if (until === undefined) return
      const payment = yield* held
      const said = yield* until(payment.asked.reference)
      yield* spaced
      const { reference, providerReference } = payment.names
      const { captureBefore } = yield* Effect.orDie(provider.get({ reference, providerReference }))
      const stated = captureBefore && DateTime.toEpochMillis(captureBefore)
      yield* expect(stated === said, `it is held until ${words(said)}`, `${words(stated)} is stated`)
    })
  )
})
