/** Two contexts are two accounts, and nothing that is configured is taken for one. */
import { assert, describe, it } from "@effect/vitest"
import { decoder } from "@switchyard/core/Input"
import * as OperationContext from "@switchyard/core/OperationContext"
import * as Effect from "effect/Effect"

const decode = decoder(OperationContext.OperationContext)

describe("a context", () => {
  it.effect.each<[string, unknown, string]>([
    ["nothing", {}, "must have 1 to 8 members"],
    ["a strange name", { __proto__x: "a" }, "__proto__x: is not a known field"],
    ["no value", { account: "" }, "account: must be 1 to 255 printable characters without spaces"],
    ["a space", { account: "a b" }, "account: must be 1 to 255 printable characters without spaces"],
    ["a number", { account: 7 }, "account: must be a string"]
  ])("of %s is refused", ([, given, message]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(decode(given))).message, message)
    })
  )

  it("is a part of the account, whatever the order of its members", () => {
    const { account, isIn, isWithin } = OperationContext
    assert.strictEqual(account("psp shop", undefined), "psp shop")
    assert.strictEqual(account("psp shop", {}), "psp shop")
    const one = account("psp shop", { a: "1", b: "2" })
    assert.strictEqual(account("psp shop", { b: "2", a: "1" }), one)
    const all = [
      one,
      account("psp shop", undefined),
      account("psp shop", { a: "2", b: "1" }),
      account("psp shop", { a: "1" }),
      account("psp shop", { a: '1","b":"2' }),
      account("psp other", { a: "1", b: "2" })
    ]
    assert.strictEqual(new Set(all).size, all.length)
    assert.deepStrictEqual(
      all.map((each) => isWithin(each, "psp shop")),
      [true, true, true, true, true, false]
    )
    assert.isFalse(isWithin("psp shop 2", "psp shop"))
    // Of an account that nobody has configured any more, only its context is known.
    assert.deepStrictEqual(
      all.map((each) => isIn(each, { b: "2", a: "1" })),
      [true, false, false, false, false, true]
    )
    assert.deepStrictEqual(
      all.map((each) => isIn(each, undefined)),
      [false, true, false, false, false, false]
    )
  })

  it("has the members that a manifest lists, and no others", () => {
    const { unknown } = OperationContext
    assert.deepStrictEqual(unknown({ a: "1", constructor: "2" }, ["a"]), ["context.constructor"])
    assert.deepStrictEqual(unknown({ a: "1" }, undefined), ["context.a"])
    assert.deepStrictEqual(unknown(undefined, undefined), [])
  })
})
