/** Known values are pushed through every operation, echoed by every answer, and looked for in all that is printed. */
import { Console } from "node:console"
import { PassThrough } from "node:stream"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Feennex from "../src/Feennex.ts"
import { refusal } from "./support/fixtures.ts"
import { canaries, canariesOf, everyOption, operations } from "./support/operations.ts"
import { recorder, type Sent } from "./support/recorder.ts"
import { payoutReference, shop } from "./support/shop.ts"
import { sha256 } from "./support/signature.ts"
import { witness } from "./support/witness.ts"

/** The text that `console.error` would print. */
const printed = (value: unknown): string => {
  const stream = new PassThrough()
  new Console(stream, stream).error(value)
  return String(stream.read())
}

/** Every way in which an error or value becomes text. */
const renderings = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value) ?? "",
  inspect(value, { depth: 10 }),
  inspect(value, { depth: 10, showHidden: true, getters: true }),
  Cause.pretty(Cause.fail(value)),
  JSON.stringify(Cause.fail(value)),
  printed(value),
  value instanceof Error ? `${value.message} ${value.stack} ${value.cause}` : ""
]

/** A value in the forms a provider may echo it in. */
const forms = (value: string): ReadonlyArray<string> => [
  value,
  value.toUpperCase(),
  encodeURIComponent(value),
  value.replace(/(\d{4})(?=\d)/g, "$1 ")
]

const signOf = (sent: Sent): string => (typeof sent.body.sign === "string" ? sent.body.sign : "")

/** Everything that was sent, and everything that is known, in many forms. */
const echo = (sent: Sent, known: ReadonlyArray<string>): string =>
  ["Sorry:", sent.text, signOf(sent), ...known.flatMap(forms)].join(" | ")

const envelope = (data: unknown, message = "Ok"): string =>
  JSON.stringify({ result: true, error_code: 0, message, data })

type Answer = (sent: Sent, all: string) => Response

const echoing: Readonly<Record<string, Answer>> = {
  "a refusal": (_, all) => new Response(refusal(9, all)),
  "a refused signature": (_, all) => new Response(refusal(10, `Invalid sign, string_to_sign: ${all}`)),
  "a duplicate": (_, all) => new Response(refusal(6, all), { status: 400 }),
  "not found": (_, all) => new Response(refusal(7, all)),
  "an unknown error": (_, all) => new Response(refusal(77, all)),
  "a page": (_, all) => new Response(all),
  "a page with HTTP 500": (_, all) => new Response(all, { status: 500 }),
  "another shape": (_, all) => new Response(JSON.stringify({ [all]: all })),
  "a success without data": (_, all) => new Response(envelope({ note: all }, all)),
  "details of a receipt": (_, all) => new Response(JSON.stringify({ detail: all }), { status: 422 }),
  "a broken connection": (sent, all) => {
    throw Object.assign(new Error(all), { code: "ECONNRESET", request: sent })
  }
}

const assertClean = (outputs: ReadonlyArray<string>, known: ReadonlyArray<string>, signs: ReadonlyArray<string>) => {
  for (const text of outputs.map((one) => one.toLowerCase())) {
    for (const secret of known.flatMap(forms)) {
      assert.isFalse(text.includes(secret.toLowerCase()), `${secret} is shown in: ${text}`)
    }
    for (const sign of signs) assert.isFalse(text.includes(sign), `a signature is shown in: ${text}`)
  }
}

const ends = (operation: string, answer: Answer) =>
  Effect.gen(function* () {
    const feennex: Feennex.Feennex = yield* shop(everyOption)
    const known = canariesOf(operation)
    const network = recorder((sent) => answer(sent, echo(sent, known)))
    const eyes = witness()
    const call = operations[operation]
    if (call === undefined) return assert.fail(`no operation ${operation}`)
    const logged = Effect.tapCause(call(feennex), (cause) => Effect.logError("it failed", cause))
    const exit = yield* Effect.exit(network.provide(eyes.watch(logged)))
    assert.strictEqual(network.sent.length, 1)
    assert.isNotEmpty(eyes.spans())
    const value = Exit.isSuccess(exit) ? exit.value : Cause.squash(exit.cause)
    const outputs = [...renderings(value), ...renderings(exit), ...eyes.lines, ...eyes.spans()]
    const signs = network.sent.map(signOf).filter((sign) => sign !== "")
    return { value, clean: (hidden: ReadonlyArray<string> = []) => assertClean(outputs, [...known, ...hidden], signs) }
  })

