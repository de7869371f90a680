/** Answers of any shape: bytes, JSON, envelopes with strange members, and the documents' samples changed at random. */
import * as fc from "fast-check"
import { fixture } from "./fixtures.ts"
import { payoutReference } from "./shop.ts"

export interface Answer {
  readonly status: number
  readonly body: Uint8Array<ArrayBuffer>
}

const samples = [
  "check-account-ok",
  "error-duplicate",
  "error-insufficient-balance",
  "error-invalid-sign",
  "h2h-data-ok",
  "invoice-check-ok",
  "invoice-check-recalculated",
  "invoice-check-recorded-by-sibling",
  "invoice-check-transfer",
  "invoice-create-ok",
  "invoice-try-ok",
  "receipt-status-ok",
  "receipt-status-refused",
  "receipt-upload-accepted",
  "receipt-upload-refused",
  "shop-balance-ok",
  "withdraw-create-ok",
  "withdraw-status-not-found",
  "withdraw-status-rejected",
  "withdraw-try-ok"
].map(fixture)

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text))

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(200, 201, 202, 400, 422, 429, 502) },
  fc.integer({ min: 200, max: 599 })
)

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: -5, max: 30 }),
  fc.constantFrom<unknown>(
    "__proto__",
    "constructor",
    "toString",
    1e308,
    -0,
    1e-7,
    "1e99",
    "9".repeat(400),
    "٣",
    "\ud800"
  ),
  fc.constantFrom<unknown>("true", "False", "null", "", " ", "840", 840, 999, "12.345", "-1", "NaN", {}, [], null, [
    []
  ]),
  fc.constantFrom<unknown>(payoutReference, "101", 101, "4129", "javascript:alert(1)", "https://", { en: {} })
)

const shaped = fc
  .record(
    {
      result: fc.oneof(fc.boolean(), strange),
      error_code: fc.oneof(fc.constant(0), fc.integer({ min: -1, max: 30 }), fc.constant(2000), strange),
      message: fc.oneof(fc.string(), fc.constant("Withdraw wasn't found"), strange),
      data: strange
    },
    { requiredKeys: [] }
  )
  .map((envelope) => JSON.stringify(envelope))

/** The sample with the `nth` value (in reading order) put to another, or removed. */
const replaced = (sample: string, nth: number, value: unknown): string => {
  let count = 0
  return (
    JSON.stringify(JSON.parse(sample), (_, member) => {
      count += 1
      return count - 1 === nth ? value : member
    }) ?? ""
  )
}

const mutated = fc
  .tuple(fc.constantFrom(...samples), fc.nat({ max: 40 }), fc.option(strange, { nil: undefined }))
  .map(([sample, nth, value]) => replaced(sample, nth, value))

const scratched = fc
  .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat({ max: 3 }), fc.string({ maxLength: 4 }))
  .map(([sample, at, gone, put]) => {
    const index = at % sample.length
    return sample.slice(0, index) + put + sample.slice(index + gone)
  })

const cut = fc.tuple(fc.constantFrom(...samples), fc.nat()).map(([sample, at]) => sample.slice(0, at % sample.length))

export const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
  fc.oneof(fc.json({ maxDepth: 4 }), shaped, mutated, scratched, cut, fc.constantFrom(...samples)).map(utf8)
)

export const answer: fc.Arbitrary<Answer> = fc.record({ status, body })
