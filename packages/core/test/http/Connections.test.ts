/** Connections of one's own: as whom we come and whom we trust, on real TLS; what fails before they stand has sent nothing. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Connections from "@switchyard/core/Connections"
import * as Http from "@switchyard/core/Http"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { ca, client, encryptedKey, expired, otherCa, passphrase, server, stranger } from "../support/identities.ts"
import { answer, type Behaviour, listen } from "../support/server.ts"
import { going, proving } from "../support/transport.ts"

const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }

const as = ({ cert, key }: { readonly cert: string; readonly key: string }) => ({ cert, key: Redacted.make(key) })

const demanding = { ...server, ca, requestCert: true, rejectUnauthorized: true }

const answering: Behaviour = { requested: (socket) => socket.write(answer("{}")) }

const ended = (url: string) =>
  Http.make({ baseUrl: url, timeout: "5 seconds" })
    .send(pay)
    .pipe(
      Effect.match({
        onFailure: ({ fault, message }) => ({ is: `NeverSent ${fault}`, message }),
        onSuccess: (outcome) =>
          outcome._tag === "Answer"
            ? { is: `Answer ${outcome.status}`, message: "" }
            : { is: `MaybeSent ${outcome.fault}`, message: outcome.message }
      })
    )

describe.each(proving)("a provider that demands a certificate, %s,", (way) => {
  describe.each(["TLSv1.2", "TLSv1.3"] as const)("over %s", (version) => {
    const only = { ...demanding, minVersion: version, maxVersion: version }

    it.live("answers whoever shows one that it knows, and takes the connection for the next request", () =>
      Effect.gen(function* () {
        const { observed, url } = yield* listen({ ...answering, tls: only })
        for (let nth = 0; nth < 2; nth++) {
          assert.strictEqual((yield* ended(url)).is, "Answer 200")
          yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        }
        assert.strictEqual(observed.connections, 1)
      }).pipe(going(way, { ca, ...as(client) }))
    )

    it.live("answers whose key had to be opened", () =>
      Effect.gen(function* () {
        const { url } = yield* listen({ ...answering, tls: only })
        assert.strictEqual((yield* ended(url)).is, "Answer 200")
      }).pipe(
        going(way, {
          ca,
          cert: client.cert,
          key: Redacted.make(encryptedKey),
          passphrase: Redacted.make(passphrase)
        })
      )
    )

    it.live("is sent nothing where it refuses ours, and nothing twice where it is shown none", () =>
      Effect.gen(function* () {
        const { observed, url } = yield* listen({ ...answering, tls: only })
        const { is, message } = yield* ended(url).pipe(going(way, { ca, ...as(stranger) }))
        assert.include(is, "NeverSent")
        // Node says nothing to whom it refuses.
        assert.match(message, /refused our certificate|no connection \(ECONNRESET\)/)
        // In TLS 1.3 that comes when the request has left, because nobody waits for it.
        const unnamed = (yield* ended(url).pipe(going(way, { ca }))).is
        assert.include(unnamed, version === "TLSv1.3" ? "MaybeSent ConnectionLost" : "NeverSent ")
        assert.strictEqual(observed.connections, 2)
        assert.strictEqual(observed.bytes, 0)
      })
    )
  })

  it.live(
    "is itself refused where its certificate has expired, was issued by somebody else or is for another name",
    () =>
      Effect.gen(function* () {
        const old = yield* listen({ ...answering, tls: expired })
        const good = yield* listen({ ...answering, tls: server })
        const named = good.url.replace("localhost", "[::1]")
        const cases = [
          [old.url, ca, "the certificate of the provider, or one above it, has expired (CERT_HAS_EXPIRED)"],
          [good.url, otherCa, "the certificate of the provider is not issued by anybody who is trusted (UNABLE_TO_"]
        ] as const
        for (const [url, trusted, words] of cases) {
          const { is, message } = yield* ended(url).pipe(going(way, { ca: trusted, ...as(client) }))
          assert.strictEqual(is, "NeverSent TlsFailed")
          assert.include(message, words)
        }
        assert.notInclude((yield* ended(named).pipe(going(way, { ca, ...as(client) }))).is, "Answer")
        assert.strictEqual((yield* ended(good.url).pipe(going(way, { ca }))).is, "Answer 200")
        assert.strictEqual(old.observed.bytes, 0)
      })
  )
})

describe("a failure of TLS", () => {
  const cases: ReadonlyArray<readonly [code: string, words: string]> = [
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "the provider refused our certificate"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "the provider refused our certificate"],
    ["ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", "the provider refused our certificate"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "the provider refused our certificate"],
    ["CERT_NOT_YET_VALID", "the certificate of the provider is not valid yet"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "the certificate of the provider is for another name"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "the certificate of the provider is not issued by anybody who is trusted"],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "TLS handshake failed"]
  ]

  it.effect.each(cases)("%s is told in words", ([code, words]) =>
    Effect.gen(function* () {
      const failing = fromFetch(
        () => Promise.reject(new Error("no")),
        () => code
      )
      const { is, message } = yield* ended("https://pay.test").pipe(Effect.provideService(Transport, failing))
      assert.strictEqual(is, "NeverSent TlsFailed")
      assert.include(message, `: ${words} (${code})`)
    })
  )
})

describe("options of connections", () => {
  const issuesOf = (options: Connections.Options) =>
    Connections.issues(options).map(({ option, reason }) => `${option} ${reason}`)

  it("are refused by name where they cannot be used", () => {
    const cases: ReadonlyArray<readonly [options: Connections.Options, ...issues: ReadonlyArray<string>]> = [
      [{}],
      [{ ca: `${ca}\n${otherCa}`, ...as(client), proxy: Redacted.make("http://u:p@proxy.test:3128"), connections: 1 }],
      [{ cert: client.cert, key: Redacted.make(encryptedKey), passphrase: Redacted.make(passphrase) }],
      [{ ca: "canary" }, "ca must be PEM certificates"],
      [{ cert: "canary", key: Redacted.make(client.key) }, "cert must be a PEM certificate"],
      [{ cert: client.cert }, "key must be there where there is a certificate"],
      [{ key: Redacted.make(client.key) }, "cert must be there where there is a key"],
      [{ passphrase: Redacted.make("canary") }, "passphrase opens no key, because there is none"],
      [
        { cert: client.cert, key: Redacted.make("canary") },
        "key must be a PEM private key that opens without a passphrase"
      ],
      [
        { cert: client.cert, key: Redacted.make(encryptedKey) },
        "key must be a PEM private key that opens without a passphrase"
      ],
      [
        { cert: client.cert, key: Redacted.make(encryptedKey), passphrase: Redacted.make("canary") },
        "key must be a PEM private key that opens with the passphrase"
      ],
      [{ cert: client.cert, key: Redacted.make(stranger.key) }, "key must be the key of the certificate"],
      [{ proxy: Redacted.make("https://canary.test") }, "proxy must be an http URL without path"],
      [{ proxy: Redacted.make("http://canary.test/path") }, "proxy must be an http URL without path"],
      [{ proxy: Redacted.make("canary") }, "proxy must be an http URL without path"],
      [{ connections: 0 }, "connections must be an integer from 1 to 1000"],
      [{ connections: 1.5 }, "connections must be an integer from 1 to 1000"]
    ]
    for (const [options, ...issues] of cases) assert.deepStrictEqual(issuesOf(options), issues)
  })

  it.effect("name in their error what is wrong, and nothing of a value", () =>
    Effect.gen(function* () {
      const secret = "canary"
      const options: Connections.Options = {
        cert: client.cert,
        key: Redacted.make(encryptedKey),
        passphrase: Redacted.make(secret),
        proxy: Redacted.make(`https://user:${secret}@proxy.test`)
      }
      const error = yield* Effect.flip(Connections.make(options))
      assert.include(error.message, "key: must be a PEM private key that opens with the passphrase; proxy: must")
      for (const text of [String(error), JSON.stringify(error), inspect(error, { depth: 9, showHidden: true })]) {
        for (const each of [secret, "PRIVATE KEY", "proxy.test"]) assert.notInclude(text, each)
      }
    })
  )
})

describe("connections of one's own", () => {
  it.live("are all broken when their scope closes, also those in use and those that do not stand yet", () =>
    Effect.gen(function* () {
      const idle = yield* listen({ ...answering, tls: demanding })
      const busy = yield* listen({ tls: demanding })
      const held = yield* listen()
      const scope = yield* Scope.make()
      const transport = yield* Connections.make({ ca, ...as(client) }).pipe(Effect.provideService(Scope.Scope, scope))
      const over = <A, E>(effect: Effect.Effect<A, E>) => Effect.provideService(effect, Transport, transport)
      assert.strictEqual((yield* over(ended(idle.url))).is, "Answer 200")
      const inUse = yield* Effect.forkChild(over(ended(busy.url)))
      const connecting = yield* Effect.forkChild(over(ended(`https://localhost:${held.port}`)))
      yield* busy.until(({ requests }) => requests.length === 1)
      yield* held.until(({ connections }) => connections === 1)
      yield* Scope.close(scope, Exit.void)
      for (const each of [idle, busy, held]) yield* each.until(({ closed, connections }) => closed === connections)
      assert.strictEqual((yield* Fiber.join(inUse)).is, "MaybeSent ConnectionLost")
      assert.strictEqual((yield* Fiber.join(connecting)).is.split(" ")[0], "NeverSent")
      assert.strictEqual((yield* over(ended(idle.url))).is.split(" ")[0], "NeverSent")
    })
  )

  it.live("are no more than were asked for", () =>
    Effect.gen(function* () {
      const { observed, url } = yield* listen({ ...answering, tls: server })
      const transport = yield* Connections.make({ ca, connections: 2 })
      const all = Array.from({ length: 10 }, () => ended(url))
      yield* Effect.all(all, { concurrency: 10 }).pipe(Effect.provideService(Transport, transport))
      assert.strictEqual(observed.requests.length, 10)
      assert.isAtMost(observed.connections, 2)
    })
  )
})
