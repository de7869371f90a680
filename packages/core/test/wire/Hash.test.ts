/** A request is known again by its hash: the same one has the same, and whatever differs in it has another. */
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import { hashOf } from "../../src/wire/internal/hash.ts"

const plain: Http.WireRequest = {
  method: "POST",
  origin: "https://pay.test",
  path: "/v1/payouts?expand=1",
  headers: { "content-type": "application/json", "idempotency-key": "po-1", "x-version": "2" },
  body: `{"amount":"1.00"}`
}

const account = ["@example/pay acct", "acct-1"]

const hash = (request: Partial<Http.WireRequest> = {}, changing: ReadonlyArray<string> = [], of = account) =>
  Redacted.value(hashOf({ ...plain, ...request }, changing, of))

describe("the hash of a request", () => {
  it("is the same for the same request, whatever the order and case of its headers", () => {
    assert.match(hash(), /^[0-9a-f]{64}$/)
    assert.strictEqual(hash(), hash())
    const entries = Object.entries(plain.headers).toReversed()
    assert.strictEqual(hash({ headers: Object.fromEntries(entries) }), hash())
    const upper = entries.map(([name, value]) => [name.toUpperCase(), value] as const)
    assert.strictEqual(hash({ headers: Object.fromEntries(upper) }), hash())
  })

  it.each<[string, Partial<Http.WireRequest>]>([
    ["the method", { method: "PUT" }],
    ["the host", { origin: "https://pay.test:8443" }],
    ["the path", { path: "/v2/payouts?expand=1" }],
    ["the query", { path: "/v1/payouts?expand=2" }],
    ["the body", { body: `{"amount":"1.0"}` }],
    ["that there is no body", { body: undefined }],
    ["that the body is empty", { body: "" }],
    ["a header", { headers: { ...plain.headers, "idempotency-key": "po-2" } }],
    ["a header more", { headers: { ...plain.headers, "stripe-account": "acct" } }],
    ["a header less", { headers: { "content-type": "application/json", "idempotency-key": "po-1" } }],
    ["the case of a value", { headers: { ...plain.headers, "idempotency-key": "PO-1" } }]
  ])("is another one where %s differs", (_, changed) => {
    assert.notStrictEqual(hash(changed), hash())
  })

  it("is another one for another account, in any of its parts", () => {
    const others = [["@example/pay acct"], ["@example/pay acct", "acct-2"], ["@example/pay other", "acct-1"], []]
    const hashes = [account, ...others].map((of) => hash({}, [], of))
    assert.strictEqual(new Set(hashes).size, hashes.length)
  })

  it("does not depend on the credential, the program or the trace", () => {
    for (const name of ["authorization", "Authorization", "user-agent", "traceparent", "tracestate", "baggage"]) {
      assert.strictEqual(hash({ headers: { ...plain.headers, [name]: "anything" } }), hash())
    }
  })

  it("does not depend on a header that is named as changing, but on that it is", () => {
    const at = (time: string) => hash({ headers: { ...plain.headers, "X-Time": time } }, ["x-time"])
    assert.strictEqual(at("1"), at("2"))
    assert.strictEqual(hash({}, ["X-Time"]), at("1"))
    assert.notStrictEqual(at("1"), hash())
    assert.notStrictEqual(hash({ headers: { ...plain.headers, "x-time": "1" } }), hash())
  })

  it("is one of exactly these parts, wherever one ends and the next begins", () => {
    const text = fc.string({ maxLength: 4, unit: fc.constantFrom("1", ":", "a", "\n", "é") })
    const parts = fc.record({
      method: text,
      origin: text,
      path: text,
      headers: fc.dictionary(fc.constantFrom("a", "b", "1:a"), text, { maxKeys: 3 }),
      body: fc.option(text, { nil: undefined })
    })
    const accounts = fc.array(text, { maxLength: 2 })
    const sorted = (record: Readonly<Record<string, string>>) => Object.entries(record).toSorted()
    fc.assert(
      fc.property(parts, parts, accounts, accounts, (one, other, ofOne, ofOther) => {
        const encoded = ({ headers, ...rest }: typeof one, of: ReadonlyArray<string>) =>
          JSON.stringify([rest.method, rest.origin, rest.path, sorted(headers), rest.body ?? null, of])
        const isSame = encoded(one, ofOne) === encoded(other, ofOther)
        const [first, second] = [hashOf(one, [], ofOne), hashOf(other, [], ofOther)].map(Redacted.value)
        assert.strictEqual(first === second, isSame)
      }),
      { numRuns: 2_000 }
    )
    assert.notStrictEqual(hash({ method: "a", origin: "bc" }), hash({ method: "ab", origin: "c" }))
  })

  it("shows itself to nobody who prints it", () => {
    const printed = `${hashOf(plain, [], account)} ${JSON.stringify(hashOf(plain, [], account))}`
    assert.notInclude(printed, hash())
  })
})

