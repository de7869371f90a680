import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const undeclaredRoute = Law.define({
  id: "capabilities/undeclared-route",
  title: "a currency that no route declares is refused with MethodUnavailable, and nothing is sent",
  why: "what is sent anyway is executed in a currency of the provider's choosing",
  live: true,
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const declared = new Set(subject.capabilities.routes.flatMap((route) => route.currencies))
    const currency = Currency.all.find((candidate) => !declared.has(candidate))
    if (currency === undefined) return
    const asked = yield* subject.ask({ amount: Money.unsafe("100", currency) })
    const exit = yield* ends(asked.send())
    const isRefused = errorOf(exit)?.reason === "MethodUnavailable"
    yield* expect(isRefused, `${currency} ends as MethodUnavailable`, describe(exit))
    yield* receivedInAll(0, `after a create in ${currency}`)
  })
})
