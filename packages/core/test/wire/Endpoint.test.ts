/** The endpoint loop: from the end of an exchange over envelope and code table to the outcome. */
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Tables from "@switchyard/core/Tables"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Envelope = Schema.Struct({
  ok: Schema.Boolean,
  data: Schema.optionalKey(Json.Value),
  type: Schema.optionalKey(Schema.String),
  code: Schema.optionalKey(Schema.String),
  text: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Schema.String)
})

// An adapter that looks at nothing but its envelope: the HTTP status is core's to hold against it.
const read = Endpoint.envelope(Envelope, ({ code, data, id, ok, text, type }) => {
  if (ok) return code === undefined ? Endpoint.success(data, { providerReference: id }) : undefined
  return Endpoint.refusal(text ?? "no text", { code, type, text, providerReference: id })
})

const codes = Tables.codes({
  refused: [{ code: "no_money", reason: "InsufficientFunds" }],
  notProcessed: [{ code: "slow_down", reason: "RateLimited" }],
  unknown: [{ code: "busy", reason: "ProviderUnavailable" }],
  duplicate: [{ code: "used" }],
  notFound: [{ code: "missing" }]
})

const on = Endpoint.make({ read, codes })
const Data = Schema.Struct({ id: Schema.String })

const call = Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: ["hush"] })
const deadline = DateTime.makeUnsafe(60_000)

const brief = (end: object) => {
  const { _tag, providerCode, providerReference, reason, value } = end as { readonly [name: string]: unknown }
  const members = { _tag, reason, providerCode, providerReference, value }
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined))
}

const endings = (status: number, body: unknown) => {
  const send = () => Effect.succeed(new Http.Answer(status, {}, typeof body === "string" ? body : JSON.stringify(body)))
  const ready = Endpoint.ready({ send, toWire: () => undefined }, {})
  const plain = <A, E extends object>(effect: Effect.Effect<A, E>) =>
    Effect.map(Effect.result(effect), (end) =>
      brief(
        end._tag === "Failure" ? end.failure : Object(end.success)._tag ? Object(end.success) : { value: end.success }
      )
    )
  return Effect.all({
    send: plain(on.send(Data)(ready).send(call, deadline)),
    lookUp: plain(on.lookUp(Data)(ready)(call)),
    ask: plain(on.ask(Data)(ready)(call))
  })
}

const failed = (reason: string, more: object = {}) => ({ _tag: "ReadFailed", reason, ...more })
const unknown = (reason: string, more: object = {}) => ({ _tag: "OutcomeUnknown", reason, ...more })

