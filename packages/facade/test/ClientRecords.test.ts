/** The Promise face for platforms that keep records: what it gives to be stored, it takes again, and it never rejects. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { type CommittingJson, type PlannedJson, type RecordJson, reveal } from "@switchyard/facade/Answer"
import type { ReplayOnOptions } from "@switchyard/facade/ClientRecords"
import * as Switchyard from "@switchyard/facade/Switchyard"
import { fake, payoutInput } from "./support/config.ts"
import { accept, lose, reject, type Script, world } from "./support/fake.ts"

const config = {
  providers: {
    a: fake({ payouts: { card: ["RUB"] }, repeats: true }),
    b: fake({ payouts: { card: ["RUB"] } })
  },
  routes: { payouts: [{ try: ["a"] }] }
}

const minute = 60_000
const ago = (millis: number) => new Date(Date.now() - millis).toISOString()

/** A create whose answer was lost an hour ago, and what a platform has stored of it, as text. */
const lost = async (scripts: Script[] = []) => {
  const left = [lose(), ...scripts]
  const it = world({ a: (sent) => (left.shift() ?? accept)(sent) })
  const client = await Switchyard.open(config, { load: it.load })
  const planned: Array<PlannedJson> = []
  const answer = await client.payouts.create(payoutInput(), { beforeAttempt: (attempt) => planned.push(attempt) })
  assert.strictEqual(answer._tag, "unknown")
  const { replayKey } = planned[0] ?? assert.fail("nothing was planned")
  if (replayKey === undefined) return assert.fail("it can be replayed")
  const record = { hash: reveal(replayKey.hash), firstSentAt: ago(60 * minute), lastSendUntil: ago(59 * minute) }
  return { ...it, client, record, planned }
}

const written = { beforeReplay: () => undefined, clocksApartMillis: 0 }

