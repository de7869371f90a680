/** The requisite of a status answer: which it is, and how an answer that contradicts itself about it is reported. */
import { assert, describe, it } from "@effect/vitest"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import { account } from "../src/internal/account.ts"

const read = (data: Parameters<typeof account>[1]) => {
  const wire = Wire.reader()
  const found = account(wire, data)
  return { found: found && Redacted.value(found), anomalies: wire.anomalies }
}

const unreadable = (message: string) => [{ kind: "UnreadableField" as const, message }]

describe("the requisite that is stated", () => {
  it("is the one of the method, and of no other where the platform names one", () => {
    assert.deepStrictEqual(read({ payment_method: "card", number_card: "1", phone_number: null }), {
      found: "1",
      anomalies: []
    })
    assert.deepStrictEqual(read({ number_score: "3", number_card: "" }), { found: "3", anomalies: [] })
    assert.deepStrictEqual(read({ payment_method: "card", number_card: null }), { found: undefined, anomalies: [] })
  })

  it("of another method than the stated one speaks of another destination", () => {
    assert.deepStrictEqual(read({ payment_method: "score", number_card: "1" }), {
      found: "1",
      anomalies: [{ kind: "DestinationDiffers", message: "the provider states number_card for a payout by score" }]
    })
  })

  it("beside others is reported as one of several", () => {
    assert.deepStrictEqual(read({ payment_method: "sbp", number_card: "1", phone_number: "2" }), {
      found: "2",
      anomalies: unreadable("number_card, phone_number: only one of them should be stated")
    })
    assert.deepStrictEqual(read({ number_card: "1", phone_number: "2" }), {
      found: undefined,
      anomalies: unreadable("number_card, phone_number: only one of them should be stated")
    })
  })

  it("under a method that is not documented, or in no text, is reported as unreadable", () => {
    for (const payment_method of ["SBP", "toString", {}, true]) {
      assert.deepStrictEqual(read({ payment_method, iban_number: "4" }), {
        found: "4",
        anomalies: unreadable("payment_method: is not a documented payment method")
      })
    }
    assert.deepStrictEqual(read({ payment_method: "card", number_card: ["1"] }), {
      found: undefined,
      anomalies: unreadable("number_card: is not the text of an account")
    })
  })
})
