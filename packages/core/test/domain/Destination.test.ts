/** Where a payout goes: exact limits, check digits, and no personal value but in what is redacted. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Destination from "@switchyard/core/Destination"
import { decoder, validator } from "@switchyard/core/Input"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const decode = decoder(Destination.Destination)
const iban = "GB82WEST12345698765432"
const card = { type: "card", number: "4111111111111111" }
const ach = {
  type: "bank",
  country: "US",
  scheme: "ach",
  fields: { routingNumber: "110000025", accountNumber: "000123456789" }
}
const sbp = { type: "sbp", phone: "79161234567", bank: "Alfa Bank" }

describe("a destination", () => {
  it.effect.each<Record<string, string>>([
    card,
    { type: "card", number: "500000000009", holder: "I" },
    { type: "card", number: "6304000000000000000", holder: "И".repeat(128), bank: "b".repeat(72) },
    sbp,
    { ...sbp, phone: "7".repeat(13), holder: "Ivan I." },
    { type: "account", number: "4081" },
    { type: "account", number: "a1".repeat(17), bic: "044525225" },
    { type: "account", number: "40817810099910004312", bic: "DEUTDEFF500" },
    { type: "iban", iban },
    { type: "wallet", account: "T" },
    { type: "wallet", account: "x".repeat(255), holder: "I" },
    { type: "email", email: "ivan@example.com" },
    { type: "phone", phone: "1234567" },
    { type: "phone", phone: "1".repeat(15), holder: "I" },
    { type: "token", scheme: "bank_account", token: "ba_1" }
  ])("%j is accepted", (json) => Effect.asVoid(decode(json)))

  it.effect.each<[Record<string, unknown>, string]>([
    [{ ...card, number: "4".repeat(11) }, "number: must be 12 to 19 digits"],
    [{ ...card, number: "4".repeat(20) }, "number: must be 12 to 19 digits"],
    [{ ...card, number: "4111 1111 1111 1111" }, "number: must be 12 to 19 digits"],
    [{ ...card, number: "٤".repeat(16) }, "number: must be 12 to 19 digits"],
    [{ ...card, number: "4111111111111111\n" }, "number: must be 12 to 19 digits"],
    [{ ...card, number: 4111111111111111 }, "number: must be a string"],
    [{ ...card, number: "4111111111111112" }, "number: is not a card number: its check digit is wrong"],
    [{ type: "card" }, "number: is missing"],
    [{ ...card, phone: "79161234567" }, "phone: is not a known field"],
    [{ ...card, holder: "" }, "holder: must be a name of at most 128 characters"],
    [{ ...card, holder: " Ivan" }, "holder: must be a name of at most 128 characters"],
    [{ ...card, holder: "I\u0000van" }, "holder: must be a name of at most 128 characters"],
    [{ ...card, holder: "Ivan\r\nX" }, "holder: must be a name of at most 128 characters"],
    [{ ...card, holder: "I\ud800" }, "holder: must be a name of at most 128 characters"],
    [{ ...card, holder: "I".repeat(129) }, "holder: must be a name of at most 128 characters"],
    [{ ...card, bank: "b".repeat(73) }, "bank: must be a bank name of at most 72 characters"],
    [{ type: "sbp", phone: "79161234567" }, "bank: is missing"],
    [{ ...sbp, phone: "+79161234567" }, "phone: must be 11 to 13 digits"],
    [{ ...sbp, phone: "7916123456" }, "phone: must be 11 to 13 digits"],
    [{ type: "account", number: "123" }, "number: must be 4 to 34 letters and digits"],
    [{ type: "account", number: "1234-5678" }, "number: must be 4 to 34 letters and digits"],
    [{ type: "account", number: "1234", bic: "0445252" }, "bic: must be 8 to 11 letters and digits"],
    [{ type: "wallet", account: "" }, "account: must be 1 to 255 characters"],
    [{ type: "wallet", account: "x".repeat(256) }, "account: must be 1 to 255 characters"],
    [{ type: "email", email: "ivan" }, "email: must be an e-mail address"],
    [{ type: "phone", phone: "+1234567" }, "phone: must be 7 to 15 digits"],
    [{ type: "token", scheme: "Bank", token: "t" }, "scheme: must be a scheme of lower-case letters, digits and '_'"],
    [{ type: "token", scheme: "b", token: "a b" }, "token: must be 1 to 255 printable characters without spaces"],
    [{ type: "token", token: "a" }, "scheme: is missing"],
    [{ ...ach, country: "us" }, "country: must be two capital letters"],
    [{ ...ach, fields: {} }, "fields: must have 1 to 12 fields"],
    [{ ...ach, fields: { Number: "1" } }, "fields.Number: is not a known field"],
    [{ ...ach, fields: { number: "1\n" } }, "fields.number: must be 1 to 140 characters"],
    [
      { type: "paper", number: "1" },
      "must be a destination whose type is card, sbp, account, iban, wallet, bank, email, phone or token"
    ],
    [{}, "must be a destination whose type is card, sbp, account, iban, wallet, bank, email, phone or token"]
  ])("%j is refused with the field and what is wrong with it", ([json, message]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(decode(json))).message, message)
    })
  )
})

// The published test numbers of card schemes.
const numbers = [
  "4111111111111111",
  "4222222222222",
  "5555555555554444",
  "2223003122003222",
  "378282246310005",
  "6011111111111117",
  "30569309025904",
  "3530111333300000",
  "2200000000000053",
  "6304000000000000",
  "6799990100000000019"
]

describe("a card number", () => {
  const of = (number: string) => ({ type: "card" as const, number })

  it.effect.each(numbers)("%s is accepted", (number) => Effect.asVoid(decode(of(number))))

  it.effect.each(numbers)("%s with any one digit changed is refused", (number) =>
    Effect.gen(function* () {
      for (let index = 0; index < number.length; index++) {
        const other = String((Number(number[index]) + 1 + (index % 9)) % 10)
        const error = yield* Effect.flip(decode(of(number.slice(0, index) + other + number.slice(index + 1))))
        assert.strictEqual(error.message, "number: is not a card number: its check digit is wrong")
      }
    })
  )

  it.effect("that was accepted before its check digit was looked at is read back, checked as a value and written", () =>
    Effect.gen(function* () {
      const mistyped = of("4111111111111112")
      const destination = yield* decoder(Destination.Stored)(mistyped)
      assert.strictEqual(Redacted.value(Destination.account(destination)), mistyped.number)
      assert.deepStrictEqual(yield* validator(Destination.Destination)(destination), destination)
      assert.deepStrictEqual(yield* Schema.encodeEffect(Destination.Stored)(destination), mistyped)
      assert.deepStrictEqual(yield* Schema.encodeEffect(Destination.Destination)(destination), mistyped)
      const short = yield* Effect.flip(decoder(Destination.Stored)(of("41111111111")))
      assert.strictEqual(short.message, "number: must be 12 to 19 digits")
    })
  )
})

describe("an IBAN", () => {
  // The examples of the public IBAN registry.
  const examples = [
    iban,
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
    "SA0380000000608010167519",
    "KZ86125KZT5004100100",
    "BE68539007547034"
  ]

  it.effect.each(examples)("%s is accepted", (text) => Effect.asVoid(decode({ type: "iban", iban: text })))

  it.effect.each(examples)("%s with any one digit or letter changed is refused", (text) =>
    Effect.gen(function* () {
      for (let index = 2; index < text.length; index++) {
        const other = text[index] === "1" ? "2" : "1"
        yield* Effect.flip(decode({ type: "iban", iban: text.slice(0, index) + other + text.slice(index + 1) }))
      }
    })
  )

  it.effect.each([
    "GB82 WEST 1234 5698 7654 32",
    iban.toLowerCase(),
    iban.slice(0, 14),
    `${iban}0000000000000`,
    "82GBWEST12345698765432",
    ""
  ])("%j is refused: spaces, small letters, another shape", (text) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decode({ type: "iban", iban: text }))
      assert.strictEqual(error.message, "iban: must be an IBAN without spaces, with correct check digits")
    })
  )

  it("the check digits 00, 01 and 99 are refused though their remainder can be right", () => {
    const isIban = Schema.is(Destination.Iban)
    const texts = Array.from({ length: 97 }, (_, index) => `0000000000000000${String(index).padStart(2, "0")}`)
    for (const check of ["00", "01", "99"]) {
      assert.isFalse(texts.some((text) => isIban({ type: "iban", iban: Redacted.make(`DE${check}${text}`) })))
    }
    assert.isTrue(texts.some((text) => isIban({ type: "iban", iban: Redacted.make(`DE50${text}`) })))
  })
})

const letters = (chars: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...chars), minLength: min, maxLength: max })
const digits = (min: number, max: number) => letters("0123456789", min, max)
const holder = letters("ABCИван", 3, 40)
const holders = fc.option(holder, { nil: undefined })
const destinations = fc
  .oneof(
    fc.record({ type: fc.constant("card"), number: fc.constantFrom(...numbers), holder: holders }),
    fc.record({ type: fc.constant("sbp"), phone: digits(11, 13), bank: letters("Bank", 1, 9), holder: holders }),
    fc.record({ type: fc.constant("account"), number: digits(4, 34), holder: holders }),
    fc.record({ type: fc.constant("iban"), iban: fc.constantFrom(iban, "DE89370400440532013000"), holder: holders }),
    fc.record({ type: fc.constant("wallet"), account: letters("xyz0123", 4, 60), holder: holders }),
    fc.record({ type: fc.constant("phone"), phone: digits(7, 15), holder: holders }),
    fc.record({
      type: fc.constant("email"),
      email: letters("abcde", 3, 9).map((name) => `${name}@mail.example`),
      holder: holders
    })
  )
  .map(({ holder, ...rest }) => (holder === undefined ? rest : { ...rest, holder }))

describe("the personal values of a destination", () => {
  const decodeSync = Schema.decodeUnknownSync(Destination.Destination)

  it("are all redacted, and `sensitive` lists every one of them", () => {
    fc.assert(
      fc.property(destinations, (json) => {
        const destination = decodeSync(json)
        const leaves = Object.values(destination).filter(Redacted.isRedacted)
        const listed = Destination.sensitive(destination)
        assert.sameMembers([...listed], leaves)
        assert.isTrue(listed.includes(Destination.account(destination)))
        const printed = JSON.stringify(destination) + inspect(destination, { showHidden: true, depth: 9 })
        for (const value of listed) assert.notInclude(printed, JSON.stringify(Redacted.value(value)))
        const { bank, type, ...personal } = { bank: undefined, ...json }
        assert.sameMembers(listed.map(Redacted.value), Object.values(personal))
      })
    )
  })

  it("are hidden in the masked form but for four characters of a long account and the initials of the holder", () => {
    fc.assert(
      fc.property(destinations, (json) => {
        const destination = decodeSync(json)
        const masked = Destination.masked(destination)
        const account = Redacted.value(Destination.account(destination))
        assert.match(masked.account, /^\*+.{0,4}$/)
        assert.notInclude(masked.account, account.slice(-5))
        if (account.length < 10) assert.match(masked.account, /^\*+$/)
        if ("holder" in json) assert.strictEqual(masked.holder, `${String(json.holder)[0]}***`)
        else assert.notProperty(masked, "holder")
      })
    )
  })

  it("are every field of a bank account, each masked for itself under its name", () => {
    const destination = decodeSync({ ...ach, holder: "Ivan" })
    const values = ["000123456789", "110000025", "Ivan"]
    assert.sameMembers(Destination.sensitive(destination).map(Redacted.value), values)
    assert.strictEqual(
      Redacted.value(Destination.account(destination)),
      "accountNumber=000123456789 routingNumber=110000025"
    )
    assert.deepStrictEqual(Destination.masked(destination), {
      type: "bank",
      account: "accountNumber=********6789 routingNumber=*********",
      holder: "I***",
      country: "US",
      scheme: "ach"
    })
  })

  it("look like this to a person", () => {
    const masked = Destination.masked(decodeSync({ ...card, holder: "Ivanov Ivan", bank: "Alfa Bank" }))
    const expected = { type: "card", account: "************1111", holder: "I*** I***", bank: "Alfa Bank" } as const
    assert.deepStrictEqual(masked, expected)
  })
})
