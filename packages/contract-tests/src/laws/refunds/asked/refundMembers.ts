import * as Capabilities from "@switchyard/core/Capabilities"
import * as Members from "@switchyard/core/Members"
import type { RefundRequest } from "@switchyard/core/Refund"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { paid, paidInTwo } from "../../../internal/refunds.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const refundMembers = Law.define({
  id: "asked/refund-members",
  title:
    "the reason of a refund, its words and the capture that it is of arrive as given, are refused by name, or are ignored as listed",
  why: "a refund of another capture pays back money of another day; one for a fraud that does not say so lets its payer pay again",
  routes: "every",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const { part, payment, provider, request, target } = yield* paid
    const route = Capabilities.route(provider.capabilities, target.method, target.currency)
    if (route === undefined) return yield* broken("an ordinary refund has a route", "it has none")
    const takes = Members.has(route.takes, "payment.capture")
    const ofTwo = takes ? yield* paidInTwo(target.method, part) : undefined
    const plain = yield* request(part)
    const cases: ReadonlyArray<readonly ["reason" | "description" | "capture", string, Partial<RefundRequest>]> = [
      ["reason", "reason", { reason: "fraudulent" }],
      ["description", "description", { description: "two of three came back" }],
      ["capture", "payment.capture", { payment: ofTwo ?? { ...payment, capture: "capture-of-nobody" } }]
    ]
    for (const [name, path, given] of cases) {
      const { reference } = yield* request(part)
      const asked = { ...plain, reference, ...given }
      const before = (yield* harness.received).length
      const exit = yield* ends(provider.create(asked))
      if (Members.untaken(route, [path]).length > 0) {
        const error = errorOf(exit)
        const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
        const isUnsent = (yield* harness.received).length === before
        const isRefused = isUnsent && issues.some((issue) => issue.path === path)
        yield* expect(isRefused, `${path}, which the route does not list, is refused by its name`, describe(exit))
        continue
      }
      const held = (yield* harness.held).find((each) => each.reference === reference)
      if (held === undefined) return yield* broken(`a refund with ${path} is sent`, describe(exit))
      const value = name === "capture" ? asked.payment.capture : asked[name]
      const isIgnored = Members.has(route.ignores, path)
      yield* expect(
        held[name] === (isIgnored ? undefined : value),
        `${path} ${isIgnored ? "is ignored, as the manifest says" : "arrives as it was given"}`,
        held[name] === undefined ? "the provider was sent none" : "the provider was sent another"
      )
    }
  })
})
