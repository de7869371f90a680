/** The outcome that every error code proves: about a create, about a look-up and about any other read. */
import { assert, describe, it } from "@effect/vitest"
import { Answer } from "@switchyard/core/Http"
import * as Effect from "effect/Effect"
import { read } from "../src/internal/envelope.ts"
import { codes as proven } from "../src/internal/tables.ts"
import { fixture, refusal } from "./support/fixtures.ts"
import { ended } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"
import { paymentRequest, payoutReference, payoutRequest, shop } from "./support/shop.ts"

const text = "Some words"
const notFound = "Withdraw (id=3) wasn't found"

/** The codes that are certainly a refusal, and their reasons, as the error code list has them. */
const refusals = new Map([
  [1, "MethodUnavailable"],
  [2, "MethodUnavailable"],
  [3, "MethodUnavailable"],
  [4, "AmountOutOfRange"],
  [5, "AmountOutOfRange"],
  [9, "InsufficientFunds"],
  [10, "InvalidRequest"],
  [11, "AuthenticationFailed"],
  [12, "AuthenticationFailed"],
  [13, "DestinationInvalid"],
  [14, "DestinationInvalid"],
  [15, "AuthenticationFailed"],
  [16, "ProviderUnavailable"],
  [17, "MethodUnavailable"],
  [18, "MethodUnavailable"],
  [19, "AuthenticationFailed"],
  [20, "AuthenticationFailed"],
  [21, "AuthenticationFailed"]
])

const unknowns = new Map([
  [6, "DuplicateReference"],
  [7, "UnrecognisedAnswer"],
  [8, "ProviderUnavailable"]
])

const codes = [...Array.from({ length: 31 }, (_, code) => code), 77, 100, 2000, -1, 123456]

/** The outcome by the table of a code with these words. */
const verdict = (code: number, words: string) => {
  const reading = read(new Answer(200, {}, refusal(code, words)))
  return reading._tag === "Refusal" ? proven({ status: 200, ...reading }) : undefined
}

const refusalReason = (code: number, words: string) => {
  const found = verdict(code, words)
  return found?.proves === "refused" ? found.reason : undefined
}

const isNotFound = (code: number, words: string) => verdict(code, words)?.proves === "notFound"

/** The outcomes of creates and reads, after the same answer to each. */
const outcomes = (body: string, status = 200) =>
  Effect.gen(function* () {
    const network = answering(body, status)
    const { payments, payouts } = yield* shop()
    const sends = [
      yield* network.provide(ended(payouts.create(yield* payoutRequest()))),
      yield* network.provide(ended(payments.create(yield* paymentRequest())))
    ]
    const reads = [
      yield* network.provide(ended(payouts.get({ reference: payoutReference }))),
      yield* network.provide(ended(payouts.get({ reference: "another", providerReference: "1" }))),
      yield* network.provide(ended(payments.get({ reference: "4129" })))
    ]
    const asked = [yield* network.provide(ended(payouts.balance()))]
    assert.strictEqual(network.sent.length, 6)
    const brief = (list: typeof sends) => list.map(({ _tag, providerCode, reason }) => ({ _tag, reason, providerCode }))
    return { sends: brief(sends), reads: brief(reads), asked: brief(asked) }
  })

const expectSend = (code: number, words: string) => {
  const providerCode = String(code)
  const refused = refusals.get(code)
  if (code === 0) return { _tag: "OutcomeUnknown", reason: "UnreadableAnswer", providerCode: undefined }
  const isBadSignature = words.startsWith("Invalid sign,") && (code === 1 || code === 10)
  return refused === undefined
    ? { _tag: "OutcomeUnknown", reason: unknowns.get(code) ?? "UnrecognisedAnswer", providerCode }
    : { _tag: "Rejected", reason: isBadSignature ? "AuthenticationFailed" : refused, providerCode }
}

const expectRead = (code: number, words: string) => {
  const providerCode = String(code)
  if (code === 0) return { _tag: "ReadFailed", reason: "UnreadableAnswer", providerCode: undefined }
  if (code === 7 || (code === 2000 && words === notFound)) return { _tag: "NotFound", reason: undefined, providerCode }
  if (code === 8) return { _tag: "ReadFailed", reason: "ProviderUnavailable", providerCode }
  const { reason } = expectSend(code, words)
  return { _tag: "ReadFailed", reason: refusals.has(code) ? reason : "UnrecognisedAnswer", providerCode }
}

const contained = [
  "The session wasn't found, the operation is being processed",
  'Account (id=7): the bank says "Invalid sign, string_to_sign: 1"'
]