const over = (http: Http.Client, request: Parameters<typeof Endpoint.ready<Http.Request, Http.Request>>[1]) => {
  const ready = Endpoint.ready(http, request)
  return Effect.map(ready.fix, ({ hash: of }) => {
    const found = of([])
    return found && Redacted.value(found)
  })
}

const http = Http.make({ baseUrl: "https://pay.test/v1" })
const request: Http.Request = { method: "POST", path: "/payouts", headers: { "X-Key": "1" }, body: "{}" }

describe("a request that is ready", () => {
  it.effect("has the hash of what its client sends, with the client's own headers", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(http.toWire(request), {
        ...{ method: "POST", origin: "https://pay.test", path: "/v1/payouts", headers: { "x-key": "1" }, body: "{}" }
      })
      const scoped = Http.make({ baseUrl: "https://pay.test/v1", headers: { "Stripe-Account": "acct_1" } })
      assert.deepStrictEqual(scoped.toWire(request)?.headers, { "stripe-account": "acct_1", "x-key": "1" })
      const elsewhere = Http.make({ baseUrl: "https://other.test/v1" })
      const hashes = yield* Effect.all([over(http, request), over(scoped, request), over(elsewhere, request)])
      assert.strictEqual(new Set(hashes).size, 3)
      assert.strictEqual(yield* over(http, () => request), hashes[0])
    })
  )

  it.effect("covers a body as it is sent, under its own media type", () =>
    Effect.gen(function* () {
      const file = { name: "file", fileName: "a.png", contentType: "image/png", content: new Uint8Array([1, 255]) }
      const bodies = [
        Body.json({ a: "1" }),
        Body.json({ a: "1" }, { contentType: "application/merge-patch+json" }),
        Body.form({ a: "1" }),
        Body.multipart([file]),
        Body.multipart([{ ...file, content: new Uint8Array([1, 254]) }])
      ]
      const hashes = yield* Effect.forEach(bodies, (body) => over(http, { ...request, body }))
      assert.strictEqual(new Set(hashes).size, bodies.length)
      assert.notInclude(hashes, undefined)
      assert.strictEqual(yield* over(http, { ...request, body: Body.multipart([file]) }), hashes[3])
      const typed = { "X-Key": "1", "content-type": "application/json" }
      assert.strictEqual(yield* over(http, { ...request, headers: typed, body: '{"a":"1"}' }), hashes[0])
      const methods = (["POST", "PUT", "PATCH", "DELETE"] as const).map((method) => over(http, { ...request, method }))
      assert.strictEqual(new Set(yield* Effect.all(methods)).size, 4)
    })
  )

  it.effect("has none where it goes nowhere, or is built with a time that it does not name", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* over(http, { ...request, path: "https://elsewhere.test/" }))
      const timed = Effect.map(Clock.currentTimeMillis, (now) => ({ ...request, headers: { "x-time": String(now) } }))
      assert.isUndefined(yield* over(http, timed))
      const named = Endpoint.ready(http, timed, { changing: ["X-Time"] })
      const once = yield* Effect.map(named.fix, ({ hash: of }) => of([]))
      yield* TestClock.adjust(5_000)
      const again = yield* Effect.map(named.fix, ({ hash: of }) => of([]))
      assert.isDefined(once)
      assert.strictEqual(once && Redacted.value(once), again && Redacted.value(again))
    })
  )

  it.effect("is built once for each sending, and what was hashed is what is sent", () =>
    Effect.gen(function* () {
      const seen: Array<object> = []
      let builds = 0
      const line: Endpoint.Client<{ readonly n: number }> = {
        send: (request) => {
          seen.push(request)
          return Effect.succeed(new Http.Answer(200, {}, ""))
        },
        toWire: (request) => {
          seen.push(request)
          return plain
        }
      }
      const ready = Endpoint.ready(line, () => ({ n: ++builds }))
      assert.strictEqual(builds, 0)
      const fixed = yield* ready.fix
      fixed.hash([])
      yield* fixed.run(undefined)
      assert.strictEqual(builds, 1)
      assert.strictEqual(seen.length, 2)
      assert.strictEqual(seen[0], seen[1])
    })
  )
})
