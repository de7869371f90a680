/** A token that an adapter's client has got is hidden like a secret of its options, although no adapter names it. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import * as Secrets from "@switchyard/core/Secrets"
import * as Tables from "@switchyard/core/Tables"
import * as Token from "@switchyard/core/Token"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { payoutRequest } from "../support/stubs.ts"

const canary = "access-canary-7f3a"

const on = Endpoint.make({
  read: Endpoint.envelope(Schema.Struct({ error: Schema.String }), ({ error }) =>
    Endpoint.refusal(error, { code: "no" })
  ),
  codes: Tables.codes({ refused: [{ code: "no", reason: "InvalidRequest" }] })
})

const Options = Schema.Struct({ account: Schema.String, secretKey: Schema.RedactedFromValue(Schema.String) })

const clientOf = ({ account, secretKey }: typeof Options.Type, { secrets }: Provider.Acquiring) =>
  Effect.gen(function* () {
    const { authorized } = yield* Token.make({
      url: "https://auth.test/token",
      clientId: account,
      clientSecret: secretKey,
      unauthorized: "notProcessed",
      store: { secrets, name: "token" }
    })
    return authorized(Http.make({ baseUrl: "https://pay.test" }))
  })

const provider = Provider.define({
  name: "@example/tokens",
  options: Options,
  account: ({ account }) => account,
  secrets: ({ secretKey }) => [secretKey],
  client: clientOf,
  kinds: {
    payouts: ({ client }) =>
      Provider.payouts({
        options: Schema.Struct({}),
        manifest: {
          routes: [{ method: "card", currencies: ["RUB"] }],
          duplicates: { create: { kind: "undocumented" } },
          lookUp: {},
          statusReads: { spacingMillis: 0, polling: "free" },
          callbacks: "none"
        },
        create: {
          send: ({ reference }) =>
            on.send(Json.Value)(Endpoint.ready(client, { method: "POST", path: "/", body: Body.json({ reference }) })),
          answer: () => assert.fail("nothing is accepted")
        },
        get: {
          byReference: (id) => on.lookUp(Json.Value)(Endpoint.ready(client, { method: "GET", path: `/${id}` })),
          answer: () => assert.fail("nothing is found")
        }
      })
  }
})

describe("a token", () => {
  it.effect("is in no error of the instance that got it, in whatever words the provider repeats it", () =>
    Effect.gen(function* () {
      const transport = fromFetch(async (request) =>
        new URL(request.url).host === "auth.test"
          ? Response.json({ access_token: canary, expires_in: 900, refresh_token: `refresh-${canary}` })
          : Response.json({ error: `not with ${request.headers.get("authorization")}` }, { status: 422 })
      )
      const through = Effect.provideService(Transport, transport)
      const { payouts } = yield* provider.make({ account: "a", secretKey: Redacted.make("hush-hush") })
      const refused = yield* Effect.flip(through(payouts.create({ ...payoutRequest, reference: "po-1" })))
      const failed = yield* Effect.flip(through(payouts.get({ reference: "po-1" })))
      for (const error of [refused, failed]) {
        assert.include(error.message, "not with Bearer ***")
        for (const text of [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error)]) {
          assert.notInclude(text, "canary")
        }
      }
    })
  )

  it.effect("is kept in the store of the instance, and in this process alone where nobody gave one", () =>
    Effect.gen(function* () {
      let granted = 0
      const transport = fromFetch(async (request) =>
        new URL(request.url).host === "auth.test"
          ? Response.json({ access_token: `${canary}-${++granted}`, expires_in: 900 })
          : Response.json({ error: "no" }, { status: 422 })
      )
      const options = { account: "a", secretKey: Redacted.make("hush-hush") }
      const asks = Effect.fnUntraced(function* (instance: Plugin.Instance) {
        const { payouts } = yield* provider.make(options, instance)
        yield* Effect.exit(payouts.get({ reference: "po-1" })).pipe(Effect.provideService(Transport, transport))
      })
      const secrets = Secrets.inMemory()
      for (let nth = 0; nth < 3; nth++) yield* asks({ name: "a", secrets })
      assert.strictEqual(granted, 1)
      for (let nth = 0; nth < 3; nth++) yield* asks({ name: "a" })
      assert.strictEqual(granted, 4)
    })
  )
})
