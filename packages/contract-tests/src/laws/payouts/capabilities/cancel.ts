import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const cancel = Law.define({
  id: "capabilities/cancel",
  title: "cancel asks the provider where it is offered; else it answers Unsupported and sends nothing",
  why: "a cancellation that seems to work and never left lets the payout go out",
  live: true,
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const { reported } = yield* created()
    const { providerReference, reference } = reported
    const call = provider.cancel({ reference, providerReference })
    yield* works("cancel", call, (outcome) => outcome._tag === "Accepted" && outcome.value.asked)
  })
})
