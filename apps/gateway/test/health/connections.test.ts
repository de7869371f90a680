/** Connections of instances on real sockets: whose are used up by slow answers, and that each request waits for its turn. */
import { once } from "node:events"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Http } from "@switchyard/core"
import { DateTime, Effect, Fiber, Redacted } from "effect"
import { ca, server } from "../../../../packages/core/test/support/identities.ts"
import { listenAsProxy } from "../../../../packages/core/test/support/proxy.ts"
import { answer, listen } from "../../../../packages/core/test/support/server.ts"
import * as Connections from "../../src/health/connections.ts"

// Answers at once, but for what is slow, which it holds until it is let go.
const provider = Effect.acquireRelease(
  Effect.promise(async () => {
    const held: Array<ServerResponse> = []
    const seen: Array<string> = []
    const server = createServer((request, response) => {
      seen.push(request.url ?? "")
      if (request.url === "/slow") held.push(response)
      else response.end("{}")
    })
    await once(server.listen(0, "127.0.0.1"), "listening")
    const letGo = () => {
      for (const response of held.splice(0)) response.end("{}")
    }
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, held, seen, letGo, server }
  }),
  ({ server }) =>
    Effect.promise(async () => {
      server.closeAllConnections()
      await once(server.close(), "close")
    })
)

const until = (isThere: () => boolean) =>
  Effect.promise(async () => {
    while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 2))
  })

const instances = [
  { name: "a", sends: 2, reads: 1 },
  { name: "b", sends: 2, reads: 1 }
]

describe("connections of instances at one host", () => {
  it.live("are used up by an instance's own slow sends alone, and not those of its reads", () =>
    Effect.gen(function* () {
      const there = yield* provider
      const connect = yield* Connections.make(instances, { turn: () => Effect.void })
      const client = Http.make({ baseUrl: there.url })
      const send = (path: string) => client.send({ method: "POST", path, body: "{}" })
      const slow = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 5 }), () => connect("a", "send")(send("/slow")), {
          concurrency: "unbounded"
        })
      )
      yield* until(() => there.held.length === 2)
      // No more than its share is on the way, and everybody else goes on.
      for (const [instance, use] of [
        ["a", "read"],
        ["a", "ask"],
        ["b", "send"],
        [undefined, "ask"]
      ] as const) {
        const answer = yield* connect(instance, use)(send("/quick"))
        assert.strictEqual(answer._tag, "Answer", `${instance} ${use}`)
      }
      assert.deepStrictEqual(there.seen.filter((path) => path === "/slow").length, 2)
      const letting = yield* Effect.forkChild(Effect.forever(Effect.andThen(Effect.sync(there.letGo), Effect.sleep(2))))
      assert.lengthOf(yield* Fiber.join(slow), 5)
      yield* Fiber.interrupt(letting)
    }).pipe(Effect.scoped)
  )

  it.live("carry nothing before its turn, and a call whose time is up gives its turn away and has sent nothing", () =>
    Effect.gen(function* () {
      const there = yield* provider
      let waiting = 0
      const turn = Effect.suspend(() => {
        waiting += 1
        return Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => {
            waiting -= 1
          })
        )
      })
      const connect = yield* Connections.make(instances, {
        turn: (instance) => (instance === "a" ? turn : Effect.void)
      })
      const client = Http.make({ baseUrl: there.url })
      const deadline = DateTime.makeUnsafe(Date.now() + 500)
      const never = yield* Effect.flip(
        connect("a", "send")(client.send({ method: "POST", path: "/quick", body: "{}" }, { deadline }))
      )
      assert.deepStrictEqual([never._tag, never.fault], ["NeverSent", "DeadlinePassed"])
      yield* until(() => waiting === 0)
      assert.deepStrictEqual(there.seen, [])
      const answer = yield* connect("b", "send")(client.send({ method: "POST", path: "/quick", body: "{}" }))
      assert.strictEqual(answer._tag, "Answer")
    }).pipe(Effect.scoped)
  )
})

describe("an instance whose config says how it connects", () => {
  it.live("does so for each use, and nobody else does", () =>
    Effect.gen(function* () {
      const { observed, url } = yield* listen({ requested: (socket) => socket.write(answer("{}")), tls: server })
      const proxy = yield* listenAsProxy()
      const own = [
        { name: "a", sends: 2, reads: 2, transport: { ca, proxy: Redacted.make(proxy.url), connections: 1 } },
        { name: "b", sends: 2, reads: 1, transport: { ca } }
      ]
      const connect = yield* Connections.make(own, { turn: () => Effect.void })
      const send = Http.make({ baseUrl: url }).send({ method: "POST", path: "/", body: "{}" })
      for (const use of ["send", "read", "ask"] as const) yield* connect("a", use)(Effect.all([send, send]))
      assert.strictEqual(proxy.heads.length, 3)
      yield* connect("b", "send")(send)
      assert.strictEqual(observed.requests.length, 7)
      // Whose certificate it is is known to nobody but those whose config says it.
      const { fault } = yield* Effect.flip(connect(undefined, "ask")(send))
      assert.strictEqual(fault, "TlsFailed")
      assert.strictEqual(proxy.heads.length, 3)
    }).pipe(Effect.scoped)
  )
})
