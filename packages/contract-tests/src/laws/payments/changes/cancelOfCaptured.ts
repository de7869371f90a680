import { capturesOf } from "@switchyard/core/Capabilities"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { captured, held, whereCaptured } from "../../../internal/changes.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import { found, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const ended = ["canceled", "expired", "failed"]

export const cancelOfCaptured = Law.define({
  id: "changes/cancel-of-captured",
  title: "where the manifest says that a cancel of what was captured is refused, it is, and nothing is paid back",
  why: "a cancel that pays back is a refund that nobody has reserved: with one that was asked for, the payer has it twice",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      if (!(yield* offers("cancel")) || capturesOf(provider.capabilities).ofCaptured !== "refused") return
      const payment = yield* held
      yield* ends(provider.capture({ ...payment.names, number: 1, amount: payment.asked.amount }))
      const exit = yield* ends(provider.cancel({ ...payment.names, number: 1 }))
      const { refunds } = yield* money
      const back = (yield* refunds(payment.asked.reference)).length
      const left = (yield* captured(payment)).length
      yield* expect(
        back === 0 && left === 1,
        "after the cancel everything is as it was captured",
        `${back} refunds, ${left} captures`
      )
      const isTaken = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
      yield* expect(!isTaken, "a cancel of what was captured is not accepted", describe(exit))
      const { status } = yield* found(payment)
      yield* expect(!ended.includes(status), "it is not over without money", `it is ${status}`)
    })
  )
})
