/** Canaries: what is secret or personal is pushed through every operation and looked for in all that comes out. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { fixtureWith } from "./support/fixtures.ts"
import { merchant, payoutRequest, template } from "./support/merchant.ts"
import { answering, recorder } from "./support/recorder.ts"

const apiKey = "canary-api-key"
const signKey = "canary-sign-key"
const canaries = {
  apiKey,
  signKey,
  card: "4276345439581230",
  phone: "79161234567",
  account: "40817810099910004312",
  iban: "GB29NWBK60161331926819",
  holder: "Kanareev Ivan",
  email: "canary@person.example",
  customer: "canary-customer"
}

const requests = [
  { type: "card", number: canaries.card, holder: canaries.holder },
  { type: "sbp", phone: canaries.phone, bank: "Sberbank", holder: canaries.holder },
  { type: "account", number: canaries.account, holder: canaries.holder },
  { type: "iban", iban: canaries.iban, holder: canaries.holder }
]

/** Everything that was sent to the provider, in the places where it could be repeated. */
const echoes: ReadonlyArray<(echoed: string) => readonly [body: string, status: number]> = [
  (echoed) => [JSON.stringify({ ok: false, error: echoed }), 200],
  (echoed) => [JSON.stringify({ ok: false, error: `low balance ${echoed}` }), 400],
  (echoed) => [JSON.stringify({ error: echoed }), 500],
  (echoed) => [JSON.stringify({ ok: true, error: echoed }), 200],
  (echoed) => [echoed, 200],
  (echoed) => [`<html>${echoed}</html>`, 502]
]

const renderings = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value, (_, member) => (typeof member === "bigint" ? String(member) : member)),
  inspect(value, { depth: 20, showHidden: true }),
  Cause.pretty(Cause.fail(value)),
  value instanceof Error ? `${value.message} ${value.stack} ${inspect(value.cause)}` : ""
]

/** Runs a call with every span and log line recorded; gives all text that came out. */
const outputOf = <A, E>(call: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const logger = Logger.make(({ message }) => void texts.push(...renderings(message)))
    const exit = yield* Effect.exit(call).pipe(Effect.provide(Logger.layer([logger])), Effect.withTracer(tracer))
    texts.push(...renderings(exit), ...renderings(Exit.isSuccess(exit) ? exit.value : Cause.squash(exit.cause)))
    for (const { attributes, name, status } of spans)
      texts.push(inspect([name, [...attributes], status], { depth: 20 }))
    return texts.join("\n")
  })

const assertClean = (text: string) => {
  for (const [name, canary] of Object.entries(canaries)) assert.notInclude(text, canary, name)
}

const options = { apiKey: Redacted.make(apiKey), signKey: Redacted.make(signKey), standartSign: template }

describe("canaries", () => {
  it.live("are in no output of a create, whatever the provider repeats", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant(options)
      for (const destination of requests) {
        for (const echo of echoes) {
          const request = yield* payoutRequest({
            destination,
            recipientEmail: canaries.email,
            providerOptions: { p2p: { customer: canaries.customer } }
          })
          const network = recorder(({ text }) => {
            const [body, status] = echo(`${text} ${Object.values(canaries).slice(0, 2).join(" ")}`)
            return new Response(body, { status })
          })
          assertClean(yield* outputOf(network.provide(payouts.create(request))))
          assert.strictEqual(network.sent.length, 1)
        }
      }
    })
  )

  it.live("are in no address for a cancellation that an accepted create shows", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant(options)
      for (const destination of requests) {
        const echoed = [canaries.customer, canaries.holder, apiKey, signKey, ...Object.values(destination)]
        const changes = {
          payment_method: destination.type === "account" ? "score" : destination.type,
          reject_callback_url:
            `https://p2p.example/${echoed.map(encodeURIComponent).join("/")}?${echoed.join("&")}`.slice(0, 512)
        }
        const request = yield* payoutRequest({ destination, providerOptions: { p2p: { customer: canaries.customer } } })
        const network = answering(fixtureWith("create-payout-answer", changes))
        const output = yield* outputOf(network.provide(payouts.create(request)))
        assert.include(output, "reject_callback_url")
        assertClean(output)
      }
    })
  )

  it.live("are in no output of the reads and the cancellation", () =>
    Effect.gen(function* () {
      const { liveRoutes, payouts } = yield* merchant(options)
      const echoed = `${apiKey} ${signKey} ${canaries.card} ${canaries.phone} ${canaries.account} ${canaries.iban}`
      for (const [nth, echo] of echoes.entries()) {
        const [body, status] = echo(echoed)
        const network = recorder(() => new Response(body, { status }))
        const calls = [
          outputOf(network.provide(payouts.get({ reference: `order-${nth}` }))),
          outputOf(network.provide(payouts.cancel({ reference: "order-1" }))),
          outputOf(network.provide(payouts.balance())),
          outputOf(network.provide(liveRoutes()))
        ]
        for (const call of calls) assertClean(yield* call)
        assert.strictEqual(network.sent.length, 4)
      }
    })
  )

  it.live("are in a payout that is read only as hidden values", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant(options)
      const requisites = { number_card: canaries.card, full_name: canaries.holder }
      const inOtherForms = `gone ${canaries.card.replace(/(?<=^(?:.{4})+)/g, "/")} IVAN KANAREEV`
      for (const status of ["successful", `gone ${canaries.card} ${apiKey}`, inOtherForms]) {
        const body = {
          ok: true,
          order_id: status.slice(0, 4),
          type: "pay_out",
          status,
          payment_method: "card",
          ...requisites,
          bank_name: `Tinkoff ${canaries.card} ${canaries.email} ${apiKey}`,
          created_at: `${canaries.phone} ${signKey}`
        }
        const network = recorder(() => Response.json(body))
        const output = yield* outputOf(network.provide(payouts.get({ reference: status.slice(0, 4) })))
        assertClean(output)
        assert.notMatch(output.replace(/\W/g, ""), new RegExp(`${canaries.card}|kanareev`, "i"))
      }
    })
  )

  it.live("are in no event and no refusal of a callback", () =>
    Effect.gen(function* () {
      for (const standartSign of [template, null]) {
        const { parseCallback } = yield* merchant({ ...options, standartSign })
        for (const type of ["pay_out", "pay_in", canaries.card]) {
          const receivedAt = DateTime.makeUnsafe(0)
          const members = { order_id: "order-1", type, status: `${canaries.card} ${signKey}`, ...canaries }
          const body = new TextEncoder().encode(JSON.stringify({ ...members, standart_sign: canaries.card }))
          assertClean(yield* outputOf(parseCallback!({ body, headers: {}, path: "payouts/error", receivedAt })))
        }
      }
    })
  )
})
