import { assert, describe, it } from "@effect/vitest"
import * as Redaction from "@switchyard/core/Redaction"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"

describe("Redaction.scrub", () => {
  it.each([
    ["plain words", "Payer price amount is too small, min: 1.0", "Payer price amount is too small, min: 1.0"],
    ["a card number", "card 4111111111111111 declined", "card *** declined"],
    ["a card number in groups", "card 4111 1111 1111 1111.", "card ***."],
    ["a card number with dashes", "4111-1111-1111-1111", "***"],
    ["a phone", "call +7 (916) 123-45-67 now", "call *** now"],
    ["a phone without spaces", "phone=+79161234567;", "phone=***;"],
    ["eight digits", "shop 12345678", "shop 12345678"],
    ["nine digits", "shop 123456789", "shop ***"],
    ["an e-mail", "payer <ivan.petrov+x@mail.example.com> unknown", "payer <***> unknown"],
    ["an e-mail in Cyrillic", "почта иван@почта.рф нет", "почта *** нет"],
    ["an e-mail in a query", "?email=ivan%40example.com&x=1", "?email=***&x=1"],
    ["an IBAN", "to DE89370400440532013000 failed", "to *** failed"],
    ["an IBAN in groups", "to GB82 WEST 1234 5698 7654 32 failed", "to *** failed"],
    ["a digest", `sign ${"0123456789abcdef".repeat(4)} wrong`, "sign *** wrong"],
    [
      "an echoed signature text",
      "wrong sign, string_to_sign: 500:840:card_usd:6199:99991",
      "wrong sign, string_to_sign: ***"
    ],
    ["an echoed signature text in JSON", '{"string_to_sign":"500:840","b":1}', '{"string_to_sign: ***'],
    ["control characters", "a\u0000b\u001b[31mc\r\nd\u202ee\u200bf", "ab[31mc def"],
    ["a lone surrogate", "a\ud800b", "a\ufffdb"],
    ["nothing", "", ""]
  ])("%s: %j becomes %j", (_, text, expected) => assert.strictEqual(Redaction.scrub(text, []), expected))

  it.each([
    ["the value itself", "key SecretKey01!", "SecretKey01", "key ***!"],
    ["another case", "key SECRETKEY01!", "SecretKey01", "key ***!"],
    ["a short number", "shop 6199 unknown", "6199", "shop *** unknown"],
    ["with spaces", "account 1234 5678", "12345678", "account ***"],
    ["with dashes", "account 12-34-56-78", "12345678", "account ***"],
    ["with dots", "account 12.34.56.78", "12345678", "account ***"],
    ["without its spaces", "account 12345678", "1234 5678", "account ***"],
    ["inside a word", "xSecretKey01x", "SecretKey01", "x***x"],
    ["as in a URL", "q=a%2Fb%3Dc&", "a/b=c", "q=***&"],
    ["as in JSON", 'q "say \\"hi\\" now"', 'say "hi" now', 'q "***"'],
    ["split by a control character", "Secret\u0000Key01", "SecretKey01", "***"],
    ["too short to search for", "is a 12", "12", "is a 12"],
    ["with a dash that counts", "is a-b here", "a-b", "is *** here"]
  ])("a sensitive value is found: %s", (_, text, value, expected) => {
    assert.strictEqual(Redaction.scrub(text, [value]), expected)
    assert.strictEqual(Redaction.scrub(text, [Redacted.make(value)]), expected)
  })

  it("overlapping sensitive values are all hidden", () => {
    assert.strictEqual(Redaction.scrub("user abcdefgh end", ["abcdef", "cdefgh"]), "user *** end")
  })

  it("a wiped Redacted is passed over", () => {
    const wiped = Redacted.make("SecretKey01")
    Redacted.wipeUnsafe(wiped)
    assert.strictEqual(Redaction.scrub("fine", [wiped]), "fine")
  })

  it("the text is cut to the maximum length with an ellipsis, never inside a character", () => {
    assert.strictEqual(Redaction.scrub("a ".repeat(400), []).length, 500)
    assert.strictEqual(Redaction.scrub("abcdef", [], 4), "abc…")
    assert.strictEqual(Redaction.scrub("abcd", [], 4), "abcd")
    assert.strictEqual(Redaction.scrub("ab😀cd", [], 4), "ab…")
  })

  it("a sensitive value never survives, however its digits are grouped and whatever is around it", () => {
    const alphabet = fc.constantFrom(..."abcXYZ0123456789 -@.:+%_\u0000\n")
    const word = fc.string({ unit: fc.constantFrom(..."abcXYZ0123456789"), minLength: 3, maxLength: 20 })
    const around = fc.string({ unit: fc.oneof(alphabet, fc.constant("4111"), fc.constant("string_to_sign")) })
    const gaps = fc.array(fc.constantFrom("", "", " ", "-", "\u00a0", "\u200b"), { minLength: 20, maxLength: 20 })
    const compact = (text: string) => text.replace(/[^a-z0-9*…]/gi, "").toLowerCase()
    fc.assert(
      fc.property(around, word, gaps, around, (before, value, gap, after) => {
        const grouped = [...value].map((char, index) => (index === 0 ? char : `${gap[index]}${char}`)).join("")
        const text = Redaction.scrub(`${before}${grouped}${after}${value}`, [value], 10_000)
        assert.notInclude(text, value)
        if (!/[@.:%_]/.test(before + after)) assert.notInclude(compact(text), value.toLowerCase())
      }),
      { numRuns: 1000 }
    )
  })

  it("a card number never survives unannounced", () => {
    const pan = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 12, maxLength: 19 })
    fc.assert(
      fc.property(fc.string(), pan, fc.constantFrom("", " ", "-"), fc.string(), (before, number, gap, after) => {
        const grouped = number.replace(/.{4}(?=.)/g, (group) => group + gap)
        assert.notInclude(Redaction.scrub(before + grouped + after, [], 10_000), grouped)
      })
    )
  })

  it("a megabyte of hostile text is scrubbed to an end, whatever it repeats", () => {
    const sensitive = ["SecretKey01", "aaaaaaaaaaaaaaaa", "1 1 1 1", "Ivanov Ivan"]
    const units = [
      "a",
      "@",
      "a@",
      "%40",
      "1",
      "1 ",
      "AB12",
      "AB12 ",
      "0-",
      " ",
      "f",
      "string_to_",
      "string ",
      "+",
      "\u0000"
    ]
    // A pattern that backtracks would take hours here, not seconds.
    for (const unit of units) {
      assert.isAtMost(Redaction.scrub(unit.repeat(1_000_000 / unit.length), sensitive).length, 510)
    }
  })
})

