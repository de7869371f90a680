/** Whatever the method and the body, one request arrives once, and what is proven of it is the same. */
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Http from "@switchyard/core/Http"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { answer, deadPort, listen } from "../support/server.ts"
import { going, ways } from "../support/transport.ts"

const file = { name: "file", fileName: "a.bin", contentType: "image/png", content: new Uint8Array([137, 80, 0, 255]) }

const bodies: ReadonlyArray<readonly [what: string, body: Http.Request["body"]]> = [
  ["no body", undefined],
  ["text", "amount=1"],
  ["JSON", Body.json({ amount: "1" })],
  ["a form", Body.form({ amount: "1", lines: [{ sku: "a" }] }, { nested: "indexed" })],
  ["multipart", Body.multipart([{ name: "purpose", value: "proof" }, file])]
]

const requests: ReadonlyArray<readonly [what: string, request: Http.Request]> = [
  ["a GET", { method: "GET", path: "/r" }],
  ...(["POST", "PUT", "PATCH", "DELETE"] as const).flatMap((method) =>
    bodies.map(([what, body]) => [`a ${method} with ${what}`, { method, path: "/r", body }] as const)
  )
]

const sends = requests.filter(([, { method }]) => method !== "GET")

const faultOf = (outcome: Http.Answer | Http.MaybeSent) =>
  outcome._tag === "MaybeSent" ? outcome.fault : `Answer ${outcome.status}`

describe.each(ways)("%s", (way) => {
  describe.each(requests)("%s", (_what, request) => {
    it.live("never left where nobody listens", () =>
      Effect.gen(function* () {
        const client = Http.make({ baseUrl: `http://127.0.0.1:${yield* deadPort}` })
        assert.strictEqual((yield* Effect.flip(client.send(request))).fault, "Refused")
      }).pipe(going(way))
    )

    it.live("may have been carried out where the connection ends after it was read", () =>
      Effect.gen(function* () {
        for (const end of ["resetAndDestroy", "end"] as const) {
          const server = yield* listen({ requested: (socket) => void socket[end]() })
          const outcome = yield* Http.make({ baseUrl: server.url })
            .send(request)
            .pipe(Effect.retry(Schedule.recurs(5)))
          assert.strictEqual(faultOf(outcome), "ConnectionLost")
          if (request.method === "GET" && way === "over the runtime's fetch") return
          assert.strictEqual(server.observed.requests.length, 1)
        }
      }).pipe(going(way))
    )
  })

  describe.each(sends)("%s", (_what, request) => {
    it.live("arrives once where the kept connection dies under it, and is unknown", () =>
      Effect.gen(function* () {
        for (const end of ["resetAndDestroy", "end"] as const) {
          const server = yield* listen({
            requested: (socket, nth) => void (nth === 1 ? socket.write(answer("{}")) : socket[end]())
          })
          const client = Http.make({ baseUrl: server.url })
          assert.strictEqual(faultOf(yield* client.send(request)), "Answer 200")
          // A connection is free again a little after its answer was read.
          yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
          assert.strictEqual(faultOf(yield* client.send(request)), "ConnectionLost")
          // undici never keeps the connection of a DELETE with a body.
          const isKept = request.method !== "DELETE" || request.body === undefined
          assert.strictEqual(server.observed.connections, isKept ? 1 : 2)
          assert.strictEqual(server.observed.requests.length, 2)
        }
      }).pipe(going(way, { connections: 1 }))
    )

    it.live("is sent as it was hashed", () =>
      Effect.gen(function* () {
        const server = yield* listen({ requested: (socket) => socket.end(answer("{}")) })
        const client = Http.make({ baseUrl: server.url })
        yield* client.send(request)
        const wire = client.toWire(request)
        const [sent = ""] = server.observed.requests
        const body = typeof wire?.body === "string" ? wire.body : Buffer.from(wire?.body ?? []).toString("latin1")
        assert.strictEqual(sent.slice(sent.indexOf("\r\n\r\n") + 4), body)
        assert.strictEqual(sent.slice(0, sent.indexOf(" HTTP")), `${request.method} /r`)
        for (const [name, value] of Object.entries(wire?.headers ?? {})) assert.include(sent, `${name}: ${value}\r\n`)
        // Otherwise the words of a fetch for it.
        const typed = /^content-type: (.*)\r$/im.exec(sent)?.[1]
        const isNamed = typeof request.body === "object"
        const own = request.body === undefined ? undefined : "text/plain;charset=UTF-8"
        assert.strictEqual(typed, isNamed ? wire?.headers["content-type"] : own)
      }).pipe(going(way))
    )
  })
})
