/** The quick check of a validator must never say yes where the thorough one says no, nor give another value. */
import { assert, describe, it } from "@effect/vitest"
import { decoder, validator } from "@switchyard/core/Input"
import * as Money from "@switchyard/core/Money"
import { PayoutRequest } from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const quick = validator(PayoutRequest)
const thorough = decoder(Schema.toType(PayoutRequest))

const issuesOf = (input: unknown, check: (input: unknown) => Effect.Effect<unknown, unknown>) =>
  Effect.runSync(
    Effect.match(check(input), {
      onSuccess: (value) => ({ value }),
      onFailure: (error) => ({ error: JSON.stringify(error) })
    })
  )

const good = {
  reference: "po-1",
  amount: Money.unsafe("10.00", "RUB"),
  destination: { type: "card", number: Redacted.make("4111111111111111"), bank: "Bank" },
  recipientEmail: Redacted.make("ivan@example.com"),
  metadata: { campaign: "a" },
  providerOptions: { one: Redacted.make({ payway: "x" }) }
}

describe("a validator", () => {
  it("gives back what is good", () => assert.deepStrictEqual(issuesOf(good, quick), { value: good }))

  it.each<[string, unknown, string]>([
    ["beside the others", { ...good, extra: 1 }, "extra"],
    ["that is undefined", { ...good, extra: undefined }, "extra"],
    ["deep inside", { ...good, destination: { ...good.destination, extra: 1 } }, "destination.extra"],
    ["in an object with a class of its own", Object.assign(Object.create({}), good, { extra: 1 }), "extra"]
  ])("refuses an unknown member %s", (_, input, path) => {
    const { error } = issuesOf(input, quick) as { readonly error: string }
    assert.include(error, `"path":"${path}"`)
    assert.deepStrictEqual(issuesOf(input, quick), issuesOf(input, thorough))
  })

  it("leaves unknown members out where it shall ignore them", () => {
    const ignoring = validator(PayoutRequest, "ignore")
    assert.deepStrictEqual(issuesOf({ ...good, extra: 1 }, ignoring), { value: good })
  })

  it("agrees with the thorough check on anything", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.constantFrom(good.amount, good.destination, good.metadata, good.providerOptions, Redacted.make("x"))
    )
    const names = [...Object.keys(good), "extra"]
    const changes = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 2 })
    const inner = fc.dictionary(fc.constantFrom("type", "number", "bank", "holder", "extra"), anything, { maxKeys: 1 })
    fc.assert(
      fc.property(changes, inner, (changed, destination) => {
        const input = { ...good, destination: { ...good.destination, ...destination }, ...changed }
        assert.deepStrictEqual(issuesOf(input, quick), issuesOf(input, thorough))
      }),
      { numRuns: 2000 }
    )
  })
})
