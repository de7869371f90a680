/** The tables of statuses and errors, checked against the documents' lists, which stand here once more. */
import type { Reason } from "@switchyard/core/Reason"
import { describe, expect, test } from "vitest"
import { codes, paymentStatus, payoutStatus } from "../src/internal/tables.ts"

// Word for word as the documents list them, with the meaning that they give it.
const documented: {
  readonly payments: ReadonlyArray<readonly [word: string, means: ReturnType<typeof paymentStatus>]>
  readonly payouts: ReadonlyArray<readonly [word: string, means: ReturnType<typeof payoutStatus>]>
  readonly refusals: ReadonlyArray<readonly [code: string, reason: Reason]>
} = {
  payments: [
    ["waiting", "awaiting_payer"],
    ["received", "paid"],
    ["refused", "failed"]
  ],
  payouts: [
    ["sent", "processing"],
    ["done", "paid"],
    ["refused", "failed"]
  ],
  refusals: [
    ["bad_request", "InvalidRequest"],
    ["bad_signature", "AuthenticationFailed"],
    ["low_balance", "InsufficientFunds"]
  ]
}

describe("the tables", () => {
  test.each(Object.entries(documented))("the documents' list of %s is not empty", (name, list) => {
    expect(list.length, `step 5 of docs/adding-a-provider.md: test/tables.test.ts lists ${name}`).toBeGreaterThan(0)
  })

  test("agree with the documents", () => {
    for (const [word, means] of documented.payments) expect(paymentStatus(word), word).toBe(means)
    for (const [word, means] of documented.payouts) expect(payoutStatus(word), word).toBe(means)
    for (const [code, reason] of documented.refusals) {
      expect(codes({ status: 422, code }), code).toMatchObject({ proves: "refused", reason })
    }
  })

  test.each(["never seen before", "", "constructor", "__proto__"])("know nothing of %j", (word) => {
    expect(paymentStatus(word)).toBe("unrecognised")
    expect(payoutStatus(word)).toBe("unrecognised")
    expect(codes({ status: 422, code: word })).toBeUndefined()
  })
})
