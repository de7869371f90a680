/** Card forms: asked for unsigned, on the host that the account manager names, and nowhere else. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Options } from "../src/Feennex.ts"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { expectPost, guardNetwork } from "./support/network.ts"
import { outcomeOf } from "./support/plain.ts"
import { shop } from "./support/shop.ts"

guardNetwork()

describe("a card form", () => {
  const session = "26d90ef012e34b44aa9d74a3556e15a6"
  const cardForm = (options: Partial<Options> = { h2hBaseUrl: "https://h2h.example.com/gate/" }) =>
    Effect.gen(function* () {
      const { payments } = yield* shop(options)
      return yield* outcomeOf(payments.cardForm({ session: Redacted.make(session) }))
    })
  const host = "https://h2h.example.com"

  it.effect("is asked for on the other host, unsigned", () =>
    Effect.gen(function* () {
      expectPost("/gate/h2h_data", { session_id: session }, { body: fixture("h2h-data-ok") }, host)
      assert.deepStrictEqual(yield* cardForm(), {
        type: "card_form",
        formToken: { hidden: "uerhdw47d748yd784dy83uhueh834h84dh84hd8dh8" },
        url: "https://example.com/payform"
      })
    })
  )

  it.effect("is read without an envelope too, as the document's list of attributes has it", () =>
    Effect.gen(function* () {
      const body = '{"form_token":"t","payform_url":"https://example.com/payform"}'
      expectPost("/gate/h2h_data", { session_id: session }, { body }, host)
      const form = { type: "card_form", formToken: { hidden: "t" }, url: "https://example.com/payform" }
      assert.deepStrictEqual(yield* cardForm(), form)
      expectPost("/gate/h2h_data", { session_id: session }, { body, status: 502 }, host)
      assert.deepInclude(yield* cardForm(), { _tag: "ReadFailed", reason: "ProviderUnavailable" })
    })
  )

  it.effect("may be posted by http to a simulator on loopback", () =>
    Effect.gen(function* () {
      const payform_url = "http://127.0.0.1:8081/payform"
      expectPost("/gate/h2h_data", { session_id: session }, { body: fixtureWith("h2h-data-ok", { payform_url }) }, host)
      assert.deepInclude(yield* cardForm(), { type: "card_form", url: payform_url })
    })
  )

  it.effect.each([
    ["a page that is none", fixtureWith("h2h-data-ok", { payform_url: "javascript:alert(1)" }), "UnreadableAnswer"],
    [
      "a page in the clear",
      fixtureWith("h2h-data-ok", { payform_url: "http://example.com/payform" }),
      "UnreadableAnswer"
    ],
    ["no token", fixtureWith("h2h-data-ok", { form_token: "" }), "UnreadableAnswer"],
    ["half of a form without an envelope", '{"form_token":"t"}', "UnreadableAnswer"],
    [
      "a form in the clear without an envelope",
      '{"form_token":"t","payform_url":"http://example.com"}',
      "UnreadableAnswer"
    ],
    [
      "a form beside an error",
      '{"form_token":"t","payform_url":"https://example.com","error_code":10,"result":false,"message":"no"}',
      "InvalidRequest"
    ],
    ["a refusal", refusal(10, `Unknown session ${session}`), "InvalidRequest"]
  ] as const)("is not given after %s", ([_, body, reason]) =>
    Effect.gen(function* () {
      expectPost("/gate/h2h_data", { session_id: session }, { body }, host)
      const end = yield* cardForm()
      assert.deepInclude(end, { _tag: "ReadFailed", operation: "payments.cardForm", reason })
      assert.notInclude(JSON.stringify(end), session)
    })
  )

  it.effect("does not exist without that host, and nothing is sent", () =>
    Effect.gen(function* () {
      const end = { _tag: "Unsupported", provider: "feennex", operation: "payments.cardForm" }
      assert.deepInclude(yield* cardForm({}), end)
      const { payments } = yield* shop()
      assert.notInclude(payments.capabilities.operations, "cardForm")
    })
  )
})
