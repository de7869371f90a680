/** The tables of statuses and errors, checked against the documents' lists, which stand here once more. */
import type { Reason } from "@switchyard/core/Reason"
import { describe, expect, test } from "vitest"
import { codes } from "../src/internal/tables.ts"
// if payments
import { paymentStatus } from "../src/internal/tables.ts"
// end
// if payouts
import { payoutStatus } from "../src/internal/tables.ts"
// end

// Word for word as the documents list them, with the meaning that they give it.
// A vendor that distinguishes its errors by something else than a code is asked for it in the last lines.
const documented: {
  // if payments
  readonly payments: ReadonlyArray<readonly [word: string, means: ReturnType<typeof paymentStatus>]>
  // end
  // if payouts
  readonly payouts: ReadonlyArray<readonly [word: string, means: ReturnType<typeof payoutStatus>]>
  // end
  readonly refusals: ReadonlyArray<readonly [code: string, reason: Reason]>
} = {
  // if payments
  payments: [],
  // end
  // if payouts
  payouts: [],
  // end
  refusals: []
}

describe("the tables", () => {
  test.each(Object.entries(documented))("the documents' list of %s is not empty", (name, list) => {
    expect(list.length, `step 5 of docs/adding-a-provider.md: test/tables.test.ts lists ${name}`).toBeGreaterThan(0)
  })

  test("agree with the documents", () => {
    // if payments
    for (const [word, means] of documented.payments) expect(paymentStatus(word), word).toBe(means)
    // end
    // if payouts
    for (const [word, means] of documented.payouts) expect(payoutStatus(word), word).toBe(means)
    // end
    for (const [code, reason] of documented.refusals) {
      expect(codes({ status: 422, code }), code).toMatchObject({ proves: "refused", reason })
    }
  })

  test.each(["never seen before", "", "constructor", "__proto__"])("know nothing of %j", (word) => {
    // if payments
    expect(paymentStatus(word)).toBe("unrecognised")
    // end
    // if payouts
    expect(payoutStatus(word)).toBe("unrecognised")
    // end
    expect(codes({ status: 422, code: word })).toBeUndefined()
  })
})
