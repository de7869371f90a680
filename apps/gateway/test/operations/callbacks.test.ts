/** Callbacks of any form on a real database: several events in one, news, refunds, keys that cannot be had, ids that come first. */
import { createHmac, randomBytes } from "node:crypto"
import type { Callback } from "@switchyard/core"
import { Money, ProviderError } from "@switchyard/core"
import type { Switchyard } from "@switchyard/facade"
import type { CallbackChanges } from "@switchyard/memory/Simulator"
import { DateTime, Effect, Redacted } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import type { Service as StoreService } from "../../src/store/Store.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(async () => {
  await app?.close()
  app = undefined
})

const callbackKey = "hush"
const minute = 60
const hour = 3600

interface Changes {
  readonly facade?: (switchyard: Switchyard.Service) => Switchyard.Service
  readonly wrap?: (store: StoreService) => StoreService
}

const start = async (options: object = {}, changes: Changes = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const config = MemoryBank.configOf({ callbackKey, ...options })
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  const metrics = new Map()
  const of = await open(simulators, database.layer, { config, keys, metrics, load: bank.load, ...changes })
  app = of
  const simulator = bank.simulator()
  const now = () => DateTime.makeUnsafe(simulators.clock.now())
  const receive = (raw: Callback.Raw) => {
    const { body, headers, path } = raw
    return of.run(of.core.receiveCallback("bank", { body, headers, path }))
  }
  const callBack = async (kind: "payment" | "payout", reference: string, callback: CallbackChanges = {}) => {
    const raw = simulator.callback(kind, reference, { ...callback, at: now() })
    await receive(raw)
    await of.due()
    return raw
  }
  const reads = (kind: "payment" | "payout") =>
    simulator.received().filter(({ path }) => path === `/${kind}s/get`).length
  const counted = async (outcome: string) => {
    const text = await of.run(PrometheusMetrics.format())
    const line = new RegExp(`switchyard_callbacks_total\\{provider="bank",outcome="${outcome}"\\} (\\d+)`).exec(text)
    return Number(line?.[1] ?? 0)
  }
  const inbox = () =>
    database.sql<{ state: string; kind: string | null; reference: string | null; is_kept: boolean }>(
      "SELECT state, kind, reference, sealed IS NOT NULL AS is_kept FROM callback ORDER BY seq"
    )
  return { of, simulator, receive, callBack, reads, counted, inbox, now }
}

const told = async (of: App, id: string) => (await summaries(of, id)).join("\n")

const settled = async (of: App, references: ReadonlyArray<string>) => {
  const ids: Array<string> = []
  for (const reference of references) ids.push(await createPayout(of, reference))
  await of.later(2)
  return ids
}

