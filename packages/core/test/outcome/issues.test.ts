import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import { describe as describeIssues, invalid, issues } from "../../src/outcome/internal/issues.ts"

const canary = "4111111111111111"
const name = "Canary-Ivanov"

const Card = Schema.String.check(Schema.isPattern(/^[0-9]{12,19}$/, { message: "must be 12 to 19 digits" }))
const Leaky = Schema.String.check(Schema.makeFilter((text) => text === "" || `bad value ${text}`))
const LeakyTransform = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transformEffect((text: string) =>
      Effect.fail(new SchemaIssue.InvalidValue({ message: `cannot read ${text}` }))
    ),
    encode: SchemaGetter.passthrough()
  })
)

const Request = Schema.Struct({
  destination: Schema.Struct({ number: Schema.RedactedFromValue(Card), holder: Schema.optionalKey(Schema.String) }),
  amount: Money.PositiveMoney,
  items: Schema.optionalKey(Schema.Array(Schema.Struct({ x: Schema.Number }))),
  kind: Schema.optionalKey(Schema.Literals(["card", "phone"])),
  either: Schema.optionalKey(Schema.Union([Schema.Number, Schema.Boolean])),
  age: Schema.optionalKey(Schema.NumberFromString.check(Schema.isInt())),
  nested: Schema.optionalKey(Schema.fromJsonString(Schema.Struct({ a: Schema.Number }))),
  url: Schema.optionalKey(Schema.URLFromString),
  leaky: Schema.optionalKey(Leaky),
  leakyTransform: Schema.optionalKey(LeakyTransform),
  labels: Schema.optionalKey(Schema.Record(Schema.String, Schema.Number)),
  secret: Schema.optionalKey(Schema.Redacted(Card))
})

const good = { destination: { number: canary }, amount: { value: "10", currency: "USD" } }

const failure = (input: unknown): Schema.SchemaError => {
  const result = Schema.decodeUnknownResult(Request, {
    errors: "all",
    onExcessProperty: "error",
    reportInput: true
  })(input)
  return Result.getOrThrow(Result.flip(result))
}
const described = (input: unknown) => describeIssues(issues(failure(input)))

