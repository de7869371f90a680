/** The dialer in front of a provider on real sockets: it reports every request as it came, and no request for a token. */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Body from "@switchyard/core/Body"
import * as Http from "@switchyard/core/Http"
import { Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import * as Dialer from "../src/live/Dialer.ts"

const server = createServer((_, response) => response.end("{}"))
const dialer = Dialer.make({
  operationOf: (method, path) => (path === "/token" ? "token" : method === "DELETE" ? "cancel" : "create"),
  playFault: () => {},
  reference: () => undefined,
  sleep: () => Promise.resolve()
})
let baseUrl = ""

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening")
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  await dialer.close()
  await once(server.close(), "close")
})

const send = (request: Http.Request) =>
  Effect.runPromise(Http.make({ baseUrl }).send(request).pipe(Effect.provideService(Transport, dialer.transport)))

test("what arrives is reported by method, path, query, headers and body, and a token is not", async () => {
  dialer.fault("create", { kind: "refused" })
  await send({ method: "POST", path: "/token", body: Body.form({ grant_type: "client_credentials" }) })
  expect([dialer.connecting(), dialer.requests()]).toEqual([0, []])
  // The fault was for the operation, and has waited for it.
  await expect(send({ method: "PUT", path: "/1", body: Body.form({ a: "b" }) })).rejects.toThrow("connection refused")
  await send({ method: "PUT", path: "/1?x=1", body: Body.form({ a: { b: ["c"] } }, { nested: "indexed" }) })
  await send({ method: "PATCH", path: "/1", body: Body.json({ a: "b" }) })
  await send({ method: "DELETE", path: "/1" })
  await send({ method: "POST", path: "/1", body: Body.multipart([{ name: "a", value: "b" }]) })
  const requests = dialer.requests()
  expect(requests.map(({ body, method, operation, path, query }) => [operation, method, path, query, body])).toEqual([
    ["create", "PUT", "/1", "x=1", "a%5Bb%5D%5B0%5D=c"],
    ["create", "PATCH", "/1", "", '{"a":"b"}'],
    ["cancel", "DELETE", "/1", "", ""],
    // It is no text.
    ["create", "POST", "/1", "", ""]
  ])
  expect(requests.map(({ headers }) => headers["content-type"]?.split(";")[0])).toEqual([
    "application/x-www-form-urlencoded",
    "application/json",
    undefined,
    "multipart/form-data"
  ])
  expect(dialer.connecting()).toBe(5)
})