describe.each([text, notFound, "Invalid sign, string_to_sign: 500:840", "", ...contained])(
  "with the message %j",
  (words) => {
    it.effect.each(codes)("code %i means what the list has", (code) =>
      Effect.gen(function* () {
        const { asked, reads, sends } = yield* outcomes(refusal(code, words))
        assert.deepStrictEqual(sends, Array(2).fill(expectSend(code, words)))
        const read = expectRead(code, words)
        assert.deepStrictEqual(reads, Array(3).fill(read))
        const other = read._tag === "NotFound" ? { ...read, _tag: "ReadFailed", reason: "UnrecognisedAnswer" } : read
        assert.deepStrictEqual(asked, [other])
      })
    )
  }
)

describe("the HTTP status", () => {
  it.effect.each([400, 401, 404, 409, 422])("%i does not hide the envelope", (status) =>
    Effect.gen(function* () {
      const { reads, sends } = yield* outcomes(refusal(9, text), status)
      assert.deepStrictEqual(sends, Array(2).fill(expectSend(9, text)))
      assert.deepStrictEqual(reads, Array(3).fill(expectRead(9, text)))
    })
  )

  it.effect.each([500, 502, 503, 504, 599])("%i is never a refusal and never a not-found", (status) =>
    Effect.gen(function* () {
      for (const code of [9, 7, 2000]) {
        const { asked, reads, sends } = yield* outcomes(refusal(code, notFound), status)
        const reason = "ProviderUnavailable"
        const unknown = { _tag: "OutcomeUnknown", reason, providerCode: String(code) }
        assert.deepStrictEqual(sends, Array(2).fill(unknown))
        const failed = { _tag: "ReadFailed", reason, providerCode: undefined }
        assert.deepStrictEqual([...reads, ...asked], Array(4).fill(failed))
      }
    })
  )

  it.effect("429 is a read that came too often, and decides nothing about a create", () =>
    Effect.gen(function* () {
      const { reads, sends } = yield* outcomes("slow down", 429)
      const unknown = { _tag: "OutcomeUnknown", reason: "UnreadableAnswer", providerCode: undefined }
      assert.deepStrictEqual(sends, Array(2).fill(unknown))
      assert.deepStrictEqual(
        reads.map(({ reason }) => reason),
        Array(3).fill("RateLimited")
      )
    })
  )

  it.effect.each([200, 201, 302, 400, 418])("%i with a page instead of the envelope proves nothing", (status) =>
    Effect.gen(function* () {
      const { reads, sends } = yield* outcomes("<html>no</html>", status)
      assert.deepStrictEqual(
        sends.map(({ _tag, reason }) => `${_tag} ${reason}`),
        Array(2).fill("OutcomeUnknown UnreadableAnswer")
      )
      assert.deepStrictEqual(
        reads.map(({ _tag, reason }) => `${_tag} ${reason}`),
        Array(3).fill("ReadFailed UnreadableAnswer")
      )
    })
  )
})

describe("the table of codes", () => {
  it("holds exactly the codes 1 to 5 and 9 to 21", () => {
    const found = codes.filter((code) => refusalReason(code, "") !== undefined)
    assert.deepStrictEqual(found, [1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])
  })

  it("believes not-found of 7 always and of 2000 only with that text", () => {
    assert.deepStrictEqual(
      codes.filter((code) => isNotFound(code, text)),
      [7]
    )
    assert.deepStrictEqual(
      codes.filter((code) => isNotFound(code, notFound)),
      [7, 2000]
    )
    assert.isTrue(fixture("withdraw-status-not-found").includes(notFound))
  })

  it("believes not-found of 2000 with the whole documented text only, case and outer blanks aside", () => {
    for (const words of [notFound, ` ${notFound.toUpperCase()}\n`, "Invoice (shop_order_id=4129) wasn't found."]) {
      assert.isTrue(isNotFound(2000, words), words)
    }
    for (const words of [
      "wasn't found",
      "Session wasn't found",
      "Shop (id=112) wasn't found",
      `${notFound} in the cache, try again`,
      `The rate for ${notFound}`,
      "Withdraw (id=3) is processed; its rate (840) wasn't found"
    ]) {
      assert.isFalse(isNotFound(2000, words), words)
    }
  })

  it("takes a bad signature from the beginning of the text and of the two documented codes only", () => {
    for (const code of [1, 10]) {
      assert.strictEqual(refusalReason(code, "Invalid sign, string_to_sign: 500:840"), "AuthenticationFailed")
      assert.strictEqual(refusalReason(code, "invalid sign"), "AuthenticationFailed")
    }
    assert.strictEqual(refusalReason(10, 'account: the holder wrote "invalid sign"'), "InvalidRequest")
    assert.strictEqual(refusalReason(13, "Invalid sign, string_to_sign: 500:840"), "DestinationInvalid")
    assert.isUndefined(refusalReason(2000, "Invalid sign, string_to_sign: 500:840"))
  })
})