describe("a callback with several events", { timeout: 180_000 }, () => {
  it("wakes every operation that it names, and is handled when all of them are", async () => {
    const { callBack, counted, inbox, of, simulator } = await start()
    const ids = await settled(of, ["po-1", "po-2", "po-3"])
    for (const reference of ["po-1", "po-2", "po-3"]) simulator.settle("payout", reference, "done")
    await of.later(minute)
    const before = await inbox()
    await callBack("payout", "po-1", { beside: ["po-2", "po-3"], hasNews: true })
    await of.later(2 * minute)
    for (const id of ids) {
      assert.strictEqual((await payout(of, id)).status, "paid")
      assert.include(await told(of, id), "a callback (verified): done")
    }
    const added = (await inbox()).slice(before.length)
    assert.deepStrictEqual(added, [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.strictEqual(await counted("verified"), 3)
  })

  it("about one name in two sub-accounts wakes the one that is ours, whatever the other comes to", async () => {
    const inTwo = (switchyard: Switchyard.Service): Switchyard.Service => ({
      ...switchyard,
      parseCallback: (instance, raw) =>
        Effect.map(switchyard.parseCallback(instance, raw), (events) =>
          events.flatMap((event) =>
            ["sub-2", "sub-1"].map((subAccount) => ({
              ...event,
              eventId: `${event.eventId} ${subAccount}`,
              context: { subAccount }
            }))
          )
        )
    })
    const { callBack, counted, of, simulator } = await start({}, { facade: inTwo })
    const id = await createPayout(of, "po-1", { provider: "bank", context: { subAccount: "sub-1" } })
    await of.later(2)
    simulator.settle("payout", "po-1", "done")
    await callBack("payout", "po-1")
    await of.later(2 * minute)
    assert.strictEqual((await payout(of, id)).status, "paid", await told(of, id))
    assert.deepStrictEqual([await counted("verified"), await counted("unknown_reference")], [1, 1])
  })

  it("of which one waits for an id tells each of the others once, however often it is tried again", async () => {
    const unnamed = (switchyard: Switchyard.Service): Switchyard.Service => ({
      ...switchyard,
      parseCallback: (instance, raw) =>
        Effect.map(switchyard.parseCallback(instance, raw), (events) =>
          events.map(({ reference, ...event }) =>
            reference === "po-2"
              ? { ...event, providerReference: "nobody-1", otherProviderReferences: [] }
              : { ...event, ...(reference === undefined ? {} : { reference }) }
          )
        )
    })
    const { callBack, counted, inbox, of, reads, simulator } = await start({}, { facade: unnamed })
    const [id = ""] = await settled(of, ["po-1", "po-2"])
    for (const reference of ["po-1", "po-2"]) simulator.settle("payout", reference, "done")
    await of.later(10 * minute)
    assert.strictEqual((await payout(of, id)).status, "paid")
    const before = reads("payout")
    await callBack("payout", "po-1", { beside: ["po-2"] })
    for (let tries = 0; tries < 10; tries += 1) {
      await of.later(minute)
      // As an id that is learnt wakes all of its instance.
      await of.run(Effect.flatMap(Instant.now, (now) => of.store.wakeCallbacks("bank", now)))
      await of.due()
    }
    assert.deepStrictEqual(await inbox(), [{ state: "new", kind: null, reference: null, is_kept: true }])
    assert.strictEqual((await told(of, id)).split("a callback (verified)").length - 1, 1)
    assert.deepStrictEqual([await counted("verified"), await counted("unknown_reference")], [1, 0])
    assert.strictEqual(reads("payout") - before, 1)
    await of.later(25 * hour)
    await of.run(Effect.flatMap(Instant.now, (now) => of.store.wakeCallbacks("bank", now)))
    await of.due()
    assert.deepStrictEqual(await inbox(), [{ state: "unknown", kind: null, reference: null, is_kept: false }])
    assert.deepStrictEqual([await counted("verified"), await counted("unknown_reference")], [1, 1])
  })

  it("is the same one when it comes again, in whatever order", async () => {
    const { callBack, inbox, of } = await start()
    await settled(of, ["po-1", "po-2"])
    await callBack("payout", "po-1", { beside: ["po-2"] })
    await callBack("payout", "po-2", { beside: ["po-1"] })
    assert.lengthOf(await inbox(), 1)
  })

  it("is handled again after a crash in between, and evidence of what is not known here", async () => {
    let isBroken = true
    const wrap = (store: StoreService): StoreService => ({
      ...store,
      endCallbacks: (ended) => {
        if (!isBroken) return store.endCallbacks(ended)
        isBroken = false
        return Effect.fail(new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false }))
      }
    })
    const { callBack, inbox, of, simulator } = await start({}, { wrap })
    const [id = ""] = await settled(of, ["po-1"])
    const stranger = await strangerAt(simulator)
    await callBack("payout", "po-1", { beside: [stranger] })
    await of.later(2 * minute)
    assert.isFalse(isBroken)
    assert.deepStrictEqual(await inbox(), [{ state: "unknown", kind: "payout", reference: stranger, is_kept: false }])
    assert.include(await told(of, id), "a callback (verified): new")
  })
})

/** A payout that the provider holds and this gateway does not. */
const strangerAt = async (simulator: Awaited<ReturnType<typeof start>>["simulator"]) => {
  const body = JSON.stringify({
    account: "m-1",
    reference: "stranger-1",
    amount: 5,
    currency: "RUB",
    method: "card",
    destination: "4111111111111111"
  })
  const headers = {
    "x-memory-signature": createHmac("sha256", "s").update(body).digest("hex"),
    "x-memory-key": "stranger-1"
  }
  await Effect.runPromise(simulator.exchange({ path: "/payouts/create", headers, body }))
  return "stranger-1"
}

