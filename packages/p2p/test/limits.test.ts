/** Every limit of the document's field list: refused by name, without the value, before anything is sent. */
import { assert, describe, it } from "@effect/vitest"
import { Destination } from "@switchyard/core/Destination"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { plan } from "../src/internal/rules.ts"
import { merchant, payoutRequest } from "./support/merchant.ts"
import { ended } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

type Input = Readonly<Record<string, unknown>>

/** A request straight into the adapter's service, as a caller without types could hand it in. */
const refusalOf = (input: Input) =>
  Effect.gen(function* () {
    const { payouts } = yield* merchant({ currencies: ["RUB", "BHD"] })
    const network = answering("{}")
    const decoded = yield* Effect.result(Payout.decodeRequest({ ...base, ...input }))
    if (decoded._tag === "Failure")
      return { paths: decoded.failure.issues.map(({ path }) => path), text: String(decoded.failure) }
    const outcome = yield* ended(network.provide(payouts.create(decoded.success)))
    assert.strictEqual(outcome._tag, "NotExecuted")
    assert.deepStrictEqual(network.sent, [], "nothing may be sent")
    const issues = outcome.issues as ReadonlyArray<{ readonly path: string }>
    assert.deepStrictEqual(payouts.issues(decoded.success), issues, "known before it is asked for")
    return { paths: issues.map(({ path }) => path), text: JSON.stringify(outcome) }
  })

const base: Input = {
  reference: "order123",
  amount: { value: "1500.00", currency: "RUB" },
  destination: { type: "card", number: "4276345439581230" }
}
const canary = "canary"
const option = (options: Input): Input => ({ providerOptions: { p2p: options } })
const card = (more: Input): Input => ({ destination: { type: "card", number: "4276345439581230", ...more } })
const sbp = (more: Input): Input => ({
  destination: { type: "sbp", phone: "79161234567", bank: "Sberbank", ...more }
})

const cases: ReadonlyArray<readonly [name: string, input: Input, path: string]> = [
  ["a card of 15 digits", card({ number: "427634543958129" }), "destination.number"],
  ["a card of 18 digits", card({ number: "427634543958123455" }), "destination.number"],
  ["a card that is no digits", card({ number: "4276canary581234" }), "destination.number"],
  ["a phone of 10 digits", sbp({ phone: "7916123456" }), "destination.phone"],
  ["a phone of 14 digits", sbp({ phone: "79161234567890" }), "destination.phone"],
  ["a phone with plus", sbp({ phone: "+79161234567" }), "destination.phone"],
  ["a phone without its bank", sbp({ bank: undefined }), "destination.bank"],
  ["a bank of 73 characters", sbp({ bank: canary.padEnd(73, "x") }), "destination.bank"],
  ["a name of 129 characters", card({ holder: canary.padEnd(129, "x") }), "destination.holder"],
  [
    "an account of 19 digits",
    { destination: { type: "account", number: "4081781009991000431" } },
    "destination.number"
  ],
  [
    "an account of 21 digits",
    { destination: { type: "account", number: "408178100999100043123" } },
    "destination.number"
  ],
  [
    "a BIC of 12 characters",
    { destination: { type: "account", number: "4081", bic: "canarycanary" } },
    "destination.bic"
  ],
  [
    "an IBAN of 35 characters",
    { destination: { type: "iban", iban: "GB29NWBK60161331926819".padEnd(35, "0") } },
    "destination.iban"
  ],
  ["a description of 8001 characters", { description: canary.padEnd(8001, "x") }, "description"],
  ["a reference with a colon", { reference: "canary:1" }, "reference"],
  ["a reference of 256 characters", { reference: canary.padEnd(256, "x") }, "reference"],
  ["a third digit that is not zero", { amount: { value: "12.345", currency: "BHD" } }, "amount.value"],
  ["a third digit of a currency with two", { amount: { value: "12.345", currency: "RUB" } }, "amount.value"],
  ["nothing at all", { amount: { value: "0.00", currency: "RUB" } }, "amount"],
  ["a customer of 129 characters", option({ customer: canary.padEnd(129, "x") }), "providerOptions.p2p.customer"],
  ["an empty customer", option({ customer: "" }), "providerOptions.p2p.customer"],
  ["a timeout of no minutes", option({ timeoutMinutes: 0 }), "providerOptions.p2p.timeoutMinutes"],
  ["a timeout of half minutes", option({ timeoutMinutes: 1.5 }), "providerOptions.p2p.timeoutMinutes"],
  ["a BIC among the options", option({ bik: "044525225" }), "providerOptions.p2p.bik"],
  ["an option that is not known", option({ fullName: canary }), "providerOptions.p2p.fullName"]
]

