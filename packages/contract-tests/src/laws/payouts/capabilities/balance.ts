import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import * as Law from "../../../Law.ts"

export const balance = Law.define({
  id: "capabilities/balance",
  title: "the balance can be read where it is offered; else Unsupported, and nothing is sent",
  why: "a platform that cannot see its balance finds out by refused payouts",
  replay: true,
  live: true,
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    yield* works("balance", provider.balance(), (balances) => balances.length > 0)
  })
})
