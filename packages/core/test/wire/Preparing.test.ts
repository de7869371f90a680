/** What a preparing request ends with, what the requests of one preparation may have left, and a refusal that leaves what can be paid. */
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Tables from "@switchyard/core/Tables"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { leavesNothing } from "../../src/outcome/internal/proof.ts"
import { forPreparing, hasLeftNothing } from "../../src/wire/internal/preparing.ts"

const Envelope = Schema.Struct({
  data: Schema.optionalKey(Schema.Struct({ id: Schema.String })),
  code: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Schema.String)
})

const on = Endpoint.make({
  read: Endpoint.envelope(Envelope, ({ code, data, id }) =>
    code === undefined ? Endpoint.success(data) : Endpoint.refusal(`no: ${code}`, { code, providerReference: id })
  ),
  codes: Tables.codes({
    refused: [
      { code: "no", reason: "InsufficientFunds" },
      { code: "never", reason: "DestinationInvalid", leaves: "nothing" },
      { code: "declined", reason: "InsufficientFunds", leaves: "payable" }
    ],
    notProcessed: [{ code: "slow_down", reason: "RateLimited" }],
    unknown: [{ code: "busy", reason: "ProviderUnavailable" }],
    duplicate: [{ code: "used" }],
    notFound: [{ code: "missing" }]
  })
})

const Data = Schema.Struct({ id: Schema.String })
const call = () =>
  forPreparing(Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: [] }))
const deadline = DateTime.makeUnsafe(60_000)

type Exchanged = Http.Answer | Http.MaybeSent | Http.NeverSent

const says = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Http.Answer(status, headers, typeof body === "string" ? body : JSON.stringify(body))

const ready = (exchanged: Exchanged) =>
  Endpoint.ready(
    {
      send: () => (exchanged._tag === "NeverSent" ? Effect.fail(exchanged) : Effect.succeed(exchanged)),
      toWire: () => undefined
    },
    {}
  )

const made = says(200, { data: { id: "d-1" } })
const refused = new Http.NeverSent({ fault: "Refused", message: "connection refused" })

const prepare = (of: Call.Call, exchanged: Exchanged, leaves?: "nothing" | "payable") =>
  Effect.map(Effect.result(on.prepare(Data, { leaves })(ready(exchanged))(of, deadline)), (end) =>
    end._tag === "Failure" ? end.failure : end.success
  )

const table: ReadonlyArray<readonly [name: string, Exchanged, wanted: object, leavesNothing: boolean]> = [
  ["a success", made, { id: "d-1" }, false],
  ["a refusal", says(422, { code: "no" }), { _tag: "Rejected", reason: "InsufficientFunds" }, false],
  ["one that leaves nothing", says(422, { code: "never" }), { _tag: "Rejected", reason: "DestinationInvalid" }, true],
  ["one of the moment", says(429, { code: "slow_down" }), { _tag: "NotExecuted", reason: "RateLimited" }, false],
  [
    "one that is no refusal",
    says(422, { code: "busy" }),
    { _tag: "NotExecuted", reason: "ProviderUnavailable" },
    false
  ],
  ["an unknown code", says(422, { code: "hm" }), { _tag: "NotExecuted", reason: "UnrecognisedAnswer" }, false],
  ["an unknown code of 429", says(429, { code: "hm" }), { _tag: "NotExecuted", reason: "RateLimited" }, false],
  [
    "a contradiction",
    says(422, { code: "never", id: "d" }),
    { _tag: "NotExecuted", reason: "DestinationInvalid" },
    false
  ],
  ["rubbish", says(200, "<html>"), { _tag: "NotExecuted", reason: "UnreadableAnswer" }, false],
  [
    "a fault of its server",
    says(500, { code: "never" }),
    { _tag: "NotExecuted", reason: "ProviderUnavailable" },
    false
  ],
  ["no answer", new Http.MaybeSent("TimedOut", "late"), { _tag: "NotExecuted", reason: "TimedOut" }, false],
  ["no connection", refused, { _tag: "NotExecuted", reason: "ProviderUnavailable" }, true],
  ["a used reference", says(409, { code: "used", id: "d-7" }), { _tag: "There", providerReference: "d-7" }, false]
]