describe("at the document's limits,", () => {
  it.effect.each(cases)("%s is refused", ([, input, path]) =>
    Effect.gen(function* () {
      const { paths, text } = yield* refusalOf(input)
      assert.deepStrictEqual(paths, [path])
      assert.notInclude(text, canary)
      assert.notMatch(text, /\d{7}/)
    })
  )

  it.effect.each([
    [{ destination: { type: "wallet", account: canary } }, "destination.type"],
    [{ amount: { value: "1.00", currency: "USD" } }, "destination.type"]
  ] as const)("what is not offered is refused as such: %j", ([input, path]) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const network = answering("{}")
      const outcome = yield* ended(network.provide(payouts.create(yield* payoutRequest(input))))
      assert.deepInclude(outcome, { _tag: "NotExecuted", reason: "MethodUnavailable" })
      const [issue, ...others] = outcome.issues as ReadonlyArray<{ readonly path: string; readonly reason: string }>
      assert.deepStrictEqual(others, [])
      assert.strictEqual(issue?.path, path)
      assert.strictEqual(outcome.message, `${path}: ${issue?.reason}`)
      assert.deepStrictEqual(network.sent, [])
      assert.notInclude(JSON.stringify(outcome), canary)
    })
  )

  it.effect("a card number whose check digit is wrong is refused", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* refusalOf(card({ number: "4276345439581234" }))).paths, ["destination.number"])
    })
  )

  it.effect("exactly at every limit nothing is refused", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const network = answering("{}")
      for (const input of [
        sbp({ phone: "79161234567", bank: "b".repeat(72), holder: "h".repeat(128) }),
        sbp({ phone: "7916123456789" }),
        { destination: { type: "account", number: "40817810099910004312" } },
        { destination: { type: "iban", iban: "MT84MALT011000012345MTLCAST001S" } },
        { description: "d".repeat(8000), reference: "r".repeat(255) },
        option({ customer: "ü".repeat(128), timeoutMinutes: 1 })
      ]) {
        const request = yield* payoutRequest({ ...base, ...input })
        assert.deepStrictEqual(payouts.issues(request), [])
        const outcome = yield* ended(network.provide(payouts.create(request)))
        assert.strictEqual(outcome._tag, "OutcomeUnknown", "sent, and answered with nothing that can be read")
      }
      assert.strictEqual(network.sent.length, 6)
    })
  )
})

describe("the adapter's own list", () => {
  it("holds without core's checks in front of it", () => {
    const issues = (destination: Input, description?: string) =>
      Option.getOrThrow(
        Result.getFailure(
          plan({
            reference: "order123",
            amount: Money.unsafe("1", "RUB"),
            destination: destination as typeof Destination.Type,
            ...(description === undefined ? {} : { description })
          })
        )
      ).map(({ path }) => path)
    const hidden = (text: string) => Redacted.make(text)
    assert.deepStrictEqual(issues({ type: "iban", iban: hidden("G".repeat(35)) }, "d".repeat(8001)), [
      "destination.iban",
      "description"
    ])
    assert.deepStrictEqual(
      issues({ type: "sbp", phone: hidden("1"), bank: "b".repeat(73), holder: hidden("h".repeat(129)) }),
      ["destination.phone", "destination.holder", "destination.bank"]
    )
    assert.deepStrictEqual(issues({ type: "wallet", account: hidden("w") }), ["destination.type"])
    assert.isTrue(Schema.is(Destination)({ type: "card", number: hidden("4276345439581230") }))
  })
})
