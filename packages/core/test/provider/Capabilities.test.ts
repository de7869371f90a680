/** What a provider can do is data that the router, the poller and the documentation can rely on. */
import { assert, describe, it } from "@effect/vitest"
import * as Capabilities from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { manifest } from "../support/stubs.ts"

describe("Capabilities", () => {
  it("the operations are those the Spi implements, in the order of the interface", () => {
    const names = ["create", "get", "cancel"] as const
    assert.deepStrictEqual(Capabilities.operations({ cancel: () => 1, create: () => 1 }, names), ["create", "cancel"])
    assert.deepStrictEqual(Capabilities.operations({ get: undefined }, names), [])
    class Adapter {
      get() {
        return 1
      }
    }
    assert.deepStrictEqual(Capabilities.operations(new Adapter(), names), ["get"])
  })

  it("a route is found by method and currency together", () => {
    assert.strictEqual(Capabilities.route(manifest, "card", "KZT"), manifest.routes[0])
    assert.strictEqual(Capabilities.route(manifest, "iban", "EUR"), manifest.routes[1])
    for (const [method, currency] of [
      ["card", "EUR"],
      ["iban", "RUB"],
      ["wallet", "RUB"],
      ["constructor", "name"],
      ["", ""]
    ] as const) {
      assert.isUndefined(Capabilities.route(manifest, method, currency))
    }
  })

  it("a route that names schemes and countries is found only for a destination within them", () => {
    const ach = { method: "bank", currencies: ["USD"], schemes: ["ach", "wire"], countries: ["US"] }
    const pix = { method: "bank", currencies: ["USD", "BRL"], schemes: ["pix"] }
    const routes = { ...manifest, routes: [ach, pix] }
    const of = (currency: string, within?: { country?: string; scheme?: string }) =>
      Capabilities.route(routes, "bank", currency, within)
    assert.strictEqual(of("USD", { scheme: "wire", country: "US" }), ach)
    assert.strictEqual(of("USD", { scheme: "pix", country: "BR" }), pix)
    assert.strictEqual(of("BRL", { scheme: "pix" }), pix)
    assert.strictEqual(of("USD"), ach)
    for (const within of [{}, { scheme: "ach" }, { scheme: "ach", country: "CA" }, { country: "US" }]) {
      assert.isUndefined(of("USD", within))
    }
  })

  it("an amount fits a route between its limits, both included, and on its step", () => {
    const money = (text: string) => Money.unsafe(text, "USD")
    const limits = { min: money("5"), max: money("100"), step: money("2.5") }
    const route = { method: "bank", currencies: ["USD", "JPY"], limits: { USD: limits } }
    for (const text of ["5", "7.5", "10.00", "100"]) assert.isUndefined(Capabilities.misfit(route, money(text)), text)
    for (const text of ["5.01", "7", "99.99"]) {
      assert.strictEqual(Capabilities.misfit(route, money(text)), "not a multiple of the step", text)
    }
    for (const text of ["4.99", "2.5", "100.01", "102.5"]) {
      assert.strictEqual(Capabilities.misfit(route, money(text)), "outside the limits", text)
    }
    // Of a step of nothing, which no manifest may have, there is no multiple.
    const nothing = { ...route, limits: { USD: { ...limits, step: Money.zero("USD") } } }
    assert.strictEqual(Capabilities.misfit(nothing, money("10")), "not a multiple of the step")
    // What a limit says in one currency says nothing of another.
    assert.isUndefined(Capabilities.misfit(route, Money.unsafe("1", "JPY")))
    assert.deepStrictEqual(Capabilities.limitsOf(route, "JPY"), {})
    assert.deepStrictEqual(Capabilities.limitsOf(route, "constructor"), {})
  })

  it.effect("a manifest is plain JSON and comes back from it", () =>
    Effect.gen(function* () {
      const codec = Schema.fromJsonString(Schema.toCodecJson(Capabilities.Manifest))
      const text = yield* Schema.encodeEffect(codec)(manifest)
      assert.deepStrictEqual(yield* Schema.decodeEffect(codec)(text), manifest)
    })
  )

  it.each<[string, object]>([
    ["a negative spacing", { statusReads: { spacingMillis: -1, polling: "free" } }],
    ["a spacing with a fraction", { statusReads: { spacingMillis: 0.5, polling: "free" } }],
    [
      "no negative answers at all",
      { lookUp: { create: { by: "reference", notFoundIsFinal: { afterMillis: 1, answers: 0, spacingMillis: 1 } } } }
    ],
    ["a word for duplicates that is not in the list", { duplicates: { create: { kind: "maybe" } } }],
    [
      "a window without an end",
      { duplicates: { create: { kind: "replayed", withinMillis: 0, replayAfterMillis: 0, refusals: "stored" } } }
    ],
    [
      "a step of nothing",
      { routes: [{ method: "bank", currencies: ["USD"], limits: { USD: { step: Money.zero("USD") } } }] }
    ],
    ["a trust that is not in the list", { callbacks: "always" }]
  ])("%s is refused", (_, part) => {
    const decode = Schema.decodeUnknownExit(Schema.toType(Capabilities.Manifest))
    assert.isTrue(Exit.isSuccess(decode(manifest)))
    assert.isTrue(Exit.isFailure(decode({ ...manifest, ...part })))
  })
})