describe("the endpoint loop", () => {
  it.effect("takes a success with the documented data", () =>
    Effect.gen(function* () {
      const value = { id: "7" }
      assert.deepStrictEqual(yield* endings(200, { ok: true, data: value }), {
        send: { _tag: "Accepted", value },
        lookUp: { value },
        ask: { value }
      })
    })
  )

  it.effect.each([
    ["refused", "no_money", 422, { _tag: "Rejected", reason: "InsufficientFunds" }, failed("InsufficientFunds")],
    ["not processed", "slow_down", 422, { _tag: "NotExecuted", reason: "RateLimited" }, failed("RateLimited")],
    ["busy", "busy", 200, unknown("ProviderUnavailable"), failed("ProviderUnavailable")],
    ["a duplicate", "used", 409, unknown("DuplicateReference"), failed("UnrecognisedAnswer")],
    ["in no table", "strange", 422, unknown("UnrecognisedAnswer"), failed("UnrecognisedAnswer")]
  ] as const)("ends a refusal that is %s as that proves", ([, code, status, send, look]) =>
    Effect.gen(function* () {
      const providerCode = code
      const lookUp = { ...look, providerCode }
      const ends = yield* endings(status, { ok: false, code })
      assert.deepStrictEqual(ends, { send: { ...send, providerCode }, lookUp, ask: lookUp })
    })
  )

  it.effect("believes 'not found' only where it was looked up", () =>
    Effect.gen(function* () {
      const providerCode = "missing"
      assert.deepStrictEqual(yield* endings(404, { ok: false, code: "missing" }), {
        send: unknown("UnrecognisedAnswer", { providerCode }),
        lookUp: { _tag: "NotFound", providerCode },
        ask: failed("UnrecognisedAnswer", { providerCode })
      })
    })
  )

  it.effect("calls nothing refused or accepted that cannot be read, and keeps the id that it names", () =>
    Effect.gen(function* () {
      for (const body of ["<html>", "{", "[]", { ok: "yes" }, { ok: true, code: "no_money" }, { ok: true, data: {} }]) {
        const { ask, lookUp, send } = yield* endings(200, body)
        assert.deepStrictEqual(
          [send, lookUp, ask],
          [unknown("UnreadableAnswer"), failed("UnreadableAnswer"), failed("UnreadableAnswer")]
        )
      }
      const { send } = yield* endings(200, { ok: true, data: {}, id: "p-7" })
      assert.deepStrictEqual(send, unknown("UnreadableAnswer", { providerReference: "p-7" }))
    })
  )

  it.effect.each([
    [302, { ok: true, data: { id: "7" } }],
    [404, { ok: true, data: { id: "7" } }],
    [302, { ok: false, code: "no_money" }],
    [304, { ok: false, code: "missing" }]
  ] as const)("under HTTP %i takes no word of %j, whatever the adapter makes of it", ([status, body]) =>
    Effect.gen(function* () {
      const { lookUp, send } = yield* endings(status, body)
      assert.deepStrictEqual([send, lookUp], [unknown("UnreadableAnswer"), failed("UnreadableAnswer")])
    })
  )

  it.effect.each([500, 502, 503, 599])("under HTTP %i proves nothing, whatever the body says", (status) =>
    Effect.gen(function* () {
      const providerCode = "no_money"
      const ends = yield* endings(status, { ok: false, code: "no_money" })
      assert.deepStrictEqual(
        [ends.send, ends.lookUp],
        [unknown("ProviderUnavailable", { providerCode }), failed("ProviderUnavailable")]
      )
      for (const body of [{ ok: true, data: { id: "7" } }, { ok: false, code: "missing" }, "down"]) {
        const { lookUp, send } = yield* endings(status, body)
        assert.strictEqual(send._tag, "OutcomeUnknown")
        assert.strictEqual(lookUp._tag, "ReadFailed")
      }
    })
  )

  it.effect("calls a send unknown whose refusal names an operation of the provider's", () =>
    Effect.gen(function* () {
      const { send } = yield* endings(422, { ok: false, code: "no_money", id: "p-7" })
      const details = { providerCode: "no_money", providerReference: "p-7" }
      assert.deepStrictEqual(send, unknown("UnrecognisedAnswer", details))
    })
  )

  it.effect("calls a send a duplicate where the answer names what was there before", () =>
    Effect.gen(function* () {
      const { send } = yield* endings(409, { ok: false, code: "used", id: "p-7" })
      const details = { providerCode: "used", providerReference: "p-7" }
      assert.deepStrictEqual(send, unknown("DuplicateReference", details))
    })
  )

  it.effect("sends nothing before it is run, and gives the request the deadline", () =>
    Effect.gen(function* () {
      const requests: Array<unknown> = []
      const send: Endpoint.Client<object>["send"] = (_, options) => {
        requests.push(options?.deadline)
        return Effect.fail(new Http.NeverSent({ fault: "Refused", message: "as told" }))
      }
      const ready = Endpoint.ready({ send, toWire: () => undefined }, {})
      const sending = on.send(Data)(ready)
      assert.deepStrictEqual(requests, [])
      const end = yield* Effect.flip(sending.send(call, deadline))
      assert.deepStrictEqual([end._tag, requests], ["NotExecuted", [deadline]])
      const read = yield* Effect.flip(on.ask(Data)(ready)(call))
      assert.deepStrictEqual([read.neverSent, requests.length], [true, 2])
    })
  )
})