describe("issues", () => {
  it.each([
    ["a missing key", { amount: good.amount }, "destination: is missing"],
    ["a missing nested key", { ...good, destination: { holder: name } }, "destination.number: is missing"],
    ["a wrong type", { ...good, destination: { number: 41111 } }, "destination.number: must be a string"],
    [
      "a failed check",
      { ...good, destination: { number: `${canary}x` } },
      "destination.number: must be 12 to 19 digits"
    ],
    ["a wrong literal", { ...good, kind: canary }, 'kind: must be "card" or "phone"'],
    ["a union mismatch", { ...good, either: canary }, "either: must be a number or a boolean"],
    ["an array item", { ...good, items: [{ x: 1 }, { x: canary }] }, "items[1].x: must be a number"],
    ["an excess member", { ...good, extra: canary }, "extra: is not a known field"],
    ["an excess member named by a value", { ...good, [canary]: 1 }, "*: is not a known field"],
    ["an excess member named by an e-mail", { ...good, "ivan@example.com": 1 }, "*: is not a known field"],
    ["a record key", { ...good, labels: { [canary]: name } }, "labels.*: must be a number"],
    ["a nested transformation", { ...good, nested: `{"a":"${canary}"}` }, "nested.a: must be a number"],
    ["an unreadable nested text", { ...good, nested: canary.slice(1) + name }, "nested: must be a valid JSON string"],
    ["a transformation", { ...good, url: `${canary} ${name}` }, "url: must be a valid URL string"],
    [
      "a domain transformation",
      { ...good, amount: { value: `${canary}.123`, currency: "USD" } },
      "amount.value: must have at most 2 fraction digits"
    ],
    [
      "a check after a transformation",
      { ...good, amount: { value: `-${canary}`, currency: "USD" } },
      "amount: must be greater than zero"
    ],
    ["a filter that repeats its input", { ...good, leaky: `${name}${canary}` }, "leaky: is not valid"],
    [
      "a transformation that repeats its input",
      { ...good, leakyTransform: `${name}${canary}` },
      "leakyTransform: is not valid"
    ],
    ["a wrong root", `${name} ${canary}`, "must be an object"],
    ["a redacted value", { ...good, secret: Redacted.make(`${canary}${name}`) }, "secret.value: is not valid"],
    ["a bare value for a redacted one", { ...good, secret: canary }, "secret: must be Redacted"]
  ])("%s is named without its value", (_, input, expected) => {
    const text = described(input)
    assert.strictEqual(text, expected)
    for (const secret of [canary, name, "ivan@example.com"]) assert.notInclude(text, secret)
  })

  it("several failures are listed with their paths", () => {
    const text = described({ destination: { number: name }, amount: { value: "0", currency: "USD" }, extra: canary })
    assert.strictEqual(
      text,
      "extra: is not a known field; destination.number: must be 12 to 19 digits; amount: must be greater than zero"
    )
  })

  it("an expected annotation becomes a sentence", () => {
    const Even = Schema.Number.check(Schema.makeFilter((n) => n % 2 === 0, { expected: "an even number" }))
    const result = Schema.decodeUnknownResult(Schema.Struct({ n: Even }), { reportInput: true })({ n: 41111 })
    assert.deepStrictEqual(issues(Result.getOrThrow(Result.flip(result))), [
      { path: "n", reason: "must be an even number" }
    ])
  })

  it("a sentence a filter returns is shown if it does not depend on the input", () => {
    const Account = Schema.String.check(
      Schema.makeFilter((text: string) => (/^[0-9]{12,19}$/.test(text) ? undefined : `must be ${12} to ${19} digits`))
    )
    const Labels = Schema.Record(Schema.String, Schema.String).check(
      Schema.makeFilter((value) => (Object.keys(value).length <= 50 ? undefined : "must have at most 50 keys"))
    )
    const Quote = Schema.Struct({ a: Schema.optionalKey(Schema.String), b: Schema.optionalKey(Schema.String) }).check(
      Schema.makeFilter(({ a, b }) =>
        (a === undefined) === (b === undefined) ? { path: ["a"], issue: "must be given, or b, not both" } : undefined
      )
    )
    const Mixed = Schema.Struct({ account: Account, labels: Labels, quote: Quote })
    const result = Schema.decodeUnknownResult(Mixed, { errors: "all" })({
      account: canary.repeat(2),
      labels: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [String(index), name])),
      quote: { a: canary, b: canary }
    })
    assert.strictEqual(
      describeIssues(issues(Result.getOrThrow(Result.flip(result)))),
      "account: must be 12 to 19 digits; labels: must have at most 50 keys; quote.a: must be given, or b, not both"
    )
  })

  it("a filter that throws, or names a field of the input, shows nothing of it", () => {
    const Pair = Schema.Struct({ a: Schema.String, b: Schema.String }).check(
      Schema.makeFilter(({ a, b }) => [
        { path: ["a"], issue: `must not be ${a.trim()}` },
        { path: ["b"], issue: `must not be ${b.trim()}` }
      ])
    )
    const result = Schema.decodeUnknownResult(Pair)({ a: canary, b: name })
    assert.strictEqual(
      describeIssues(issues(Result.getOrThrow(Result.flip(result)))),
      "a: is not valid; b: is not valid"
    )
  })

  it("a check over several fields may name the field, with a reason made by invalid", () => {
    const Pair = Schema.Struct({ a: Schema.Number, b: Schema.Number }).check(
      Schema.makeFilter(({ a, b }) => (a < b ? true : { path: ["b"], issue: invalid("must be greater than a") }))
    )
    const result = Schema.decodeUnknownResult(Pair, { reportInput: true })({ a: 2, b: 1 })
    assert.strictEqual(describeIssues(issues(Result.getOrThrow(Result.flip(result)))), "b: must be greater than a")
  })

  it("the members of a union that fail at one place make one reason", () => {
    const Either = Schema.Union([
      Schema.String.check(Schema.makeFilter(() => false, { message: "must be a card" })),
      Schema.String.check(Schema.makeFilter(() => false, { message: "must be a phone" }))
    ])
    const result = Schema.decodeUnknownResult(Either)(canary)
    assert.strictEqual(describeIssues(issues(Result.getOrThrow(Result.flip(result)))), "must be a card or a phone")
  })

  it("a bare issue is accepted, and at most twenty are listed", () => {
    const result = Schema.decodeUnknownResult(Schema.Array(Schema.Number), { errors: "all" })(Array(100).fill(canary))
    assert.lengthOf(issues(Result.getOrThrow(Result.flip(result)).issue), 20)
  })
})