describe("a preparing request", () => {
  for (const [name, exchanged, wanted, nothing] of table) {
    it.effect(
      `after ${name} is ${Object.values(wanted).join(" ")}, and leaves ${nothing ? "nothing" : "something"}`,
      () =>
        Effect.gen(function* () {
          const of = call()
          const ended = yield* prepare(of, exchanged)
          assert.deepInclude(ended, wanted)
          assert.strictEqual(hasLeftNothing(of), nothing)
          // Of one request alone nothing is proven of a preparation.
          if ("reason" in ended) assert.isFalse(leavesNothing(ended))
          // By its documents it makes nothing, whatever it ends with.
          const harmless = call()
          yield* prepare(harmless, exchanged, "nothing")
          assert.isTrue(hasLeftNothing(harmless))
        })
    )
  }

  it.effect("says how long to wait, in its own words or in a header", () =>
    Effect.gen(function* () {
      for (const status of [429, 503]) {
        const ended = yield* prepare(call(), says(status, { code: "slow_down" }, { "retry-after": "7" }))
        assert.deepInclude(ended, { _tag: "NotExecuted", retryAfterMillis: 7000 })
      }
    })
  )
})

describe("a preparation", () => {
  it.effect("has left something as soon as one of its requests may have", () =>
    Effect.gen(function* () {
      const of = call()
      assert.isFalse(hasLeftNothing(of), "nothing is known of it")
      yield* prepare(of, made, "nothing")
      yield* prepare(of, refused)
      assert.isTrue(hasLeftNothing(of))
      yield* prepare(of, new Http.MaybeSent("ConnectionLost", "lost"))
      // The second try of what was lost proves nothing of the first one.
      yield* prepare(of, says(422, { code: "never" }))
      assert.isFalse(hasLeftNothing(of))
    })
  )

  it.effect("has left what was made, whatever a later request proves of itself", () =>
    Effect.gen(function* () {
      for (const later of [refused, says(422, { code: "never" })]) {
        const of = call()
        yield* prepare(of, made)
        yield* prepare(of, later)
        assert.isFalse(hasLeftNothing(of))
      }
    })
  )

  it.effect("has left something where a request that may make it is broken off", () =>
    Effect.gen(function* () {
      const hanging = Endpoint.ready({ send: () => Effect.never, toWire: () => undefined }, {})
      for (const [leaves, isLeft] of [
        ["payable", true],
        ["nothing", false]
      ] as const) {
        const of = call()
        yield* prepare(of, made, "nothing")
        const fiber = yield* Effect.forkChild(on.prepare(Data, { leaves })(hanging)(of, deadline), {
          startImmediately: true
        })
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(hasLeftNothing(of), !isLeft)
      }
    })
  )

  it.effect("has left something where it sends in another way than to prepare", () =>
    Effect.gen(function* () {
      const of = call()
      yield* prepare(of, made, "nothing")
      yield* Effect.result(
        on
          .send(Data)(ready(says(422, { code: "never" })))
          .send(of, deadline)
      )
      assert.isFalse(hasLeftNothing(of))
    })
  )
})

describe("a refusal of a create", () => {
  const send = (body: object, status = 422) =>
    Effect.result(
      on
        .send(Data)(ready(says(status, body)))
        .send(call(), deadline)
    )

  it.effect("that leaves what can be paid is unknown, with the id that it names and how it was refused", () =>
    Effect.gen(function* () {
      for (const id of ["pi-1", undefined]) {
        const ended = yield* send({ code: "declined", id })
        assert.deepInclude(ended._tag === "Success" && ended.success, { _tag: "OutcomeUnknown", reason: "Leftover" })
        assert.strictEqual(ended._tag === "Success" && Reflect.get(ended.success, "providerReference"), id)
        assert.deepInclude(ended._tag === "Success" && Reflect.get(ended.success, "refused"), {
          ...{ _tag: "Rejected", reason: "InsufficientFunds", providerCode: "declined" }
        })
      }
    })
  )

  it.effect("that leaves nothing is one, and every other that names an id contradicts itself", () =>
    Effect.gen(function* () {
      const never = yield* send({ code: "never" })
      assert.isTrue(never._tag === "Failure" && leavesNothing(never.failure))
      const no = yield* send({ code: "no" })
      assert.isTrue(no._tag === "Failure" && !leavesNothing(no.failure))
      const both = yield* send({ code: "no", id: "x" })
      assert.deepInclude(both._tag === "Success" && both.success, { reason: "UnrecognisedAnswer" })
    })
  )
})
