import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import { captured, held, partOf, takesSeveral, whereCaptured } from "../../../internal/changes.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const ownNumber = Law.define({
  id: "changes/own-number",
  title: "captures of two numbers are two, and one that is sent again under its number is one",
  why: "under one key for all captures of a payment the second is never made; under a new key for each send the first is made twice",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const subject = yield* Subject
      if (!takesSeveral(subject)) return
      const payment = yield* held
      const amount = yield* partOf(payment)
      const capture = (number: number) => ends(provider.capture({ ...payment.names, number, amount, final: false }))
      yield* capture(1)
      const second = yield* capture(2)
      const two = (yield* captured(payment)).length
      yield* expect(
        two === 2,
        "after two captures the provider has made two",
        `it has made ${two}; ${describe(second)}`
      )
      const { kind } = Settling.of(subject.capabilities, "capture").duplicates
      if (kind === "accepted" || kind === "undocumented") return
      yield* capture(1)
      const after = (yield* captured(payment)).length
      yield* expect(after === 2, "sent again, the first is the same capture", `the provider has made ${after}`)
    })
  )
})