describe.each(Object.keys(operations))("%s shows no secret and no person", (operation) => {
  it.effect.each(Object.keys(echoing))("after %s that echoes all", (name) =>
    Effect.gen(function* () {
      const { clean } = yield* ends(operation, echoing[name] ?? assert.fail(name))
      clean()
    })
  )
})

describe("an accepted payout shows no secret and no person", () => {
  it.effect.each([3, 6, 8, 77])("with status %i and a reason that echoes all", (status) =>
    Effect.gen(function* () {
      const payout = { id: 1, shop_payment_id: payoutReference, status }
      const answer: Answer = (_, all) => new Response(envelope({ ...payout, rejected_reason: all }, all))
      const { clean, value } = yield* ends("payouts.create", answer)
      assert.nestedPropertyVal(value, "_tag", "Accepted")
      clean()
    })
  )
})

describe("what a provider repeats of people stays hidden", () => {
  it.effect("in an account check and in a transfer", () =>
    Effect.gen(function* () {
      const account = {
        account_info: { name: canaries.holder, phone: canaries.phone },
        provider_status: 1,
        result: true
      }
      const check = yield* ends("payouts.checkAccount", () => new Response(envelope(account)))
      assert.nestedPropertyVal(check.value, "result", "payable")
      check.clean([canaries.holder])
      const ps_data = { card: canaries.card, phone: canaries.phone, card_holder_name: canaries.holder }
      const invoice = { payment_id: 1, shop_order_id: "101", status: 2, ps_data }
      const get = yield* ends("payments.get", () => new Response(envelope(invoice)))
      assert.nestedPropertyVal(get.value, "next.type", "transfer")
      get.clean([canaries.holder])
    })
  )

  it.effect("in whatever else it states", () =>
    Effect.gen(function* () {
      const echoing =
        (data: object, names: ReadonlyArray<string>): Answer =>
        (_, all) =>
          new Response(envelope({ ...data, ...Object.fromEntries(names.map((name) => [name, all])) }))
      const withdraw = { id: 1, shop_payment_id: payoutReference, status: 3 }
      const payout = yield* ends("payouts.create", echoing(withdraw, ["balance"]))
      assert.nestedPropertyVal(payout.value, "value.notes[0].name", "balance")
      payout.clean()
      const invoice = { payment_id: 1, shop_order_id: "101", status: 2 }
      const get = yield* ends("payments.get", echoing(invoice, ["payway", "created", "processed", "updated"]))
      assert.nestedProperty(get.value, "notes[3].value")
      get.clean()
      const price = { payer_price: 1, ps_currency: 840 }
      const quote = yield* ends("payments.quote", echoing(price, ["paymethod_name", "info", "warning", "exch_fee"]))
      assert.nestedProperty(quote.value, "notes[3].value")
      quote.clean()
    })
  )

  it.effect("in the form of a card", () =>
    Effect.gen(function* () {
      const form = { form_token: canaries.session, payform_url: "https://h2h.example.com/form" }
      const { clean, value } = yield* ends("payments.cardForm", () => new Response(envelope(form)))
      assert.nestedPropertyVal(value, "type", "card_form")
      clean()
    })
  )
})

describe("a callback shows no secret and no person", () => {
  it.effect("whether it is believed or not", () =>
    Effect.gen(function* () {
      const { parseCallback } = yield* shop(everyOption)
      if (parseCallback === undefined) return assert.fail("no callbacks")
      const { card, email, holder, phone, secret } = canaries
      const sign = sha256([card, email, `${holder} ${phone}`].join(":") + secret)
      for (const given of [sign, sha256(sign), secret, ""]) {
        const fields = { card, email, ps_data: `${holder} ${phone}`, sign: given }
        const eyes = witness()
        const receivedAt = DateTime.makeUnsafe(0)
        for (const body of [new URLSearchParams(fields).toString(), JSON.stringify(fields), JSON.stringify([fields])]) {
          const raw = { body: new TextEncoder().encode(body), headers: { authorization: secret }, path: "", receivedAt }
          const exit = yield* Effect.exit(eyes.watch(parseCallback(raw)))
          const value = Exit.isSuccess(exit) ? exit.value : Cause.squash(exit.cause)
          assertClean([...renderings(value), ...eyes.lines, ...eyes.spans()], Object.values(canaries), [sign])
        }
      }
    })
  )
})
