/** What a provider package exports so that a config file can name it. */
import { assert, describe, it } from "@effect/vitest"
import { decoder } from "@switchyard/core/Input"
import * as Plugin from "@switchyard/core/Plugin"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { payouts } from "../support/stubs.ts"

const Options = Schema.Struct({
  shop: Schema.String,
  secret: Schema.RedactedFromValue(Schema.NonEmptyString)
})

const plugin = Plugin.define<typeof Options.Type>({
  name: "@example/stub",
  options: Options,
  fingerprint: ({ shop }) => `@example/stub ${shop}`,
  make: ({ secret, shop }, { name }) =>
    Redacted.value(secret) === "wrong"
      ? Effect.fail(new Plugin.PluginFailed({ message: `${name}: the secret does not belong to ${shop}` }))
      : Effect.succeed({ payouts: payouts().provider })
})

const built = (options: unknown) =>
  Effect.flatMap(decoder(plugin.options)(options), (decoded) => plugin.make(decoded, { name: "main" }))

describe("a plugin", () => {
  it("is of the interface's version, without naming it", () => {
    assert.strictEqual(plugin.interfaceVersion, Plugin.interfaceVersion)
    assert.isTrue(Number.isInteger(Plugin.interfaceVersion))
  })

  it.effect("builds the providers of one instance from decoded options", () =>
    Effect.gen(function* () {
      const providers = yield* built({ shop: "6199", secret: "key" })
      assert.deepStrictEqual(Object.keys(providers), ["payouts"])
    })
  )

  it.effect("refuses options that it does not know or that are missing, and shows no secret", () =>
    Effect.gen(function* () {
      const faults = [
        [{ shop: "6199", secret: "key", retries: 3 }, "retries: is not a known field"],
        [{ shop: 6199, secret: "key-canary" }, "shop: must be a string"],
        [{ shop: "6199" }, "secret: is missing"],
        [{ shop: "6199", secret: "wrong" }, "main: the secret does not belong to 6199"]
      ] as const
      for (const [options, message] of faults) {
        assert.strictEqual((yield* Effect.flip(built(options))).message, message)
      }
    })
  )

  it("has a fingerprint of the account, not of its secret", () => {
    const options = (secret: string) => ({ shop: "6199", secret: Redacted.make(secret) })
    assert.strictEqual(plugin.fingerprint(options("key")), plugin.fingerprint(options("key-after-rotation")))
  })
})
