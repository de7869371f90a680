/** Callbacks that are refused: forged, tampered with, unverifiable, unreadable or too long. Nothing in them is believed. */
import { assert, describe, it } from "@effect/vitest"
import { maxBytes } from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import {
  byName,
  bytes,
  expected,
  form,
  genuine,
  mismatch,
  parse,
  rejected,
  signed,
  values
} from "./support/callback.ts"
import { secret } from "./support/shop.ts"
import { sha256, signature } from "./support/signature.ts"

describe("a callback is refused", () => {
  it.effect.each(Object.keys(values))("when %s was tampered with", (name) =>
    Effect.gen(function* () {
      for (const value of [`${genuine[name]}0`, "", " ", "x"]) {
        assert.deepStrictEqual(yield* parse(form({ ...genuine, [name]: value })), mismatch)
      }
      const { [name]: _, ...without } = genuine
      assert.deepStrictEqual(yield* parse(form(without)), mismatch)
    })
  )

  it.effect("when a member was added", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(form({ ...genuine, shop_original_amount: "0.01" })), mismatch)
    })
  )

  it.effect.each([
    ["of another secret", sha256("another")],
    ["one character short", expected.slice(0, -1)],
    ["one character long", `${expected}0`],
    ["that the documents print", "daf8f354f3"],
    ["of blanks around", ` ${expected}`],
    ["in other letters", expected.replace(/[a-f]/, "ａ")],
    [
      "without the secret",
      sha256(
        Object.entries(values)
          .sort(byName)
          .map(([, value]) => value)
          .join(":")
      )
    ],
    ["of the secret alone", sha256(secret)]
  ] as const)("with a signature %s", ([_, sign]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(form({ ...genuine, sign })), mismatch)
      assert.deepStrictEqual(yield* parse(JSON.stringify({ ...genuine, sign })), mismatch)
    })
  )

  it.effect("without a signature", () =>
    Effect.gen(function* () {
      const missing = rejected("SignatureMissing", "the callback has no sign")
      for (const sign of [null, "", undefined]) {
        assert.deepStrictEqual(yield* parse(JSON.stringify({ ...values, sign })), missing)
      }
      assert.deepStrictEqual(yield* parse(form(values)), missing)
      assert.deepStrictEqual(yield* parse(form({ ...values, Sign: expected })), missing)
      assert.deepStrictEqual(yield* parse("[]"), missing)
    })
  )

  it.effect.each([{ deep: 1 }, [1], {}, [], true, false])(
    "with the member %j, whose signed form nobody knows",
    (member) =>
      Effect.gen(function* () {
        const unverifiable = rejected("SignatureInvalid", "the callback has members that cannot be verified")
        assert.deepStrictEqual(yield* parse(JSON.stringify({ ...genuine, member })), unverifiable)
      })
  )

  it.effect("with a name that occurs twice, whichever of the two is genuine", () =>
    Effect.gen(function* () {
      const twice = rejected("Malformed", "a field occurs twice")
      assert.deepStrictEqual(yield* parse(`${form(genuine)}&status=success`), twice)
      assert.deepStrictEqual(yield* parse(`shop_order_id=2&${form(genuine)}`), twice)
      assert.deepStrictEqual(yield* parse(`${form(genuine)}&sign=`), twice)
      assert.deepStrictEqual(yield* parse(`${form(genuine)}&st%61tus=`), twice)
      const json = rejected("Malformed", "JSON with a duplicate key")
      assert.deepStrictEqual(yield* parse(JSON.stringify(genuine).replace("{", '{"status":"rejected",')), json)
    })
  )

  it.effect.each([
    ["nothing", ""],
    ["cut JSON", JSON.stringify(genuine).slice(0, -1)],
    ["JSON nested without end", `{"a":${"[".repeat(100_000)}`],
    ["a list of JSON", `{}${JSON.stringify(genuine)}`]
  ] as const)("as malformed when it is %s", ([_, body]) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* parse(body), { _tag: "CallbackRejected", reason: "Malformed" })
    })
  )

  it.effect("when it is not UTF-8, even if a replacement would fit the signature", () =>
    Effect.gen(function* () {
      const body = bytes(`status=X&sign=${signature("\ufffd")}`)
      body[7] = 0xff
      assert.deepStrictEqual(yield* parse(body), rejected("Malformed", "not UTF-8 text"))
    })
  )

  it.effect("unread when it is longer than 256 KiB, and read up to there", () =>
    Effect.gen(function* () {
      const least = form(signed({ ...values, filler: "" })).length
      const longest = form(signed({ ...values, filler: "f".repeat(maxBytes - least) }))
      assert.strictEqual(longest.length, maxBytes)
      assert.deepInclude(yield* parse(longest), { _tag: "Value" })
      const padded = form(signed({ ...values, filler: "f".repeat(maxBytes - least + 1) }))
      assert.deepStrictEqual(yield* parse(padded), rejected("TooLarge", "the callback is too long"))
    })
  )

  it.effect("without repeating anything of it", () =>
    Effect.gen(function* () {
      for (const body of [form({ ...genuine, status: "canary" }), JSON.stringify({ canary: "canary" }), '{"canary']) {
        assert.notInclude(JSON.stringify(yield* parse(body)), "canary")
      }
    })
  )
})
