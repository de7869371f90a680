/** What is sent is what was asked for, to an allowed place; what comes back whole is an answer, whatever its status. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import { answer, type Behaviour, listen } from "../support/server.ts"
import { going, ways } from "../support/transport.ts"

const replies = (text: string): Behaviour => ({ requested: (socket) => socket.end(text) })

const pay: Http.Request = { method: "POST", path: "/pay", body: '{"amount":"6.0"}' }

describe.each(ways)("%s", (way) => {
  const answerTo = (request: Http.Request, behaviour: Behaviour, options?: Partial<Http.Options>) =>
    Effect.gen(function* () {
      const server = yield* listen(behaviour)
      const outcome = yield* Http.make({ baseUrl: server.url, ...options }).send(request)
      if (outcome._tag === "MaybeSent") return yield* Effect.die(outcome.message)
      return { outcome, requests: server.observed.requests, connections: server.observed.connections }
    }).pipe(going(way))

  describe("an answer", () => {
    it.live("may be a 502 with HTML", () =>
      Effect.gen(function* () {
        const { outcome, requests } = yield* answerTo(
          pay,
          replies(answer("<html>Bad Gateway</html>", "502 Bad Gateway", ["Content-Type: text/html"]))
        )
        assert.strictEqual(outcome.status, 502)
        assert.strictEqual(outcome.text, "<html>Bad Gateway</html>")
        assert.strictEqual(outcome.headers["content-type"], "text/html")
        assert.strictEqual(requests.length, 1)
      })
    )

    it.live("may be a redirect, which is not followed", () =>
      Effect.gen(function* () {
        for (const status of ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]) {
          const { connections, outcome, requests } = yield* answerTo(
            pay,
            replies(answer("", status, ["location: /again"]))
          )
          assert.strictEqual(outcome.status, Number(status.slice(0, 3)))
          assert.strictEqual(outcome.headers.location, "/again")
          assert.strictEqual(requests.length, 1)
          assert.strictEqual(connections, 1)
        }
      })
    )

    it.live("without a body has an empty text", () =>
      Effect.gen(function* () {
        for (const text of ["HTTP/1.1 204 No Content\r\n\r\n", answer("")]) {
          assert.strictEqual((yield* answerTo(pay, replies(text))).outcome.text, "")
        }
      })
    )

    it.live("is read as UTF-8 even when it is not", () =>
      Effect.gen(function* () {
        const bytes = Buffer.concat([
          Buffer.from(answer("").replace("length: 0", "length: 3")),
          Buffer.from([65, 0xff, 66])
        ])
        const { outcome } = yield* answerTo(pay, { requested: (socket) => socket.end(bytes) })
        assert.strictEqual(outcome.text, "A\uFFFDB")
      })
    )

    it.live("comes after an informational one", () =>
      Effect.gen(function* () {
        const { outcome } = yield* answerTo(
          pay,
          replies(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${answer("{}")}`)
        )
        assert.strictEqual(outcome.status, 200)
        assert.isUndefined(outcome.headers.link)
      })
    )
  })

  describe("a request", () => {
    it.live("carries the headers of the client and of the call, and exactly the text of its body", () =>
      Effect.gen(function* () {
        const { requests } = yield* answerTo(
          { ...pay, headers: { "X-Call": "2", "content-type": "application/json" } },
          replies(answer("{}")),
          { headers: { "x-client": "1", "x-call": "1" } }
        )
        const text = requests[0] ?? ""
        assert.match(text, /^POST \/pay HTTP\/1\.1\r\n/)
        assert.match(text, /\r\nx-client: 1\r\n/)
        assert.match(text, /\r\nx-call: 2\r\n/)
        assert.match(text, /\r\ncontent-type: application\/json\r\n/)
        assert.isTrue(text.endsWith('\r\n\r\n{"amount":"6.0"}'))
      })
    )

    it.live("goes exactly where its path says, below the base URL", () =>
      Effect.gen(function* () {
        const cases: ReadonlyArray<readonly [base: string, path: string, target: string]> = [
          ["", "/", "/"],
          ["", "", "/"],
          ["", "status/", "/status/"],
          ["/v1", "/status/", "/v1/status/"],
          ["/v1/", "status?id=1%2F2", "/v1/status?id=1%2F2"],
          ["/v1", "", "/v1"],
          ["/v1", "?id=1", "/v1?id=1"],
          ["/v1", "//provider.example/x", "/v1//provider.example/x"],
          ["/v1", "@provider.example", "/v1/@provider.example"]
        ]
        for (const [base, path, target] of cases) {
          const server = yield* listen(replies(answer("{}")))
          yield* Http.make({ baseUrl: server.url + base }).send({ method: "GET", path })
          assert.strictEqual(server.observed.requests[0]?.split(" ")[1], target)
        }
      }).pipe(going(way))
    )
  })
})

describe("a base URL", () => {
  it("must be https, or http on a loopback host", () => {
    for (const good of [
      "https://api.provider.example",
      "https://api.provider.example:8443/v1/",
      "http://localhost:1",
      "http://127.0.0.1:8080/x",
      "http://127.9.9.9",
      "http://[::1]:1"
    ]) {
      assert.isUndefined(Http.checkBaseUrl(good), good)
    }
    for (const bad of [
      "",
      "api.provider.example",
      "/v1",
      "http://api.provider.example",
      "http://localhost.provider.example",
      "http://127.0.0.1.provider.example",
      "http://10.0.0.1",
      "ftp://localhost",
      "file:///etc/passwd",
      "https://user:pass@api.provider.example",
      "https://api.provider.example?key=1",
      "https://api.provider.example#a",
      "https://api.provider.example\\@evil.example",
      " https://api.provider.example"
    ]) {
      assert.isString(Http.checkBaseUrl(bad), bad)
    }
  })

  it.effect("that is refused makes every send fail, and says why", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Http.make({ baseUrl: "http://api.provider.example" }).send(pay))
      assert.strictEqual(error.fault, "HostNotAllowed")
      assert.match(error.message, /base URL was refused: http is allowed on a loopback host only/)
    })
  )
})

describe("an absolute URL", () => {
  const observed: Array<string> = []
  const transport = fromFetch(async (request) => {
    observed.push(request.url)
    return new Response("{}")
  })
  const client = Http.make({
    baseUrl: "https://api.provider.example/v1",
    allowedHosts: ["files.provider.example", "Receipts.provider.example:8443", "localhost:9000", "bad host"]
  })
  const send = (path: string) => client.send({ method: "GET", path }).pipe(Effect.provideService(Transport, transport))

  it.effect("may go to the host of the base URL and to allowed hosts", () =>
    Effect.gen(function* () {
      for (const url of [
        "https://api.provider.example/elsewhere",
        "https://API.provider.example:443/elsewhere",
        "https://files.provider.example/a/",
        "https://receipts.provider.example:8443/",
        "http://localhost:9000/x"
      ]) {
        yield* send(url)
        assert.strictEqual(observed.pop(), new URL(url).href)
      }
    })
  )

  it.effect("may go nowhere else, and then nothing is sent", () =>
    Effect.gen(function* () {
      for (const url of [
        "https://evil.example/",
        "https://files.provider.example.evil.example/",
        "https://files.provider.example:8443/",
        "https://receipts.provider.example/",
        "http://files.provider.example/",
        "http://localhost:9001/",
        "https://user@files.provider.example/",
        "https://files.provider.example@evil.example/",
        "ftp://files.provider.example/",
        "javascript:alert(1)",
        "file:///etc/passwd"
      ]) {
        assert.strictEqual((yield* Effect.flip(send(url))).fault, "HostNotAllowed", url)
      }
      for (const url of ["https://", "https:\\\\files.provider.example/", "https://files.provider.example/a b"]) {
        assert.strictEqual((yield* Effect.flip(send(url))).fault, "InvalidRequest", url)
      }
      assert.deepStrictEqual(observed, [])
    })
  )
})