describe("a genuine callback about nothing of ours", { timeout: 180_000 }, () => {
  it("is taken, counted and forgotten", async () => {
    const { counted, inbox, now, of, receive, simulator } = await start()
    await receive(simulator.news(now()))
    await of.due()
    assert.deepStrictEqual(await inbox(), [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.deepStrictEqual([await counted("not_ours"), await counted("rejected")], [1, 0])
  })
})

describe("a callback about a refund or a dispute", { timeout: 180_000 }, () => {
  it("wakes its payment, at most once a minute for any number of them, and its amount is not compared with the payment's", async () => {
    const { callBack, of, reads, simulator } = await start()
    const id = await createPayment(of, "pay-1", { method: "page" })
    await of.later(2)
    simulator.settle("payment", "pay-1", "received")
    await of.later(10 * minute)
    assert.strictEqual((await payment(of, id)).status, "paid", await told(of, id))
    await of.later(3 * minute)
    const before = reads("payment")
    const { currency } = simulator.operations("payment")[0]?.amount ?? assert.fail("no payment")
    for (let n = 1; n <= 5; n++) {
      const amount = Money.unsafe(`${n}`, currency)
      await callBack("payment", "pay-1", { about: { kind: n % 2 === 0 ? "dispute" : "refund", amount } })
    }
    await of.later(minute)
    // The first one is read for at once, all others a minute later.
    assert.strictEqual(reads("payment"), before + 2)
    const text = await told(of, id)
    assert.include(text, "a callback (verified) about a refund: new")
    assert.include(text, "a callback (verified) about a dispute: new")
    assert.notInclude(text, "states something else")
    assert.strictEqual((await payment(of, id)).status, "paid")
  })

  it("is kept as evidence of a payment that is not known here", async () => {
    const { inbox, of, receive } = await start()
    const body = JSON.stringify({
      ...{ event: "e-1", kind: "refund", id: "re-1", reference: "re-1", of: { id: "pm-9", reference: "lost-1" } },
      ...{ account: "m-1", status: "new", amount: 1, currency: "RUB" }
    })
    const headers = { "x-memory-signature": createHmac("sha256", callbackKey).update(body).digest("hex") }
    await receive({ body: new TextEncoder().encode(body), headers, path: "any", receivedAt: DateTime.makeUnsafe(0) })
    await of.due()
    assert.deepStrictEqual(await inbox(), [{ state: "unknown", kind: "payment", reference: "lost-1", is_kept: false }])
    assert.deepStrictEqual(await of.run(of.store.callers("payment", "lost-1")), ["bank"])
  })
})

describe("a callback that cannot be verified now", { timeout: 180_000 }, () => {
  const published = { callbackKeys: "published", callbackToleranceMillis: 300_000 }

  it("is stored, never called forged, and verified when its key can be had, as old as it was when it came", async () => {
    const { callBack, counted, inbox, of, simulator } = await start(published)
    const [id = ""] = await settled(of, ["po-1"])
    simulator.publish(false)
    simulator.settle("payout", "po-1", "done")
    await callBack("payout", "po-1")
    await of.later(5 * hour)
    assert.deepStrictEqual(await inbox(), [{ state: "new", kind: null, reference: null, is_kept: true }])
    const tries = await counted("unverifiable")
    assert.isAbove(tries, 5)
    assert.isBelow(tries, 60)
    simulator.publish(true)
    await of.later(2 * hour)
    assert.deepStrictEqual(await inbox(), [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.deepStrictEqual([await counted("verified"), await counted("rejected")], [1, 0])
    assert.include(await told(of, id), "a callback (verified): done")
  })

  it("is given up when it is as old as any is remembered, and still not called forged", async () => {
    const { callBack, counted, inbox, of, simulator } = await start(published)
    await settled(of, ["po-1"])
    simulator.publish(false)
    await callBack("payout", "po-1")
    await of.later(26 * hour)
    assert.deepStrictEqual(
      (await inbox()).filter(({ state }) => state !== "unknown"),
      []
    )
    assert.strictEqual(await counted("rejected"), 0)
    assert.isAbove(await counted("unverifiable"), 0)
  })

  it("that was stored by a version which did not seal when it came is as old as its row says", async () => {
    const { inbox, of, simulator, now } = await start({ callbackToleranceMillis: 300_000 })
    const [id = ""] = await settled(of, ["po-1"])
    const raw = simulator.callback("payout", "po-1", { at: now() })
    const { headers, path } = raw
    const text = JSON.stringify({ body: Buffer.from(raw.body).toString("base64"), headers, path })
    const sealed = await of.run(of.vault.seal(text, "bank"))
    const at = DateTime.toEpochMillis(now())
    await database.sql(
      `INSERT INTO callback (instance, digest, sealed, received_at, state, next_at) VALUES
        ('bank', 'older', decode('${Buffer.from(sealed).toString("hex")}', 'hex'), ${at}, 'new', ${at + hour * 1000})`
    )
    await of.later(2 * hour)
    assert.deepStrictEqual(await inbox(), [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.include(await told(of, id), "a callback (verified): new")
  })
})

describe("an id that a callback names", { timeout: 180_000 }, () => {
  // Whoever looks an operation up must name the provider's own id.
  const byTheirId = (switchyard: Switchyard.Service): Switchyard.Service => ({
    ...switchyard,
    payouts: {
      ...switchyard.payouts,
      get: (instance, query, options) =>
        query.providerReference === undefined
          ? Effect.fail(
              new ProviderError.ReadFailed({
                provider: instance,
                operation: "payouts.get",
                reason: "ProviderUnavailable",
                message: "asked without an id"
              })
            )
          : switchyard.payouts.get(instance, query, options)
    }
  })

  const lost = async (changes: Changes = {}) => {
    const world = await start({}, { facade: byTheirId, ...changes })
    world.simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    const id = await createPayout(world.of, "po-1")
    await world.of.later(2)
    assert.strictEqual((await payout(world.of, id)).status, "unknown")
    return { ...world, id }
  }

  const signed = (members: object) => {
    const body = JSON.stringify(members)
    const headers = { "x-memory-signature": createHmac("sha256", callbackKey).update(body).digest("hex") }
    return { body: new TextEncoder().encode(body), headers, path: "any", receivedAt: DateTime.makeUnsafe(0) }
  }

  it("settles what nobody could look up without it, once a read by it fits", async () => {
    const { callBack, id, of, simulator } = await lost()
    await of.later(5 * minute)
    assert.deepInclude(await payout(of, id), { status: "unknown", providerReference: null })
    await callBack("payout", "po-1")
    await of.later(2 * minute)
    const { id: theirs } = simulator.operations("payout")[0] ?? assert.fail("it is not there")
    assert.deepInclude(await payout(of, id), { status: "processing", providerReference: theirs }, await told(of, id))
  })

  it("is forgotten when something else is there, and nothing follows from that", async () => {
    const { id, of, receive, simulator } = await lost()
    const stranger = await strangerAt(simulator)
    const theirs = simulator.operations("payout").find(({ reference }) => reference === stranger)
    await receive(
      signed({
        ...{ event: "e-1", kind: "payout", id: theirs?.id, reference: "po-1", account: "m-1" },
        ...{ status: "done", amount: 1500, currency: "RUB" }
      })
    )
    await of.later(5 * minute)
    const text = await told(of, id)
    assert.include(text, "the id that a callback has named is not its own", text)
    assert.deepInclude(await payout(of, id), { status: "unknown", providerReference: null })
  })

  it("that is another one than is known is an anomaly, and moves nothing", async () => {
    const { callBack, of, receive } = await start()
    const [id = ""] = await settled(of, ["po-1"])
    const { providerReference: known } = await payout(of, id)
    await receive(
      signed({
        ...{ event: "e-1", kind: "payout", id: "payout-99", reference: "po-1", account: "m-1" },
        ...{ status: "done", amount: 1500, currency: "RUB" }
      })
    )
    await of.later(minute)
    assert.include(await told(of, id), "names another id of the provider's than the one that is known")
    assert.deepInclude(await payout(of, id), { status: "processing", providerReference: known })
    await callBack("payout", "po-1")
    assert.strictEqual((await told(of, id)).split("names another id").length, 2)
  })

  describe("that its provider has for it beside its own", () => {
    // As of a session, whose intent is what disputes name.
    const withIntent = (switchyard: Switchyard.Service): Switchyard.Service => ({
      ...switchyard,
      parseCallback: (instance, raw) =>
        Effect.map(switchyard.parseCallback(instance, raw), (events) =>
          events.map(({ reference, ...event }) =>
            event.kind === "dispute"
              ? { ...event, payment: { providerReference: event.payment?.providerReference ?? "none" } }
              : { ...event, reference: reference ?? "none" }
          )
        ),
      payments: {
        ...switchyard.payments,
        get: (instance, query, options) =>
          Effect.map(switchyard.payments.get(instance, query, options), (payment) => ({
            ...payment,
            ids: { session: payment.providerReference ?? "none", intent: `intent of ${query.reference}` }
          }))
      }
    })

    const paid = async () => {
      const world = await start({}, { facade: withIntent })
      const { of, simulator } = world
      const ids = [
        await createPayment(of, "pay-1", { method: "page" }),
        await createPayment(of, "pay-2", { method: "page" })
      ]
      await of.later(2)
      for (const reference of ["pay-1", "pay-2"]) simulator.settle("payment", reference, "received")
      await of.later(10 * minute)
      for (const id of ids) assert.strictEqual((await payment(of, id)).status, "paid", await told(of, id))
      return { ...world, ids }
    }

    it("leads a dispute that names nothing else to its payment", async () => {
      const { counted, ids, of, receive, reads } = await paid()
      const [one = "", other = ""] = ids
      const before = reads("payment")
      await receive(
        signed({
          ...{ event: "e-1", kind: "dispute", id: "dp-1", reference: "", of: { id: "intent of pay-2", reference: "" } },
          ...{ account: "m-1", status: "open", amount: 1, currency: "RUB" }
        })
      )
      await of.later(2 * minute)
      assert.include(await told(of, other), "a callback (verified) about a dispute: open")
      assert.notInclude(await told(of, one), "about a dispute")
      assert.isAbove(reads("payment"), before)
      assert.strictEqual(await counted("unknown_reference"), 0)
    })

    it("is no other id than the one that is known", async () => {
      const { ids, of, receive } = await paid()
      const [id = ""] = ids
      const named = (event: string, theirs: string) =>
        signed({
          ...{ event, kind: "payment", id: theirs, reference: "pay-1", account: "m-1" },
          ...{ status: "received", amount: 1500, currency: "RUB" }
        })
      await receive(named("e-1", "intent of pay-1"))
      await of.later(2 * minute)
      assert.include(await told(of, id), "a callback (verified): received")
      assert.notInclude(await told(of, id), "names another id")
      await receive(named("e-2", "intent of pay-2"))
      await of.later(2 * minute)
      assert.include(await told(of, id), "names another id")
    })
  })

  it("of a callback whose key could not be had at first is waited for in no place of the unproven, and wakes it", async () => {
    let isAway = true
    const unnamed = (switchyard: Switchyard.Service): Switchyard.Service => ({
      ...switchyard,
      parseCallback: (instance, raw) =>
        Effect.map(switchyard.parseCallback(instance, raw), (events) =>
          events.map(({ reference: _, ...event }) => event)
        ),
      payouts: {
        ...switchyard.payouts,
        get: (instance, query, options) =>
          isAway
            ? Effect.fail(
                new ProviderError.ReadFailed({
                  provider: instance,
                  operation: "payouts.get",
                  reason: "ProviderUnavailable",
                  message: "away"
                })
              )
            : switchyard.payouts.get(instance, query, options)
      }
    })
    const keys = { callbackKeys: "published" }
    const { callBack, counted, inbox, of, receive, simulator } = await start(keys, { facade: unnamed })
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    const id = await createPayout(of, "po-1")
    await of.later(2)
    simulator.settle("payout", "po-1", "done")
    simulator.publish(false)
    const raw = await callBack("payout", "po-1")
    const places = () =>
      database.sql<{ is_proven: boolean; waits: number }>(
        `SELECT is_proven, (next_at - received_at)::integer AS waits FROM callback WHERE next_at IS NOT NULL`
      )
    await of.later(2 * hour)
    assert.deepInclude((await places())[0], { is_proven: false })
    simulator.publish(true)
    await of.later(hour)
    // It is genuine and waits for its id; its own time comes hours later.
    const [waiting] = await places()
    assert.strictEqual(waiting?.is_proven, true)
    assert.isAbove(waiting?.waits ?? 0, 6 * hour * 1000)
    // The same one by another way is known again.
    await receive({ ...raw, path: "another" })
    assert.lengthOf(await places(), 1)
    isAway = false
    await of.run(of.core.payouts.refresh(id))
    await of.later(minute)
    assert.strictEqual((await payout(of, id)).status, "paid", await told(of, id))
    assert.deepStrictEqual(await inbox(), [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.include(await told(of, id), "a callback (verified): done")
    assert.deepStrictEqual([await counted("verified"), await counted("unknown_reference")], [1, 0])
  })

  it("before any operation has it keeps its callback, which counts when the id is learnt", async () => {
    // A callback of this provider names no reference of ours.
    const unnamed = (switchyard: Switchyard.Service): Switchyard.Service => ({
      ...switchyard,
      parseCallback: (instance, raw) =>
        Effect.map(switchyard.parseCallback(instance, raw), (events) =>
          events.map(({ reference: _, ...event }) => event)
        )
    })
    const { callBack, counted, inbox, of, simulator } = await start({}, { facade: unnamed })
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    simulator.fault({ kind: "error", code: "maintenance" }, { path: "/payouts/get", times: 4 })
    const id = await createPayout(of, "po-1")
    await of.later(2)
    simulator.settle("payout", "po-1", "done")
    await callBack("payout", "po-1")
    assert.deepStrictEqual(await inbox(), [{ state: "new", kind: null, reference: null, is_kept: true }])
    await of.later(30 * minute)
    assert.strictEqual((await payout(of, id)).status, "paid", await told(of, id))
    assert.deepStrictEqual(await inbox(), [{ state: "handled", kind: null, reference: null, is_kept: false }])
    assert.include(await told(of, id), "a callback (verified): done")
    assert.strictEqual(await counted("unknown_reference"), 0)
  })
})
