/** Nothing of a request but its method, host and path appears in an outcome, however it is printed. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { deadPort, listen } from "../support/server.ts"
import { going, ways } from "../support/transport.ts"

const canary = "4111111111111111-canary"

const request: Http.Request = {
  method: "POST",
  path: `/pay?card=${canary}`,
  headers: { authorization: `Bearer ${canary}` },
  body: JSON.stringify({ card: canary })
}

const renderings = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value),
  inspect(value, { depth: 20, showHidden: true }),
  Cause.pretty(Cause.fail(value)),
  inspect(Cause.fail(value), { depth: 20 }),
  value instanceof Error ? `${value.stack} ${value.cause}` : ""
]

const assertClean = (value: unknown) => {
  for (const text of renderings(value)) assert.notInclude(text, "canary")
}

const outcomeOf = (baseUrl: string, sent: Http.Request = request) =>
  Http.make({ baseUrl })
    .send(sent)
    .pipe(Effect.catch((error) => Effect.succeed(error)))

describe.each(ways)("a canary in the query, headers and body of a request %s", (way) => {
  it.live("is not in a NeverSent", () =>
    Effect.gen(function* () {
      const port = yield* deadPort
      const baseUrl = `http://127.0.0.1:${port}`
      for (const outcome of [
        yield* outcomeOf(baseUrl),
        yield* outcomeOf("https://provider.invalid"),
        yield* outcomeOf(baseUrl, { ...request, headers: { authorization: `Bearer ${canary}\n` } }),
        yield* outcomeOf(baseUrl, { ...request, headers: { [`${canary} `]: "x" } }),
        yield* outcomeOf(baseUrl, { ...request, path: `/pay ${canary}` }),
        yield* outcomeOf(baseUrl, { ...request, path: `https://${canary}@evil.example/${canary}` }),
        yield* outcomeOf(baseUrl, { ...request, path: `https://evil.example/${canary}?${canary}` }),
        yield* outcomeOf(`https://${canary}@evil.example/`),
        yield* outcomeOf(baseUrl, { ...request, method: "GET" })
      ]) {
        assert.strictEqual(outcome._tag, "NeverSent")
        assertClean(outcome)
      }
    }).pipe(going(way))
  )

  it.live("is not in a MaybeSent", () =>
    Effect.gen(function* () {
      const server = yield* listen({
        requested: (socket) => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\nx: ${canary}\r\n\r\n${canary}`)
      })
      const outcome = yield* outcomeOf(server.url)
      assert.strictEqual(outcome._tag, "MaybeSent")
      assertClean(outcome)
      const failure = Object.assign(new Error(canary), { code: canary, cause: { code: `E_${canary}` } })
      const transport = fromFetch(() => Promise.reject(failure))
      const other = yield* outcomeOf(server.url).pipe(Effect.provideService(Transport, transport))
      assert.strictEqual(other._tag, "MaybeSent")
      assertClean(other)
    }).pipe(going(way))
  )

  it.effect("is not printed with an Answer", () =>
    Effect.gen(function* () {
      const transport = fromFetch(async () => new Response(canary, { headers: { "x-echo": canary } }))
      const outcome = yield* outcomeOf("https://provider.invalid").pipe(Effect.provideService(Transport, transport))
      assert.strictEqual(outcome._tag === "Answer" && outcome.text, canary)
      for (const text of [String(outcome), JSON.stringify(outcome), inspect({ outcome })]) {
        assert.notInclude(text, "canary")
      }
    })
  )
})
