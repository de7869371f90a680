/** What a merchant may ask for, and what of it is refused before any provider hears of it. */
import { assert, describe, it } from "@effect/vitest"
import type { InvalidInput } from "@switchyard/core/Input"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const request = {
  reference: "po-1",
  amount: { value: "1500.00", currency: "RUB" as const },
  destination: { type: "card" as const, number: "4111111111111111", holder: "Ivan Ivanov", bank: "Alfa Bank" },
  recipientEmail: "ivan@example.com",
  description: "Salary",
  metadata: { campaign: "7" },
  providerOptions: { feennex: { payway: "card_rub", nested: { a: [1, null] } } }
}

const amount = request.amount

const messageOf = (part: object) =>
  Effect.map(Effect.flip(Payout.decodeRequest({ ...request, ...part })), ({ message }) => message)

const keys = (count: number, length = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`.padEnd(length, "_"), "v"]))

describe("a payout request", () => {
  it.effect("comes back from its own JSON exactly, and is the same amount", () =>
    Effect.gen(function* () {
      const decoded = yield* Payout.decodeRequest(request)
      const { amount: stated } = decoded
      assert.isTrue(stated !== undefined && Money.equals(stated, Money.unsafe("1500", "RUB")))
      assert.isFalse(stated !== undefined && Money.equals(stated, Money.unsafe("1500", "USD")))
      const text = yield* Schema.encodeEffect(Schema.fromJsonString(Payout.PayoutRequest))(decoded)
      assert.deepStrictEqual(JSON.parse(text), request)
      const again = yield* Payout.decodeRequest(JSON.parse(text))
      assert.deepStrictEqual(again.amount, stated)
      assert.strictEqual(Redacted.value(again.recipientEmail ?? Redacted.make("")), "ivan@example.com")
    })
  )

  const noReference = "reference: must be 1 to 255 letters, digits, '.', '_' or '-', starting with a letter or digit"
  const noMetadata = "metadata: must have at most 50 keys, each of 1 to 64 characters"

  it.effect.each<[object, string]>([
    [{ reference: "" }, noReference],
    [{ reference: "-a" }, noReference],
    [{ reference: "a b" }, noReference],
    [{ reference: "a\n" }, noReference],
    [{ reference: "заказ" }, noReference],
    [{ reference: "a".repeat(256) }, noReference],
    [{ amount: { value: "0.00", currency: "RUB" } }, "amount: must be greater than zero"],
    [{ amount: { value: "-1", currency: "RUB" } }, "amount: must be greater than zero"],
    [{ amount: { value: "1.001", currency: "RUB" } }, "amount.value: must have at most 2 fraction digits"],
    [{ amount: { value: 1, currency: "RUB" } }, 'amount.value: must be a decimal written as text, such as "1500.00"'],
    [{ amount: { value: "1", currency: "rub" } }, "amount.currency: must be a known currency code, such as RUB"],
    [{ recipientEmail: "ivan" }, "recipientEmail: must be an e-mail address"],
    [{ recipientEmail: "ivan@a@b" }, "recipientEmail: must be an e-mail address"],
    [{ recipientEmail: "ivan @example.com" }, "recipientEmail: must be an e-mail address"],
    [{ recipientEmail: "ivan\u0000@example.com" }, "recipientEmail: must be an e-mail address"],
    [{ recipientEmail: `${"a".repeat(250)}@b.cd` }, "recipientEmail: must be an e-mail address"],
    [{ description: "" }, "description: must be 1 to 8000 characters"],
    [{ description: "x".repeat(8001) }, "description: must be 1 to 8000 characters"],
    [{ metadata: keys(51) }, noMetadata],
    [{ metadata: keys(1, 65) }, noMetadata],
    [{ metadata: { "": "v" } }, noMetadata],
    [{ metadata: { a: "" } }, "metadata.a: must be 1 to 500 characters"],
    [{ metadata: { a: 7 } }, "metadata.a: must be a string"],
    [{ providerOptions: { feennex: "card_rub" } }, "providerOptions.feennex: must be an object"],
    [{ providerOptions: [] }, "providerOptions: must be an object"],
    [{ amuont: "1" }, "amuont: is not a known field"]
  ])("with %j is refused", ([part, message]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* messageOf(part), message)
    })
  )

  it.effect.each<object>([
    { reference: "a".repeat(255) },
    { reference: "0" },
    { reference: "A.b_c-1" },
    { metadata: keys(50, 64) },
    { description: "x".repeat(8000) },
    { recipientEmail: "a@b" }
  ])("with %j is accepted", (part) => Effect.asVoid(Payout.decodeRequest({ ...request, ...part })))

  it.effect("of a prototype's member names is taken as plain text", () =>
    Effect.gen(function* () {
      const hostile = JSON.parse('{"metadata":{"__proto__":"x"},"providerOptions":{"__proto__":{"feennex":{"a":1}}}}')
      const decoded = yield* Payout.decodeRequest({ ...request, ...hostile })
      assert.isUndefined(decoded.providerOptions?.feennex)
      assert.deepStrictEqual(Object.keys(decoded.metadata ?? {}), ["__proto__"])
    })
  )
})

describe("the name that a payout gives", () => {
  const card = { type: "card", number: Redacted.make("4111111111111111") } as const
  const held = { ...card, holder: Redacted.make("Ivan Petrov") }
  const named = (name: string) => ({ type: "person", name: Redacted.make(name) }) as const
  it.each<[what: string, request: Payout.Named, name: string | undefined, issues: ReadonlyArray<string>]>([
    ["none", { destination: card }, undefined, []],
    ["the holder's", { destination: held }, "Ivan Petrov", []],
    ["the recipient's", { destination: card, recipient: named("Petr") }, "Petr", []],
    ["one twice", { destination: held, recipient: named("Ivan Petrov") }, "Ivan Petrov", []],
    ["two", { destination: held, recipient: named("Petr") }, "Ivan Petrov", ["recipient.name"]]
  ])("is %s", (_, request, name, issues) => {
    const found = Payout.nameOf(request)
    assert.strictEqual(found && Redacted.value(found), name)
    assert.deepStrictEqual(
      Payout.twoNames(request).map(({ path }) => path),
      issues
    )
  })
})

describe("a payout is measured by exactly one amount", () => {
  const either = "amount: exactly one of amount and debit must be given"
  const { amount: _, ...rest } = request

  for (const [name, decode] of [
    ["request", (part: object) => Payout.decodeRequest({ ...rest, ...part })],
    ["quote request", (part: object) => Payout.decodeQuoteRequest({ destinationType: "card", ...part })]
  ] as const) {
    it.effect.each<[object, string | undefined]>([
      [{ amount }, undefined],
      [{ amount, currency: "RUB" }, undefined],
      [{ debit: amount }, undefined],
      [{ debit: amount, currency: "KZT" }, undefined],
      [{ amount, debit: amount }, either],
      [{}, either],
      [{ currency: "RUB" }, either],
      [{ amount, currency: "KZT" }, "currency: must be the currency of amount, where that is given"],
      [{ debit: amount, currency: "tenge" }, "currency: must be a known currency code, such as RUB"],
      [{ amount: { value: "0", currency: "RUB" } }, "amount: must be greater than zero"],
      [{ debit: { value: "0", currency: "RUB" } }, "debit: must be greater than zero"]
    ])(`a ${name} with %j ends with %j`, ([part, message]) =>
      Effect.gen(function* () {
        const result = yield* Effect.result<unknown, InvalidInput, never>(decode(part))
        assert.strictEqual(result._tag === "Failure" ? result.failure.message : undefined, message)
      })
    )
  }

  const rub = Money.unsafe("1500", "RUB")

  it("and the recipient's currency is the amount's, else the one that is named, else the debit's", () => {
    assert.deepStrictEqual(Payout.asked({ amount: rub }), { currency: "RUB", amount: rub, debit: undefined })
    assert.deepStrictEqual(Payout.asked({ debit: rub }), { currency: "RUB", amount: undefined, debit: rub })
    assert.deepStrictEqual(Payout.asked({ debit: rub, currency: "KZT" }), {
      currency: "KZT",
      amount: undefined,
      debit: rub
    })
    assert.throws(() => Payout.asked({}), TypeError)
  })
})

describe("an account check request", () => {
  it.effect("is as strict as a payout request", () =>
    Effect.gen(function* () {
      const { destination } = request
      yield* Payout.decodeAccountCheckRequest({ amount, destination })
      const error = yield* Effect.flip(
        Payout.decodeAccountCheckRequest({ destination: { ...destination, number: "1" } })
      )
      assert.deepStrictEqual(error.issues.map(({ path }) => path).sort(), ["amount", "destination.number"])
    })
  )
})
