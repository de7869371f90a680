/** Untrusted input becomes a domain value or a list of issues, and options of an instance stay that instance's. */
import { assert, describe, it } from "@effect/vitest"
import * as Input from "@switchyard/core/Input"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const Wire = Schema.Struct({ name: Schema.RedactedFromValue(Schema.NonEmptyString), tries: Schema.FiniteFromString })

describe("Input.decoder", () => {
  it.effect("decodes from JSON, the validator takes the domain value, and neither takes the other's", () =>
    Effect.gen(function* () {
      const decoded = yield* Input.decoder(Wire)({ name: "Ivan", tries: "3" })
      assert.strictEqual(decoded.tries, 3)
      const valid = yield* Input.validator(Wire)(decoded)
      assert.strictEqual(Redacted.value(valid.name), "Ivan")
      yield* Effect.flip(Input.decoder(Wire)(decoded))
      yield* Effect.flip(Input.validator(Wire)({ name: "Ivan", tries: "3" }))
    })
  )

  it.effect("refuses unknown members, unless it is asked to leave them out", () =>
    Effect.gen(function* () {
      const input = { name: "Ivan", tries: "3", extra: 1 }
      const error = yield* Effect.flip(Input.decoder(Wire)(input))
      assert.deepStrictEqual(error.issues, [{ path: "extra", reason: "is not a known field" }])
      assert.deepStrictEqual(Object.keys(yield* Input.decoder(Wire, "ignore")(input)), ["name", "tries"])
    })
  )
})

describe("Input.instanceOptions", () => {
  const options = Input.instanceOptions(Schema.Struct({ payway: Schema.optionalKey(Schema.NonEmptyString) }), "main")

  it.effect("takes what stands under the instance's name; nothing there is the same as no options", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* options({ providerOptions: { main: Redacted.make({ payway: "a" }), other: Redacted.make({ x: 1 }) } }),
        {
          payway: "a"
        }
      )
      for (const request of [
        {},
        { providerOptions: {} },
        { providerOptions: { other: Redacted.make({ payway: "b" }) } }
      ]) {
        assert.deepStrictEqual(yield* options(request), {})
      }
    })
  )

  it.effect("refuses what the schema does not know, and says where it stands", () =>
    Effect.gen(function* () {
      const issuesOf = (main: { readonly [option: string]: unknown }) =>
        Effect.map(Effect.flip(options({ providerOptions: { main: Redacted.make(main) } })), ({ issues }) => issues)
      assert.deepStrictEqual(yield* issuesOf({ paiway: "a" }), [
        { path: "providerOptions.main.paiway", reason: "is not a known field" }
      ])
      const [issue] = yield* issuesOf({ payway: "" })
      assert.strictEqual(issue?.path, "providerOptions.main.payway")
    })
  )

  it("tell what is wrong with them at once, without being run", () => {
    const reasons = (main: { readonly [option: string]: unknown }) =>
      Input.issuesOf(options({ providerOptions: { main: Redacted.make(main) } })).map(({ path }) => path)
    assert.deepStrictEqual(reasons({ payway: "a" }), [])
    assert.deepStrictEqual(reasons({ payway: "", paiway: "a" }), [
      "providerOptions.main.paiway",
      "providerOptions.main.payway"
    ])
  })

  it.effect("refuses every option where the adapter has none", () =>
    Effect.gen(function* () {
      const none = Input.instanceOptions(Schema.Struct({}), "main")
      assert.deepStrictEqual(yield* none({ providerOptions: { main: Redacted.make({}) } }), {})
      const { issues } = yield* Effect.flip(none({ providerOptions: { main: Redacted.make({ payway: "a" }) } }))
      assert.deepStrictEqual(issues, [{ path: "providerOptions.main.payway", reason: "is not a known field" }])
    })
  )

  it.effect("of an instance named as a member of every object finds only what was given", () =>
    Effect.gen(function* () {
      const hostile = Input.instanceOptions(Schema.Struct({}), "constructor")
      assert.deepStrictEqual(yield* hostile({ providerOptions: {} }), {})
    })
  )
})
