import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const checkAccount = Law.define({
  id: "capabilities/check-account",
  title: "an account check answers where it is offered; else Unsupported, and nothing is sent",
  why: "'not payable' that means 'could not find out' turns good recipients away",
  replay: true,
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const subject = yield* Subject
    const { amount, request } = yield* subject.ask()
    if (!("destination" in request)) return
    yield* works(
      "checkAccount",
      provider.checkAccount({ amount, destination: request.destination }),
      ({ holder, result }) =>
        ["payable", "not_payable", "unknown"].includes(result) &&
        ["match", "close_match", "no_match", "not_possible", undefined].includes(holder)
    )
  })
})