describe("a replay as a promise", () => {
  it("sends what was stored once more, after its record was written down", async () => {
    const { client, record, sent } = await lost()
    const seen: Array<readonly [number, RecordJson]> = []
    const deadline = new Date(Date.now() + minute)
    const answer = await client.payouts.replayOn("a", payoutInput(), record, {
      beforeReplay: async (next) => seen.push([sent.length, next]),
      clocksApartMillis: 0,
      deadline
    })
    assert.strictEqual(answer._tag === "accepted" && answer.value.reference, "order-1001")
    assert.strictEqual(sent.length, 2)
    const [before, next] = seen[0] ?? assert.fail("nothing was written down")
    assert.strictEqual(before, 1)
    const { hash, ...instants } = next
    assert.deepStrictEqual(instants, { firstSentAt: record.firstSentAt, lastSendUntil: deadline.toISOString() })
    assert.strictEqual(reveal(hash), record.hash)
    assert.notInclude(`${inspect(next, { depth: 9 })}${JSON.stringify(next)}`, record.hash)
    // The record that was given to be written down is one that can be given back.
    const early = await client.payouts.replayOn("a", payoutInput(), next, written)
    assert.deepInclude(early, { _tag: "not_replayed", instance: "a", why: "TooEarly" })
  })

  it("that is as unknown as before says where to look it up", async () => {
    const { client, record } = await lost([lose("ConnectionLost")])
    const answer = await client.payouts.replayOn("a", payoutInput(), record, written)
    assert.deepInclude(answer, { _tag: "unknown", instance: "a", reference: "order-1001", reason: "ConnectionLost" })
  })

  it("that cannot be written down is not sent", async () => {
    const { client, record, sent } = await lost()
    const error = new Error("no database")
    const beforeReplay = () => Promise.reject(error)
    assert.deepInclude(await client.payouts.replayOn("a", payoutInput(), record, { ...written, beforeReplay }), {
      _tag: "not_replayed",
      instance: "a",
      why: "NotRecorded",
      error
    })
    // @ts-expect-error a replay that is written down nowhere
    assert.deepInclude(await client.payouts.replayOn("a", payoutInput(), record), { why: "NotRecorded" })
    assert.strictEqual(sent.length, 1)
  })

  it("against which something stands says so, and nothing is sent", async () => {
    const { client, record, sent } = await lost()
    const other = { ...payoutInput(), amount: { value: "7", currency: "RUB" as const } }
    const replayed = (instance = "a", input = payoutInput(), given: unknown = record) =>
      // @ts-expect-error what is no record is given, too
      client.payouts.replayOn(instance, input, given, written)
    for (const [answer, expected] of [
      [await replayed("b"), { _tag: "not_replayed", why: "Unsupported" }],
      [await replayed("nobody"), { _tag: "not_replayed", why: "Unsupported" }],
      [await replayed("a", other), { _tag: "not_replayed", why: "Changed" }],
      [await replayed("a", payoutInput(), { ...record, hash: 7 }), { _tag: "not_replayed", why: "InvalidRequest" }],
      [await replayed("a", { ...payoutInput(), reference: "" }), { _tag: "invalid" }],
      [await replayed("a", payoutInput(), { ...record, firstSentAt: "yesterday" }), { _tag: "invalid" }],
      [await replayed("a", payoutInput(), null), { _tag: "invalid" }]
    ] as const) {
      assert.deepInclude(answer, expected)
    }
    const invalid = await replayed("a", payoutInput(), { ...record, lastSendUntil: 5 })
    assert.deepStrictEqual(invalid._tag === "invalid" && invalid.issues.map(({ path }) => path), [
      "record.lastSendUntil"
    ])
    assert.strictEqual(sent.length, 1)
  })

  it("that is let go of may have been sent once it has begun, and was not before", async () => {
    const { client, record } = await lost()
    const controller = new AbortController()
    const beforeReplay = () => {
      controller.abort()
      return new Promise(() => undefined)
    }
    const options = { ...written, beforeReplay, signal: controller.signal }
    const begun = await client.payouts.replayOn("a", payoutInput(), record, options)
    assert.deepInclude(begun, { _tag: "unknown", reason: "AnswerLost" })
    const never = await client.payouts.replayOn("a", payoutInput(), record, options)
    assert.deepInclude(never, { _tag: "not_replayed", why: "Aborted" })
    await client.close()
    const closed = await client.payouts.replayOn("a", payoutInput(), record, written)
    assert.deepInclude(closed, { _tag: "not_replayed", why: "Closed" })
  })

  it("is of what createOn was given the key of, and nothing else is sent under that", async () => {
    const { load, sent } = world()
    await using client = await Switchyard.open(config, { load })
    assert.deepStrictEqual(await client.payouts.confirmOn("a"), { _tag: "found", value: { confirmed: true } })
    assert.deepInclude(await client.payouts.confirmOn("nobody"), { _tag: "unsupported" })
    const hashed = await client.payouts.hashOn("a", payoutInput())
    const replayKey = (hashed._tag === "found" && hashed.value) || assert.fail("it has a key")
    assert.deepStrictEqual(await client.payouts.hashOn("b", payoutInput()), { _tag: "found", value: undefined })
    assert.deepInclude(await client.payouts.hashOn("a", { ...payoutInput(), reference: "" }), { _tag: "invalid" })
    const other = { ...payoutInput(), amount: { value: "7", currency: "RUB" as const } }
    assert.deepInclude(await client.payouts.createOn("a", other, { replayKey }), { _tag: "not_executed" })
    assert.strictEqual(sent.length, 0)
    const stored = { hash: reveal(replayKey.hash) }
    assert.deepInclude(await client.payouts.createOn("a", payoutInput(), { replayKey: stored }), { _tag: "accepted" })
  })
})

