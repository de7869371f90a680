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
    ["a card number in groups that nobody knows", "4111.1111.1111.1111, 4111/1111/1111/1111", "***, ***"],
    ["a card number in a URL", "?card=4111%201111%201111%201111&x=1", "?card=***&x=1"],
    ["an amount beside a year", "2024.1111 of 1.1111.2222", "2024.1111 of 1.1111.2222"],
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
    // A shorter one is a word of its own, or is none.
    const word = fc.string({ unit: fc.constantFrom(..."abcXYZ0123456789"), minLength: 6, maxLength: 20 })
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

describe("Redaction.hide", () => {
  const card = "4111111111111111"
  const phone = "79161234567"
  const account = "40817810099910004312"

  it.each([
    ["dots", "4111.1111.1111.1111", card],
    ["slashes", "4111/1111/1111/1111", card],
    ["mixed groups", "41-11 11.1111/1_1:11,11", card],
    ["backslashes and stars", "4111\\1111*1111|1111", card],
    ["blanks of a URL", "4111%201111+1111%2D1111", card],
    ["blanks encoded twice", "4111%25201111%25201111%25201111", card],
    ["zero-width blanks", "4111\u200b1111\u00ad1111\ufeff1111", card],
    ["halves of characters", "4111\ud8001111\u00001111\udc001111", card],
    ["full width", "４１１１ １１１１ １１１１ １１１１", card],
    ["HTML", "4111&nbsp;1111&#160;1111&#x20;&#49;111", card],
    ["JSON", "4111\\u00201111\\n1111\\t\\u0031111", card],
    ["a phone in the form of its country", "8 (916) 123.45.67", phone, "8 (***"],
    ["a phone without its country", "916 123 45 67", phone],
    ["an account of twenty digits", "40817.810.0.9991.0004312", account],
    ["an IBAN in small letters", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"],
    ["an IBAN without its country", "370400440532013000", "DE89370400440532013000"],
    ["an address in capitals", "IVAN.PETROV@EXAMPLE.COM", "ivan.petrov@example.com"],
    ["the name in an address", "ivan.petrov", "ivan.petrov@example.com"],
    ["an address in a URL", "ivan.petrov%40example.com", "ivan.petrov@example.com"],
    ["a name in capitals", "IVAN PETROV", "Ivan Petrov"],
    ["a name in another order", "Petrov, Ivan", "Ivan Petrov"],
    ["a name with blanks of any kind", "Ivan+Petrov", "Ivan  Petrov"],
    ["a name in a URL", "%D0%98%D0%B2%D0%B0%D0%BD%20%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2", "Иван Петров"],
    ["a name in JSON", "\\u0418\\u0432\\u0430\\u043d", "Иван Петров"],
    ["a name in one word", "PetrovIvan", "Ivan Petrov"],
    ["a name without accents", "JOSE MUNOZ", "José Muñoz"],
    ["a name with other letters for the same", "Пётр Семенов", "Петр Семёнов"],
    ["a name of three words in any order", "Ivanovich Petrov Ivan", "Petrov Ivan Ivanovich"],
    ["a name with an apostrophe and a dash", "O NEIL ANNA MARIA", "Anna-Maria O'Neil"],
    ["a short name", "LI", "Li"],
    ["a short name of two words", "wei li", "Li Wei"],
    ["a short name in one word", "LIWEI", "Li Wei"],
    ["a name in a script without blanks", "李明", "李明"],
    ["a number of four digits", "1234", "1234"]
  ])("finds %s", (_, text, value, expected = "***") => {
    assert.strictEqual(Redaction.hide(text, [Redacted.make(value)]), expected)
    const sentence = Redaction.hide(`no: ${text}, try later`, [value])
    assert.strictEqual(sentence, `no: ${expected}, try later`)
  })

  it.each([
    ["a surname alone", "recipient PETROV is unknown", "Ivan Petrov", "recipient *** is unknown"],
    ["a first name alone", "dear Ivan, no", "Ivan Petrov", "dear ***, no"],
    ["nothing of a short name in other words", "the list is limited to Lima", "Li", "the list is limited to Lima"],
    ["no small word that a name is too", "do not go on", "Do An", "do not go on"],
    ["no digits within others", "order 912345", "1234", "order 912345"],
    ["no digits that are parted otherwise", "at 12:34, 12.34 USD", "1234", "at 12:34, 12.34 USD"],
    ["no word that an address begins with", "Payer price is low", "payer@example.com", "Payer price is low"],
    ["a name that is a word too", "Payer price is low", "May Price", "Payer *** is low"],
    ["nothing where there is nothing", "fine", "", "fine"],
    ["no single letter", "a b c", "b", "a b c"],
    [
      "what it does not know",
      "Provider says: 123456789 \u0000\ud800",
      "Petrov",
      "Provider says: 123456789 \u0000\ud800"
    ]
  ])("hides %s", (_, text, value, expected) => assert.strictEqual(Redaction.hide(text, [value]), expected))

  it("what is left of a value that was cut or partly hidden before goes too", () => {
    const text = `${"no ".repeat(162)}${card} of Ivan Petrov`
    for (const length of [490, 494, 497, 500, 506, 510, 515]) {
      const hidden = Redaction.hide(Redaction.scrub(text, [], length), [card, "Ivan Petrov"])
      assert.notMatch(hidden, /4111|ivan|petr/i, `cut at ${length}`)
    }
    // Nobody knew the account when the runs of nine digits and more were hidden.
    assert.strictEqual(Redaction.hide(Redaction.scrub("408178100/9991000/4312"), [account]), "***/***")
    assert.strictEqual(Redaction.hide(Redaction.scrub("4081/78100/999100043 12"), [account]), "***/***")
  })

  it("a masked form of a value stays", () => {
    assert.strictEqual(Redaction.hide("card 411111******1111", [card]), "card 411111******1111")
  })

  it("what an untyped caller gives beside texts is passed over", () => {
    const odd: ReadonlyArray<string> = JSON.parse('[null, 5, {}, "Petrov"]')
    assert.strictEqual(Redaction.hide("Petrov 5", odd), "*** 5")
  })

  it("a value of six letters and more is found whatever parts its letters, and nothing else is touched", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abcdwxyz0123456789"), minLength: 6, maxLength: 20 })
    const between = fc.constantFrom("", "", " ", "-", ".", "/", "_", ",", ":", "\\", "%20", "%2D", "\u200b", "&nbsp;")
    const gaps = fc.array(between, { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(letters, gaps, fc.boolean(), (value, parts, isUpper) => {
        const grouped = [...value].map((char, index) => (index === 0 ? char : `${parts[index]}${char}`)).join("")
        const written = isUpper ? grouped.replace(/[a-z](?![a-z]*;)/g, (char) => char.toUpperCase()) : grouped
        assert.strictEqual(Redaction.hide(`Ё ${written} Ё`, [value]), "Ё *** Ё")
      }),
      { numRuns: 1000 }
    )
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
