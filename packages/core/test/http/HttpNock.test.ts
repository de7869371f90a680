/** nock sees the calls of every transport, so adapters can test single calls without a server. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import * as Effect from "effect/Effect"
import nock from "nock"
import { going, ways } from "../support/transport.ts"

beforeAll(() => {
  if (!nock.isActive()) nock.activate()
  nock.disableNetConnect()
})
// The next file has real sockets.
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
  nock.restore()
})

describe.each(ways)("a call under nock, %s,", (way) => {
  it.live("is matched by host, path, headers and body", () =>
    Effect.gen(function* () {
      nock("https://api.provider.example", { reqheaders: { "x-shop": "7" } })
        .post("/invoice/create", { shop_order_id: "order-1", amount: "10.00" })
        .reply(200, { result: true, data: { id: 1 } })
      const client = Http.make({ baseUrl: "https://api.provider.example", headers: { "x-shop": "7" } })
      const outcome = yield* client.send({
        method: "POST",
        path: "/invoice/create",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ shop_order_id: "order-1", amount: "10.00" })
      })
      assert.strictEqual(outcome._tag === "Answer" && outcome.text, '{"result":true,"data":{"id":1}}')
      assert.isTrue(nock.isDone())
    }).pipe(going(way))
  )
})
