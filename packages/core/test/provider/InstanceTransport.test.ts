/** The connections of an instance are under whatever it asks, and no adapter has to know of them. */
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Connections from "@switchyard/core/Connections"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Provider from "@switchyard/core/Provider"
import * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Tables from "@switchyard/core/Tables"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { payoutRequest } from "../support/stubs.ts"

const Data = Schema.Struct({ reference: Schema.String })
const on = Endpoint.make({
  read: Endpoint.envelope(Json.Fields, (body) => Endpoint.success(body)),
  codes: Tables.noCodes
})

const closed: Array<string> = []

const provider = Provider.define({
  name: "@example/stub",
  options: Schema.Struct({ account: Schema.String }),
  account: ({ account }) => account,
  secrets: () => [],
  client: (_, { name }) =>
    Effect.acquireRelease(
      Effect.sync(() => ({ http: Http.make({ baseUrl: "https://pay.test" }) })),
      () => Effect.sync(() => void closed.push(name))
    ),
  confirmAccount: ({ client }) => Effect.as(Effect.orDie(client.http.send({ method: "GET", path: "/me" })), "acct-1"),
  beside: ({ call, client: { http }, instance }) => {
    const open = on.ask(Data)(Endpoint.ready(http, { method: "GET", path: "/open" }))
    const page = on.ask(Data)(Endpoint.ready(http, { method: "GET", path: "/statement" }))
    return {
      open: () => open(call("payouts.open", "")),
      pull: SettlementPull.make({
        provider: instance,
        manifest: { completeAfterMillis: 0, pageSpacingMillis: 0 },
        page: () => Effect.map(page(call("settlement.pull", "")), () => ({ rows: [] }))
      })
    }
  },
  kinds: {
    payouts: ({ client: { http } }) =>
      Provider.payouts({
        options: Schema.Struct({}),
        manifest: {
          routes: [{ method: "card", currencies: ["RUB"] }],
          duplicates: {
            create: { kind: "replayed", withinMillis: 3_600_000, replayAfterMillis: 0, refusals: "undocumented" }
          },
          lookUp: {},
          statusReads: { spacingMillis: 0, polling: "free" },
          callbacks: "none"
        },
        create: {
          send: ({ reference }) =>
            on.send(Data)(Endpoint.ready(http, { method: "PUT", path: "/payout", body: Body.json({ reference }) })),
          answer: ({ reference }) => ({
            reference,
            status: "processing",
            providerStatus: "new",
            receipts: [],
            anomalies: []
          })
        },
        get: {
          byReference: (reference) => on.lookUp(Data)(Endpoint.ready(http, { method: "GET", path: `/${reference}` })),
          byProviderReference: (id) => on.lookUp(Data)(Endpoint.ready(http, { method: "GET", path: `/id/${id}` })),
          answer: ({ reference }) => ({
            reference,
            status: "processing",
            providerStatus: "new",
            receipts: [],
            anomalies: []
          })
        }
      })
  }
})

const recording = () => {
  const sent: Array<string> = []
  const transport = fromFetch(async (request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`)
    return Response.json({ reference: "po-1" })
  })
  return { sent, transport }
}

const request = { ...payoutRequest, reference: "po-1" }

const used = Effect.fnUntraced(function* ({ create, get, replay }: PayoutProvider["Service"]) {
  yield* replay.confirm
  yield* create(request)
  yield* get({ reference: "po-1" })
})

const beside = Effect.fnUntraced(function* (built: {
  readonly open: () => Effect.Effect<unknown, unknown>
  readonly pull: SettlementPull.Service
}) {
  yield* built.open()
  yield* Stream.runDrain(built.pull.pull({ from: 0, to: 1 }))
})

const besides = ["GET /open", "GET /statement"]

const all = ["GET /me", "PUT /payout", "GET /po-1"]

describe("the connections of an instance", () => {
  it.effect("are under all that it asks, and those of its caller are not", () =>
    Effect.gen(function* () {
      const [own, callers] = [recording(), recording()]
      const { payouts } = yield* provider.make({ account: "a" }, { name: "eu", transport: own.transport })
      yield* used(payouts).pipe(Effect.provideService(Transport, callers.transport))
      assert.deepStrictEqual([own.sent, callers.sent], [all, []])
    })
  )

  it.effect("are its caller's where it has none, and where the caller has given them for it and for nobody else", () =>
    Effect.gen(function* () {
      const [own, callers] = [recording(), recording()]
      const given = Effect.provideService(Transport, callers.transport)
      const without = yield* provider.make({ account: "a" }, "eu")
      yield* given(used(without.payouts))
      assert.deepStrictEqual(callers.sent.splice(0), all)
      const { payouts } = yield* provider.make({ account: "a" }, { name: "eu", transport: own.transport })
      yield* given(used(payouts)).pipe(Effect.provideService(Connections.GivenFor, "eu"))
      assert.deepStrictEqual([own.sent, callers.sent.splice(0)], [[], all])
      yield* given(payouts.create(request)).pipe(Effect.provideService(Connections.GivenFor, "us"))
      assert.deepStrictEqual([own.sent, callers.sent], [["PUT /payout"], []])
    })
  )

  it.effect("are under what it has beside its kinds too, unless the caller has given them for it", () =>
    Effect.gen(function* () {
      const [own, callers] = [recording(), recording()]
      const built = yield* provider.make({ account: "a" }, { name: "eu", transport: own.transport })
      const given = Effect.provideService(Transport, callers.transport)
      yield* given(beside(built))
      assert.deepStrictEqual([own.sent.splice(0), callers.sent], [besides, []])
      yield* given(beside(built)).pipe(Effect.provideService(Connections.GivenFor, "eu"))
      assert.deepStrictEqual([own.sent, callers.sent], [[], besides])
    })
  )

  it.effect("and all that it holds end with its scope, which a layer is by itself", () =>
    Effect.gen(function* () {
      closed.length = 0
      yield* Effect.scoped(provider.make({ account: "a" }, "made"))
      const { transport } = recording()
      const layer = provider.layer({ account: "a" }, { name: "layered", transport })
      const name = Effect.map(PayoutProvider, ({ provider: of }) => of)
      assert.strictEqual(yield* name.pipe(Effect.provide(Layer.fresh(layer))), "layered")
      assert.deepStrictEqual(closed, ["made", "layered"])
    })
  )
})
