/** How often somebody may come: keys, callbacks of an instance, addresses that try keys; and that counting stays small. */
import { it as effect } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import * as RateLimit from "../../src/http/RateLimit.ts"
import { networkOf } from "../../src/security/Address.ts"
import { shifted } from "../operations/support/clock.ts"
import { keys, paymentBody, payoutBody, startApi } from "./support/api.ts"

describe("a bucket", () => {
  effect.effect("empties, and fills again with time", () =>
    Effect.gen(function* () {
      const take = RateLimit.make({ perSecond: 2, burst: 3 })
      const takes = Effect.all([take("a"), take("a"), take("a"), take("a")])
      expect(yield* takes).toEqual([0, 0, 0, 0.5])
      expect(yield* take("b")).toBe(0)
      yield* TestClock.adjust("1 second")
      expect(yield* takes).toEqual([0, 0, 0.5, 0.5])
      yield* TestClock.adjust("1 hour")
      expect(yield* takes).toEqual([0, 0, 0, 0.5])
    })
  )

  effect.effect("fills no sooner and no later because a clock was set, a month forward or back", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      for (const ahead of [30 * 86_400_000, -30 * 86_400_000]) {
        const take = RateLimit.make({ perSecond: 1, burst: 2 })
        yield* take("a", 2)
        const set = Effect.provideService(
          take("a", 2),
          Clock.Clock,
          shifted(clock, () => ahead)
        )
        expect(yield* set).toBe(2)
        yield* TestClock.adjust("1 second")
        expect(yield* set).toBe(1)
        yield* TestClock.adjust("1 second")
        expect(yield* set).toBe(0)
      }
    })
  )

  effect.effect("gives more than one token at once, or none", () =>
    Effect.gen(function* () {
      const take = RateLimit.make({ perSecond: 1, burst: 5 })
      expect(yield* take("a", 4)).toBe(0)
      expect(yield* take("a", 4)).toBe(3)
      expect(yield* take("a")).toBe(0)
    })
  )

  effect.effect("is forgotten when it was used longest ago and there are too many", () =>
    Effect.gen(function* () {
      const take = RateLimit.make({ perSecond: 1, burst: 1 }, 2)
      yield* take("a")
      yield* take("b")
      expect(yield* take("a")).toBe(1)
      // A third pushes out the one that was used longest ago, and only that.
      yield* take("c")
      expect(yield* take("a")).toBe(1)
      expect(yield* take("b")).toBe(0)
    })
  )
})

describe("the rate", () => {
  it("of a key ends in 429 with Retry-After, for that key alone", async () => {
    const limited = await startApi({ rate: { perSecond: 0.1, burst: 2 } })
    const ask = (key: string) => limited.ask("GET", "/v1/payouts", { key })
    expect([(await ask(keys.merchant)).status, (await ask(keys.merchant)).status]).toEqual([200, 200])
    const answer = await ask(keys.merchant)
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([429, "rate_limited", "10"])
    expect(answer.json).toMatchObject({ retryAfterSeconds: 10, detail: "Ask again in 10 s" })
    expect((await ask(keys.operator)).status).toBe(200)
    await limited.dispose()
  })

  it("of wrong keys ends in 429 and keeps nobody out who has a right one", async () => {
    const limited = await startApi({ wrongKeyRate: { perSecond: 0.1, burst: 2 } })
    const ask = (key: string | null) => limited.ask("GET", "/v1/payouts", { key })
    expect([(await ask("sk_1")).status, (await ask(null)).status]).toEqual([401, 401])
    const answer = await ask("sk_2")
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([429, "rate_limited", "10"])
    expect(answer.json).toMatchObject({ retryAfterSeconds: 10, detail: "Ask again in 10 s" })
    expect((await ask(keys.merchant)).status).toBe(200)
    await limited.dispose()
  })

  it("of callbacks ends in 429 before they are stored, for that instance alone", async () => {
    const limited = await startApi({ callbackRate: { perSecond: 0.1, burst: 2 } })
    const call = (instance: string, body = "a=1") =>
      limited.ask("POST", `/callbacks/${instance}/payout`, { key: null, body })
    expect([(await call("p2p")).status, (await call("p2p")).status]).toEqual([200, 200])
    const answer = await call("p2p")
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([429, "rate_limited", "10"])
    expect(answer.json).toMatchObject({ retryAfterSeconds: 10, detail: "Ask again in 10 s" })
    expect((await call("feennex")).status).toBe(200)
    // Long ones count more.
    expect((await call("feennex", "x".repeat(17_000))).status).toBe(429)
    expect(limited.script.callbacks).toHaveLength(3)
    await limited.dispose()
  })
})

describe("callbacks whose bodies are still arriving", () => {
  it("are only so many at once, and make room when they have arrived", async () => {
    const limited = await startApi({ maxCallbacksAtOnce: 1 })
    const body = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
    const slow = new ReadableStream<Uint8Array>({ start: body.resolve })
    const url = "http://gateway.test/callbacks/p2p/payout"
    const first = limited.send(new Request(url, { method: "POST", body: slow, duplex: "half" } as RequestInit))
    const controller = await body.promise
    const call = () => limited.ask("POST", "/callbacks/p2p/payout", { key: null, body: "a=1" })
    const second = await call()
    expect([second.status, second.json.code, second.headers.get("retry-after")]).toEqual([429, "rate_limited", "1"])
    controller.enqueue(new Uint8Array([97]))
    controller.close()
    expect((await first).status).toBe(200)
    expect((await call()).status).toBe(200)
    await limited.dispose()
  })
})

describe("answers that are held because their merchants prefer to wait", () => {
  it("are only so many of one key, and in all; beyond that the answer comes at once and says so", async () => {
    const limited = await startApi({ maxWaitsOfKey: 2, maxWaits: 3 })
    const end = Promise.withResolvers<void>()
    limited.script.holdUntil = end.promise
    let made = 0
    const create = (key: string, path = "payouts", body: object = payoutBody(`order-${made}`)) => {
      made += 1
      const headers = { "idempotency-key": `k${made}`, prefer: "wait=30" }
      return limited.ask("POST", `/v1/${path}`, { key, body, headers })
    }
    const held = [create(keys.merchant), create(keys.merchant, "payments", paymentBody("held")), create(keys.operator)]
    while (limited.script.waits.length < held.length) await new Promise((resolve) => setImmediate(resolve))
    for (const key of [keys.merchant, keys.operator]) {
      const answer = await create(key)
      expect([answer.status, answer.headers.get("preference-applied")]).toEqual([201, null])
    }
    expect(limited.script.waits).toHaveLength(held.length)
    end.resolve()
    for (const answer of await Promise.all(held)) {
      expect([answer.status, answer.headers.get("preference-applied")]).toEqual([201, "wait=30"])
    }
    // Their places are free again.
    expect((await create(keys.merchant)).headers.get("preference-applied")).toBe("wait=30")
    await limited.dispose()
  })
})

describe("an address", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::6", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["::ffff:203.0.113.9", "::ffff:203.0.113.9"],
    ["", ""]
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network))
})
