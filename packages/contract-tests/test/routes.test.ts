/** On which routes a law is checked, and where two requests for one create may differ. */
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { Harness, PayoutContract } from "../src/index.ts"
import { differences } from "../src/internal/repeats.ts"
import { covering } from "../src/internal/routes.ts"
import type { Target } from "../src/internal/sample.ts"
import * as Memory from "./support/memory.ts"

const target = (method: string, currency: Target["currency"]): Target => ({
  method,
  currency,
  min: Money.unsafe("1", currency),
  max: Money.unsafe("10", currency)
})

const named = (targets: ReadonlyArray<Target>) => targets.map(({ currency, method }) => `${method} ${currency}`)

describe("the covering routes", () => {
  test("have every method and every currency, in as few routes as that takes", () => {
    const all = (["card", "sbp", "wallet"] as const).flatMap((method) =>
      (["RUB", "USD"] as const).map((currency) => target(method, currency))
    )
    expect(named(covering(all))).toEqual(["card RUB", "sbp USD", "wallet RUB"])
  })

  test("are all of them where no two could stand for a third", () => {
    const all = [target("card", "RUB"), target("sbp", "USD")]
    expect(covering(all)).toEqual(all)
    expect(covering([target("card", "RUB"), target("card", "USD"), target("sbp", "RUB")])).toHaveLength(3)
  })
})

test("every law that is checked on routes goes through all that it names, on one simulator that looks empty on each", async () => {
  const law = PayoutContract.laws.find(({ id }) => id === "outcome/accepted")
  const layer = Memory.payouts(() => ({ routes: ["card RUB", "sbp USD", "sbp RUB"] }))
  const held = await Effect.runPromise(
    Effect.provide(
      Effect.andThen(
        law?.check ?? Effect.void,
        Effect.flatMap(Harness.Harness, (harness) => harness.held)
      ),
      layer
    )
  )
  expect(held.map(({ amount, method }) => `${method} ${amount.currency}`)).toEqual(["card RUB", "sbp USD"])
})

const request = (changes: Partial<Harness.Request> = {}): Harness.Request => ({
  operation: "create",
  method: "POST",
  path: "/create",
  query: "shop=1",
  headers: { "idempotency-key": "a", "content-length": "7", traceparent: "00-1" },
  body: '{"amount":1.50,"sign":"s"}',
  ...changes
})

describe("two requests for one create", () => {
  test("differ in whatever the provider looks at", () => {
    expect(differences(request(), request())).toEqual([])
    expect(differences(request(), request({ path: "/v2", query: "shop=2" }))).toEqual(["path", "query shop"])
    expect(differences(request(), request({ headers: { "idempotency-key": "b" } }))).toEqual(["header idempotency-key"])
    expect(differences(request(), request({ body: '{"amount":1.5,"sign":"s"}' }))).toEqual(["body amount"])
    expect(differences(request(), request({ body: "" }))).toEqual(["body amount", "body sign"])
  })

  test("do not differ in what belongs to the line, nor in what the harness names", () => {
    const later = request({
      headers: { "idempotency-key": "a", traceparent: "00-2" },
      body: '{"sign":"t","amount":1.50}'
    })
    expect(differences(request(), later)).toEqual(["body sign"])
    expect(differences(request(), later, ["sign"])).toEqual([])
  })
})