describe("what a create has left, as promises", () => {
  const inStages = {
    providers: { a: fake({ payouts: { card: ["RUB"] }, stages: "payable" }), b: config.providers.b },
    routes: { payouts: [{ try: ["a"] }] }
  }

  it("is found again and abandoned by its id, and never by another way", async () => {
    const { load, steps } = world({ a: reject("DestinationInvalid") })
    await using client = await Switchyard.open(inStages, { load })
    const seen: Array<CommittingJson> = []
    const one = await client.payouts.createOn("a", payoutInput("po-1"), {
      beforeCommit: (prepared) => seen.push(prepared) > 0,
      generation: 3
    })
    assert.deepInclude(one, { _tag: "unknown", reason: "Leftover", providerReference: "a-po-1-3" })
    const [prepared] = seen
    const found = await client.payouts.prepareOn("a", payoutInput("po-1"), { generation: 3 })
    if (found._tag !== "accepted" || prepared === undefined) return assert.fail("it is found again")
    assert.strictEqual(found.value.providerReference, prepared.providerReference)
    assert.notInclude(JSON.stringify(found), "secret")
    const left = { providerReference: "a-po-1-3", generation: 3, asked: 0 }
    const stored = { ...prepared, state: reveal(prepared.state) }
    for (const of of [left, { ...left, prepared }, { ...left, prepared: stored }]) {
      const abandoned = await client.payouts.abandonOn("a", payoutInput("po-1"), of)
      assert.deepStrictEqual(abandoned, {
        _tag: "accepted",
        instance: "a",
        value: { providerReference: "a-po-1-3" }
      })
    }
    assert.deepStrictEqual(steps.slice(2), Array(3).fill("abandon a-po-1-3"))
  })

  it("is asked of nobody where nothing says what is meant, or nobody can be", async () => {
    const { load, steps } = world()
    await using client = await Switchyard.open(inStages, { load })
    const { payouts } = client
    const input = payoutInput("po-1")
    const left = { providerReference: "a-po-1-0" }
    // @ts-expect-error it does not say of which create
    assert.deepInclude(await payouts.prepareOn("a", input), { _tag: "not_executed", reason: "InvalidRequest" })
    // @ts-expect-error it does not say which
    assert.deepInclude(await payouts.abandonOn("a", input), { _tag: "not_executed", reason: "InvalidRequest" })
    for (const instance of ["b", "nobody"]) {
      assert.deepInclude(await payouts.abandonOn(instance, input, left), { reason: "Unsupported" })
      assert.deepInclude(await payouts.prepareOn(instance, input, { generation: 0 }), { reason: "Unsupported" })
    }
    assert.deepInclude(await payouts.abandonOn("a", { ...input, reference: "" }, left), { _tag: "invalid" })
    const until = { ...left, prepared: { state: "{}", commitUntil: "soon" } }
    const invalid = await payouts.abandonOn("a", input, until)
    assert.deepStrictEqual(invalid._tag === "invalid" && invalid.issues.map(({ path }) => path), [
      "prepared.commitUntil"
    ])
    const late = await payouts.abandonOn("a", input, { ...left, deadline: ago(minute) })
    assert.deepInclude(late, { _tag: "not_executed", reason: "TimedOut" })
    assert.deepStrictEqual(steps, [])
  })

  it("is abandoned at a real one, and read as dead by its id", async () => {
    const options = {
      account: "1",
      secretKey: "s",
      stages: "draft",
      duplicates: "replayed",
      draftsLastMillis: 3_600_000
    }
    await using client = await Switchyard.open({
      providers: { bank: { use: "@switchyard/memory", options } },
      routes: { payouts: [{ try: ["bank"] }] }
    })
    const seen: Array<CommittingJson> = []
    const input = payoutInput("po-1")
    await client.payouts.createOn("bank", input, { beforeCommit: (prepared) => seen.push(prepared) < 0 })
    const { key, ...prepared } = seen[0] ?? assert.fail("it was prepared")
    const hashed = await client.payouts.hashOn("bank", input, { generation: 0, prepared })
    const again = (hashed._tag === "found" && hashed.value) || assert.fail("its commit has a key")
    assert.strictEqual(key && reveal(key.hash), reveal(again.hash))
    const { providerReference = "" } = prepared
    assert.deepInclude(await client.payouts.abandonOn("bank", input, { providerReference }), { _tag: "accepted" })
    const read = await client.payouts.lookUp({ instance: "bank", reference: "po-1", providerReference })
    assert.strictEqual(read._tag === "found" && read.value.status, "canceled")
    // Nothing of it is committed any more, by whichever way.
    const record = {
      ...again,
      prepared,
      generation: 0,
      firstSentAt: ago(2 * minute),
      lastSendUntil: ago(minute + 1000)
    }
    const replayed = await client.payouts.replayOn("bank", input, record, written satisfies ReplayOnOptions)
    assert.notStrictEqual(replayed._tag, "accepted")
  })
})
