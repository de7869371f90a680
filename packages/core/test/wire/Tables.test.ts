/** What a code table proves of a refusal: nothing that does not stand in it, and of two rows the careful one. */
import { assert, describe, it } from "@effect/vitest"
import * as Tables from "@switchyard/core/Tables"

const codes = Tables.codes({
  refused: [
    { code: ["bad_request", 10], reason: "InvalidRequest" },
    { status: 400, type: "invalid_request_error", reason: "InvalidRequest" },
    { status: 400, code: ["amount_too_small", "amount_too_large"], reason: "AmountOutOfRange" },
    { code: "both_ways", reason: "MethodUnavailable" },
    { text: "Low balance", reason: "InsufficientFunds" }
  ],
  notProcessed: [
    { status: [401, 403], reason: "AuthenticationFailed" },
    { type: "rate_limit", reason: "RateLimited" },
    { code: "both_ways", reason: "RateLimited" }
  ],
  unknown: [{ status: 400, type: "invalid_request_error", code: "token_in_use", reason: "ProviderUnavailable" }],
  duplicate: [{ code: "used" }],
  notFound: [{ code: "missing" }, { code: 2000, type: "wasn't found" }]
})

const proves = (fields: Tables.ErrorFields) => {
  const verdict = codes(fields)
  return verdict && [verdict.proves, verdict.reason]
}

describe("a code table", () => {
  it("finds a refusal by whatever the provider tells them apart by", () => {
    assert.deepStrictEqual(proves({ status: 422, code: "bad_request" }), ["refused", "InvalidRequest"])
    assert.deepStrictEqual(proves({ status: 200, code: "10" }), ["refused", "InvalidRequest"])
    assert.deepStrictEqual(proves({ status: 400, code: "amount_too_large" }), ["refused", "AmountOutOfRange"])
    assert.deepStrictEqual(proves({ status: 403 }), ["notProcessed", "AuthenticationFailed"])
    assert.deepStrictEqual(proves({ status: 429, type: "rate_limit" }), ["notProcessed", "RateLimited"])
    assert.deepStrictEqual(proves({ status: 409, code: "used" }), ["duplicate", "DuplicateReference"])
    assert.deepStrictEqual(proves({ status: 404, code: "missing" }), ["notFound", "UnrecognisedAnswer"])
  })

  it("has no default: what no row names is no verdict", () => {
    for (const code of ["bad_requests", "", "constructor", "__proto__", "BAD_REQUEST"]) {
      assert.isUndefined(codes({ status: 422, code }), code)
    }
    assert.isUndefined(codes({ status: 422 }))
    assert.isUndefined(codes({ status: 402, code: "amount_too_large" }))
    assert.isUndefined(codes({ status: 200, code: "2000" }))
    assert.isUndefined(Tables.noCodes({ status: 400, code: "bad_request" }))
  })

  it("takes the row that names most, so that a code keeps its meaning beside a row for all of its kind", () => {
    const fields = { status: 400, type: "invalid_request_error" }
    assert.deepStrictEqual(proves(fields), ["refused", "InvalidRequest"])
    assert.deepStrictEqual(proves({ ...fields, code: "never_seen" }), ["refused", "InvalidRequest"])
    assert.deepStrictEqual(proves({ ...fields, code: "token_in_use" }), ["unknown", "ProviderUnavailable"])
  })

  it("takes of two rows that name as much the one that proves less", () => {
    assert.deepStrictEqual(proves({ status: 422, code: "both_ways" }), ["refused", "MethodUnavailable"])
  })

  it("takes a refusal that leaves what can be paid before one of which nothing is said, and knows no leftover of a document", () => {
    const row = { reason: "InsufficientFunds", code: "declined" } as const
    const rows = [row, { ...row, leaves: "nothing" }, { ...row, leaves: "payable" }] as const
    for (const refused of [rows, rows.toReversed()]) {
      assert.strictEqual(Tables.codes({ refused })({ status: 402, code: "declined" })?.leaves, "payable")
    }
    assert.throws(() => Tables.codes({ refused: [{ ...row, reason: "Leftover" }] }), "Leftover")
  })

  it("says that a refusal leaves nothing only where every row that fits says so", () => {
    const row = { reason: "InsufficientFunds" } as const
    const of = Tables.codes({
      refused: [
        { ...row, code: "left", leaves: "nothing" },
        { ...row, code: "both", leaves: "nothing" },
        { ...row, text: "both" },
        { ...row, code: "may" }
      ]
    })
    assert.deepStrictEqual(of({ status: 402, code: "left" }), {
      ...{ proves: "refused", reason: "InsufficientFunds", providerCode: "left", leaves: "nothing" }
    })
    for (const code of ["both", "may"]) assert.notProperty(of({ status: 402, code, text: code }), "leaves")
  })

  it("knows a text as a whole, case and outer blanks aside, and shows it as the code where there is none", () => {
    assert.strictEqual(codes({ status: 200, text: " LOW balance\n" })?.providerCode, "low balance")
    assert.strictEqual(codes({ status: 200, code: "10", text: "low balance" })?.providerCode, "10")
    assert.isUndefined(codes({ status: 200, text: "low balance, but it is being paid" }))
  })

  it("refuses a row that would be a default, and one about a server that failed", () => {
    assert.throws(() => Tables.codes({ refused: [{ reason: "InvalidRequest" }] }), /names nothing/)
    assert.throws(() => Tables.codes({ refused: [{ status: [400, 500], reason: "InvalidRequest" }] }), /500/)
    assert.throws(() => Tables.codes({ unknown: [{ code: 1, reason: "DuplicateReference" }] }), /duplicate/)
    assert.throws(() => Tables.codes({ notProcessed: [{ status: 200, reason: "RateLimited" }] }), /below 400/)
  })
})

