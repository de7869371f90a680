/** The keys of callbacks are fetched by nobody's waiting, at one address, once for any number of callbacks, and never stay for ever. */
import { assert, describe, it } from "@effect/vitest"
import * as CallbackKeys from "@switchyard/core/CallbackKeys"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { answer, listen } from "../support/server.ts"

const read = (text: string) => new Map(Object.entries<string>(JSON.parse(text)))

interface Published {
  status?: string
  body: string
  location?: string
}

/** A host that publishes keys, and how often it was asked. */
const published = Effect.fnUntraced(function* (published: Published) {
  const host = yield* listen({
    requested: (socket) => {
      const { body, location, status } = published
      socket.end(answer(body, status, location === undefined ? [] : [`location: ${location}`]))
    }
  })
  const keys = CallbackKeys.make({ url: `${host.url}/keys`, read, maxAgeMillis: 600_000 })
  const fetches = () => host.observed.requests.length
  // Real input and output goes on while no time of the test passes.
  const until = (condition: () => boolean) =>
    Effect.promise(async () => {
      for (const began = performance.now(); !condition() && performance.now() - began < 5_000; ) {
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      assert.isTrue(condition())
    })
  // What was asked for has been answered, and what was answered has been read.
  const settled = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 50)))
  return { keys, fetches, host, published, settled, until }
})

describe("the keys of callbacks", () => {
  it.effect("are fetched once for any number of callbacks, and found by their ids", () =>
    Effect.gen(function* () {
      const { fetches, host, keys, settled, until } = yield* published({ body: '{"k1":"one"}' })
      assert.isUndefined(keys.find("k1"))
      for (let callback = 0; callback < 100; callback++) {
        yield* keys.renew
        assert.isAtMost(yield* keys.fetch, 2_000)
      }
      yield* until(() => keys.find("k1") === "one")
      assert.isUndefined(keys.find("k2"))
      yield* settled
      assert.strictEqual(fetches(), 1)
      assert.match(host.observed.requests[0] ?? "", /^GET \/keys HTTP/)
    })
  )

  it.effect("are asked for again after a minute at the earliest, and then hold what is new", () =>
    Effect.gen(function* () {
      const { fetches, keys, published: host, settled, until } = yield* published({ body: '{"k1":"one"}' })
      yield* keys.fetch
      yield* until(() => keys.find("k1") === "one")
      host.body = '{"k2":"two"}'
      yield* TestClock.adjust(59_000)
      assert.strictEqual(yield* keys.fetch, 1_000)
      yield* settled
      assert.strictEqual(fetches(), 1)
      yield* TestClock.adjust(1_000)
      yield* keys.fetch
      yield* until(() => keys.find("k2") === "two")
      assert.isUndefined(keys.find("k1"))
    })
  )

  it.effect("are renewed before they are too old, and not believed any more when they are", () =>
    Effect.gen(function* () {
      const { fetches, keys, published: host, settled, until } = yield* published({ body: '{"k1":"one"}' })
      yield* keys.renew
      yield* until(() => keys.find("k1") === "one")
      host.status = "500 Broken"
      yield* TestClock.adjust(299_000)
      yield* keys.renew
      yield* settled
      assert.strictEqual(fetches(), 1)
      yield* TestClock.adjust(300_000)
      yield* keys.renew
      yield* until(() => fetches() === 2)
      yield* settled
      assert.strictEqual(keys.find("k1"), "one")
      yield* TestClock.adjust(1_000)
      yield* keys.renew
      assert.isUndefined(keys.find("k1"))
    })
  )

  it.effect.each([
    ["an answer that is no list of keys", { body: "<html>" }],
    ["an error", { status: "503 Busy", body: '{"k1":"one"}' }]
  ] as const)("do not come out of %s", ([, given]) =>
    Effect.gen(function* () {
      const { fetches, keys, settled, until } = yield* published(given)
      yield* keys.fetch
      yield* until(() => fetches() === 1)
      yield* settled
      assert.isUndefined(keys.find("k1"))
      // It is over, and asked again in a minute.
      yield* TestClock.adjust(60_000)
      yield* keys.fetch
      yield* until(() => fetches() === 2)
    })
  )

  it.effect("are never fetched from where an answer leads", () =>
    Effect.gen(function* () {
      const other = yield* published({ body: '{"k1":"theirs"}' })
      const { fetches, keys, settled, until } = yield* published({
        status: "302 Found",
        location: `${other.host.url}/keys`,
        body: ""
      })
      yield* keys.fetch
      yield* until(() => fetches() === 1)
      yield* settled
      assert.deepStrictEqual([other.fetches(), keys.find("k1")], [0, undefined])
    })
  )

  it.effect("are never fetched over an open line to another host", () =>
    Effect.gen(function* () {
      const keys = CallbackKeys.make({ url: "http://keys.example/all", read })
      yield* keys.fetch
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      assert.isUndefined(keys.find("k1"))
    })
  )
})