describe("Redaction masks", () => {
  it.each([
    ["4111111111111111", "************1111"],
    ["4111 1111 1111 1111", "************1111"],
    ["+79161234567", "********4567"],
    ["DE89370400440532013000", "************3000"],
    ["123456789", "*********"],
    ["1234", "****"],
    ["", ""]
  ])("mask(%j) is %j", (value, expected) => assert.strictEqual(Redaction.mask(value), expected))

  it.each([
    ["Ivanov Ivan", "I*** I***"],
    ["  Иванов\tИван ", "И*** И***"],
    ["😀mile", "😀***"],
    ["", ""]
  ])("maskName(%j) is %j", (value, expected) => assert.strictEqual(Redaction.maskName(value), expected))

  it.each([
    ["ivan@example.com", "i***@***.com"],
    ["иван@localhost", "и***@***"],
    ["@example.com", "********.com"],
    ["4111111111111111", "************1111"],
    ["", ""]
  ])("maskEmail(%j) is %j", (value, expected) => assert.strictEqual(Redaction.maskEmail(value), expected))

  it("a mask shows at most four characters of the value", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (value) => {
        assert.isAtMost(
          [...Redaction.mask(value)].filter((char) => char !== "*").length,
          Math.max(4, [...value].filter((c) => c === "*").length)
        )
      })
    )
  })
})