describe("a table of late failures", () => {
  const failures = Tables.failures([
    { code: ["closed", 7], reason: "DestinationInvalid" },
    { code: "later", reason: "Declined", by: "bank", again: "later" }
  ])

  it("gives each listed code its reason, who decided it and what makes sense now, and keeps the codes", () => {
    assert.deepStrictEqual(failures({ code: 7, scheme: "AC04", message: "closed" }), {
      ...{ reason: "DestinationInvalid", by: "bank", again: "other_destination" },
      ...{ providerCode: "7", scheme: "AC04", message: "closed" }
    })
    assert.deepStrictEqual(failures({ code: "later", message: "" }), {
      ...{ reason: "Declined", by: "bank", again: "later", providerCode: "later", message: "" }
    })
  })

  it.each(["Closed", " closed", "", "7.0", "constructor", "__proto__", undefined])(
    "concludes nothing from %j",
    (code) => {
      const { message, providerCode, ...conclusion } = failures({ code, message: "no" })
      assert.deepStrictEqual(conclusion, { reason: "UnrecognisedAnswer", by: "provider", again: "never" })
      assert.deepStrictEqual([message, providerCode], ["no", code])
    }
  )

  it("refuses one code with two meanings, and a leftover", () => {
    const row = { code: "7", reason: "Declined" } as const
    assert.throws(() => Tables.failures([row, { code: 7, reason: "Compliance" }]), /twice/)
    assert.throws(() => Tables.failures([{ code: 1, reason: "Leftover" }]), /Leftover/)
  })
})

describe("a table of words", () => {
  const meaning = Tables.words({ done: "paid", 5: "failed" } as const)

  it("means what it says, by words or numbers", () => {
    assert.strictEqual(meaning("done"), "paid")
    assert.strictEqual(meaning(5), "failed")
  })

  it.each(["Done", " done", "", "constructor", "__proto__", "hasOwnProperty", 6, 5.5])("does not know %j", (word) => {
    assert.strictEqual(meaning(word), "unrecognised")
  })
})
