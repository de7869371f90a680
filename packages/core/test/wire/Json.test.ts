import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Input from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const parse = (text: string): Json.Json => Result.getOrThrow(Json.parse(text))
const read = <A>(schema: Schema.Codec<A, unknown>, text: string) => Schema.decodeUnknownResult(schema)(parse(text))

describe("Json.parse", () => {
  it("a number keeps the text it was written with, so 6.0 is signed as 6.0 (trap-float-lexeme)", () => {
    const answer = Schema.decodeUnknownSync(Json.Fields)(parse('{"client_price": 6.0, "status": "success"}'))
    const signed = `${Object.values(answer).join(":")}test_secret`
    assert.strictEqual(signed, "6.0:successtest_secret")
    assert.strictEqual(
      createHash("sha256").update(signed).digest("hex"),
      "e289cdb152d268e72c2a1cef96cd28282ac8baf43a44cc2c9e6d4bf69cb9ce88"
    )
  })

  it.each(["0", "-0", "6.0", "12.50", "1e3", "1E+3", "0.1e-7", "12345678901234567890.123456789", "-0.00"])(
    "the number %s is written back as it was read",
    (text) => assert.strictEqual(Json.stringify(parse(`{"a":[${text}]}`)), `{"a":[${text}]}`)
  )

  it.each([
    "",
    " ",
    "{",
    "[1,]",
    "{'a':1}",
    "01",
    "+1",
    ".5",
    "1.",
    "NaN",
    "undefined",
    "nul",
    '"\\x"',
    "1 2",
    "\u0000"
  ])("%j is not JSON", (text) => assert.deepStrictEqual(Json.parse(text), Result.fail("not valid JSON")))

  it.each<readonly [text: string, line: number, column: number, reason: string]>([
    ["", 1, 1, "not valid JSON"],
    ["{", 1, 2, "not valid JSON"],
    ['{\n  "a": 1,\n}', 3, 1, "not valid JSON"],
    ['{\n  "a": canary\n}', 2, 8, "not valid JSON"],
    ['{\r\n  "a": nul }', 2, 8, "not valid JSON"],
    ['["x\ny"]', 1, 4, "not valid JSON"],
    ['["\\x"]', 1, 3, "not valid JSON"],
    ["[1 2]", 1, 4, "not valid JSON"],
    ["[01]", 1, 3, "not valid JSON"],
    ["{} ,", 1, 4, "not valid JSON"],
    ['{ "a": 1,\n  "b": 2,\n  "a": 3 }', 3, 3, "JSON with a duplicate key"],
    [`${"[".repeat(100)}\n[`, 2, 1, "JSON nested deeper than 100 levels"]
  ])("where %j goes wrong is told by line and column", (text, line, column, reason) => {
    assert.deepStrictEqual(Json.parseLocated(text), Result.fail({ reason, line, column }))
  })

  it("a key given twice with different values is refused, at any depth", () => {
    for (const text of ['{"a":1,"a":2}', '{"a":1,"a":1.0}', '[{"b":{"a":"x","a":null}}]', '{"a":{},"a":1}']) {
      assert.deepStrictEqual(Json.parse(text), Result.fail("JSON with a duplicate key"))
    }
  })

  it("a key given twice with the same value is read once", () => {
    for (const text of ['{"a":1,"a":1}', '{"a":{"b":"x","c":[1.0]},"a":{"c":[1.0],"b":"x"}}']) {
      assert.deepStrictEqual(Object.keys(Schema.decodeUnknownSync(Json.Fields)(parse(text))), ["a"])
    }
    assert.deepStrictEqual(Json.parse('{"a":[],"a":{}}'), Result.fail("JSON with a duplicate key"))
  })

  it.each([
    ['"\\u00e9\\n\\"\\\\"', 'é\n"\\'],
    ['"\\ud83d\\ude00"', "😀"],
    ['"a\u007f\u2028"', "a\u007f\u2028"],
    [' "a" ', "a"]
  ])("the text %s is read", (text, value) => assert.strictEqual(parse(text), value))

  it.each([
    '"\n"',
    '"\t"',
    '"\\u12"',
    '"\\',
    '"',
    "\u00a01",
    "\ufeff1",
    "1\u2028",
    "{1:1}",
    '{"a"}',
    '{"a":}',
    "[,]",
    "truex",
    "-"
  ])("%j is not JSON", (text) => assert.deepStrictEqual(Json.parse(text), Result.fail("not valid JSON")))

  it("a __proto__ key is an ordinary member", () => {
    const value = Schema.decodeUnknownSync(Json.Fields)(parse('{"__proto__":{"admin":true},"a":1}'))
    assert.deepStrictEqual(Object.keys(value), ["__proto__", "a"])
    assert.strictEqual(Object.getPrototypeOf(value), Object.prototype)
    assert.isUndefined(value.admin)
    assert.strictEqual(Json.stringify(value), '{"__proto__":{"admin":true},"a":1}')
  })

  it("an object that looks like a number is not one", () => {
    for (const text of ['{"text":"1"}', '{"isLosslessNumber":true,"value":"1"}']) {
      assert.isFalse(Json.isJsonNumber(parse(text)))
      assert.strictEqual(Json.stringify(parse(text)), text)
    }
  })

  it("a hundred levels are read and one more is refused, however deep the text", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"]
    ] as const) {
      const nested = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`
      assert.isTrue(Result.isSuccess(Json.parse(nested(100))))
      assert.isTrue(Result.isFailure(Json.parse(nested(101))))
      assert.isTrue(Result.isFailure(Json.parse(open.repeat(500_000))))
    }
    assert.isTrue(Result.isSuccess(Json.parse(JSON.stringify("[".repeat(1000)))))
  })

  it("no text makes it throw, and no reason repeats the text", () => {
    const reasons = ["not valid JSON", "JSON with a duplicate key", "JSON nested deeper than 100 levels"]
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(...'{}[]",:01e.-tfn \\u') })
    )
    fc.assert(
      fc.property(texts, (text) => {
        const result = Json.parse(text)
        if (Result.isFailure(result)) assert.include(reasons, result.failure)
      }),
      { numRuns: 1000 }
    )
  })

  it("agrees with JSON.parse on everything JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        const written = Json.stringify(parse(text))
        assert.strictEqual(written, JSON.stringify(JSON.parse(text)))
      }),
      { numRuns: 300 }
    )
  })

  it("writing what was read keeps every number's text", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 30 })
    const lexeme = fc
      .tuple(fc.constantFrom("", "-"), fc.bigInt({ min: 0n }), fc.option(digits), fc.option(fc.integer()))
      .map(([sign, integer, fraction, exponent]) =>
        [sign, integer, fraction === null ? "" : `.${fraction}`, exponent === null ? "" : `e${exponent}`].join("")
      )
    fc.assert(
      fc.property(fc.array(lexeme), (lexemes) => {
        const text = `{"a":[${lexemes.join(",")}]}`
        assert.strictEqual(Json.stringify(parse(text)), text)
      })
    )
  })
})

describe("Json.stringify", () => {
  it("drops undefined members and keeps the order of the others", () => {
    const body = { shop_id: Json.number(5), email: undefined, amount: Json.number("12.5"), now: "x", a: [null, true] }
    assert.strictEqual(Json.stringify(body), '{"shop_id":5,"amount":12.5,"now":"x","a":[null,true]}')
  })

  it("writes only numbers that JSON allows", () => {
    for (const text of ["", "1.", "01", "NaN", "1,5", '1,"a":2', " 1", "1\n"]) {
      assert.throws(() => Json.number(text), /must be given the text of a JSON number$/)
    }
    for (const number of [0.1, Number.NaN, 2 ** 53]) assert.throws(() => Json.number(number), /must be a safe integer/)
    assert.strictEqual(Json.number(2n ** 70n).text, "1180591620717411303424")
  })
})

describe("wire schemas", () => {
  it.each([
    [Json.Text, '"a"', "a"],
    [Json.Text, "6.0", "6.0"],
    [Json.Text, '""', ""],
    [Json.Integer, "5", 5],
    [Json.Integer, "5.0", 5],
    [Json.Integer, '"5"', 5],
    [Json.Integer, '"-5"', -5],
    [Json.Integer, '"007"', 7],
    [Json.Integer, "1e3", 1000],
    [Json.Integer, "9007199254740991", Number.MAX_SAFE_INTEGER],
    [Json.DecimalText, "10.000", "10.000"],
    [Json.DecimalText, '"10.50"', "10.50"],
    [Json.DecimalText, "1e3", "1e3"],
    [Json.Flag, "true", true],
    [Json.Flag, "false", false],
    [Json.Flag, '"True"', true],
    [Json.Flag, '"False"', false],
    [Json.Flag, '"true"', true]
  ] as const)("%# reads %s %s", (schema, text, expected) => {
    const decoded: Result.Result<string | number | boolean, unknown> = Schema.decodeUnknownResult<
      Schema.Codec<string | number | boolean, unknown>
    >(schema)(parse(text))
    assert.strictEqual(Result.getOrThrow(decoded), expected)
  })

  it.effect.each<readonly [schema: Schema.Codec<unknown, unknown>, text: string, reason: string]>([
    [Json.Text, "null", "must be text or a number"],
    [Json.Text, "true", "must be text or a number"],
    [Json.Text, "[]", "must be text or a number"],
    [Json.Text, '{"text":"a"}', "must be text or a number"],
    [Json.Integer, "5.5", "must be an integer"],
    [Json.Integer, '"5.0"', "must be an integer"],
    [Json.Integer, '""', "must be an integer"],
    [Json.Integer, "9007199254740992", "must be an integer"],
    [Json.Integer, "1e99", "must be an integer"],
    [Json.Integer, "1e999999999", "must be an integer"],
    [Json.Integer, "null", "must be an integer"],
    [Json.DecimalText, '"1,5"', "must be a decimal number"],
    [Json.DecimalText, '"abc"', "must be a decimal number"],
    [Json.DecimalText, "1e999999999", "must be a decimal number"],
    [Json.DecimalText, "false", "must be a decimal number"],
    [Json.Flag, "1", "must be true or false"],
    [Json.Flag, '"yes"', "must be true or false"],
    [Json.Fields, "[]", "must be a JSON object"],
    [Json.Fields, "1", "must be a JSON object"]
  ])("%# refuses %s %s: %s", ([schema, text, reason]) =>
    Effect.map(Effect.flip(Input.decoder(schema)(parse(text))), ({ message }) => assert.strictEqual(message, reason))
  )

  it("a JavaScript number is refused, because its text is already lost", () => {
    for (const schema of [Json.Text, Json.DecimalText, Json.Value]) {
      assert.isTrue(Result.isFailure(Schema.decodeUnknownResult<Schema.Codec<unknown, unknown>>(schema)(6)))
    }
  })

  it("any JSON passes through Value unchanged", () => {
    const value = parse('{"a":[1.50,{"b":null}],"c":"x"}')
    assert.strictEqual(Schema.decodeUnknownSync(Json.Value)(value), value)
    assert.strictEqual(Result.getOrThrow(read(Json.Text, "1.50")), "1.50")
  })
})
