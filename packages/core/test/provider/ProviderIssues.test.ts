/** What a provider would refuse a request for is told without asking anybody, so that it is refused while it is taken. */
import { assert, describe, it } from "@effect/vitest"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import { paymentRequest, payments, payoutRequest, payouts, rub } from "../support/stubs.ts"

const email: FieldIssue = { path: "recipientEmail", reason: "is required by this shop" }

describe("the issues of a request", () => {
  it("are none where create would send it", () => {
    assert.deepStrictEqual(payouts().provider.issues(payoutRequest), [])
    assert.deepStrictEqual(payments().provider.issues(paymentRequest), [])
  })

  it("name the route and its limits before anything that the provider insists on", () => {
    const { provider, calls } = payouts({ issues: () => [email] })
    const reasons = (part: object) => provider.issues({ ...payoutRequest, ...part })
    assert.deepStrictEqual(reasons({}), [email])
    assert.deepStrictEqual(reasons({ amount: rub("1") }), [{ path: "amount", reason: "outside the limits of stub" }])
    assert.deepStrictEqual(reasons({ destination: { type: "wallet" } }), [
      { path: "destination.type", reason: "stub has no wallet in RUB" }
    ])
    assert.deepStrictEqual(calls, [])
    const other = payments({ issues: () => [{ ...email, path: "payerEmail" }] }).provider
    assert.deepStrictEqual(other.issues(paymentRequest), [{ ...email, path: "payerEmail" }])
    assert.deepStrictEqual(other.issues({ ...paymentRequest, method: "page" }), [
      { path: "method", reason: "stub has no page in RUB" }
    ])
  })

  it("of a check that breaks are one, and hold nothing of what broke", () => {
    const issues = () => {
      throw new Error("4111111111111111")
    }
    const broken = [{ path: "", reason: "the request could not be checked" }]
    assert.deepStrictEqual(payouts({ issues }).provider.issues(payoutRequest), broken)
    assert.deepStrictEqual(payments({ issues }).provider.issues(paymentRequest), broken)
  })
})
