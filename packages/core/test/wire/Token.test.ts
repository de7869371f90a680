/** Tokens are got outside of operations, once for all who wait; without one nothing is sent, and none is ever shown. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Reason } from "@switchyard/core/Reason"
import * as Secrets from "@switchyard/core/Secrets"
import * as Tables from "@switchyard/core/Tables"
import * as Token from "@switchyard/core/Token"
import { fromFetch, Transport } from "@switchyard/core/Transport"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"

const secret = "client-secret-canary"

const options: Token.Options = {
  url: "https://auth.test/oauth/token",
  clientId: "shop:17",
  clientSecret: Redacted.make(secret),
  unauthorized: "notProcessed"
}

interface Arrived {
  readonly url: string
  readonly authorization: string | null
  readonly body: string
}

/** A provider: each token it gives out is numbered, and it takes those that `isGood` says. */
const provider = (
  over: {
    readonly grant?: (nth: number, body: URLSearchParams) => Response | Promise<Response>
    readonly isGood?: (token: string) => boolean
    readonly operation?: (token: string) => Response | Promise<Response>
  } = {}
) => {
  const { isGood = () => true, operation = () => Response.json({ id: "7" }) } = over
  const grant = over.grant ?? ((nth: number) => Response.json({ access_token: `token-${nth}`, expires_in: 3_600 }))
  const tokens: Array<Arrived> = []
  const operations: Array<Arrived> = []
  const transport = fromFetch(async (request) => {
    const { headers, url } = request
    const arrived = { url, authorization: headers.get("authorization"), body: await request.text() }
    if (new URL(url).host === "auth.test") return grant(tokens.push(arrived), new URLSearchParams(arrived.body))
    operations.push(arrived)
    const token = arrived.authorization?.replace("Bearer ", "") ?? ""
    return isGood(token) ? operation(token) : Response.json({ error: `bad token ${token}` }, { status: 401 })
  })
  const authorizations = () => operations.map(({ authorization }) => authorization)
  return { tokens, operations, authorizations, through: Effect.provideService(Transport, transport) }
}

const http = Http.make({ baseUrl: "https://pay.test/v1" })
const pay: Http.Request = { method: "POST", path: "/payouts", body: Body.json({ reference: "po-1" }) }
const client = (changes: Partial<Token.Options> = {}) =>
  Effect.map(Token.make({ ...options, ...changes }), ({ authorized }) => authorized(http))

const on = Endpoint.make({
  read: Endpoint.envelope(Json.Fields, (body, { status }) =>
    status === 200 ? Endpoint.success(body) : Endpoint.refusal("no", { code: String(status) })
  ),
  // Wrong of a 401: it must not be asked.
  codes: Tables.codes({ refused: [{ code: "401", reason: "InvalidRequest" }] })
})
const call = () => Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: [] })
const deadline = DateTime.makeUnsafe(30_000)

/** How a send and a read over this client end. */
const sent = (over: Http.Client) => on.send(Json.Fields)(Endpoint.ready(over, pay)).send(call(), deadline)
const read = (over: Http.Client) =>
  on.lookUp(Json.Fields)(Endpoint.ready(over, { method: "GET", path: "/payouts/7" }))(call())

const statusOf = (outcome: Http.Answer | Http.MaybeSent) => (outcome._tag === "Answer" ? outcome.status : outcome.fault)

describe("a token", () => {
  it.effect("is asked for by the credentials at its own address, once for all who wait, and kept", () =>
    Effect.gen(function* () {
      const { operations, tokens, authorizations, through } = provider()
      const { send, toWire } = yield* client({ fields: { scope: "pay" } })
      const all = yield* through(
        Effect.all(
          Array.from({ length: 20 }, () => send(pay)),
          { concurrency: 20 }
        )
      )
      assert.deepStrictEqual([...new Set(all.map(statusOf))], [200])
      assert.deepStrictEqual(tokens, [
        {
          url: "https://auth.test/oauth/token",
          authorization: `Basic ${btoa("shop%3A17:client-secret-canary")}`,
          body: "grant_type=client_credentials&scope=pay"
        }
      ])
      assert.strictEqual(operations.length, 20)
      assert.deepStrictEqual([...new Set(authorizations())], ["Bearer token-1"])
      assert.deepStrictEqual(toWire(pay), http.toWire(pay))
    })
  )

  it.effect("has the credentials in the body where the provider wants them there", () =>
    Effect.gen(function* () {
      const { tokens, through } = provider()
      yield* through((yield* client({ credentialsIn: "body" })).send(pay))
      assert.strictEqual(tokens[0]?.authorization, null)
      assert.strictEqual(tokens[0]?.body, `grant_type=client_credentials&client_id=shop%3A17&client_secret=${secret}`)
    })
  )

  it.effect("is renewed shortly before its end, by the Clock", () =>
    Effect.gen(function* () {
      const { tokens, authorizations, through } = provider()
      const { send } = yield* client()
      yield* through(send(pay))
      yield* TestClock.adjust("3539 seconds")
      yield* through(send(pay))
      assert.strictEqual(tokens.length, 1)
      yield* TestClock.adjust("1 seconds")
      yield* through(send(pay))
      assert.deepStrictEqual(authorizations(), ["Bearer token-1", "Bearer token-1", "Bearer token-2"])
    })
  )

  it.effect("is used for half of its time where that is short, and for as long as was said where it does not say", () =>
    Effect.gen(function* () {
      for (const [answer, lasts, changes] of [
        [{ expires_in: 60 }, 30, {}],
        [{}, 240, {}],
        [{ expires_in: null }, 540, { lastsMillis: 600_000 }],
        [{ expires_in: "600" }, 300, { renewBeforeMillis: 300_000 }]
      ] as const) {
        const { tokens, through } = provider({ grant: (nth) => Response.json({ access_token: `t${nth}`, ...answer }) })
        const { send } = yield* client(changes)
        yield* through(send(pay))
        yield* TestClock.adjust(`${lasts * 1_000 - 1} millis`)
        yield* through(send(pay))
        assert.strictEqual(tokens.length, 1)
        yield* TestClock.adjust("1 millis")
        yield* through(send(pay))
        assert.strictEqual(tokens.length, 2)
      }
    })
  )
})

describe("a client under a token", () => {
  const never = () => new Promise<Response>(() => {})

  const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

  /** When a request without a deadline ends, in seconds, and as what; time passes once what is never answered has arrived. */
  const endedOf = (over: Http.Client, world: ReturnType<typeof provider>, arrived: ReadonlyArray<Arrived>) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(world.through(Effect.result(over.send(pay))))
      while (arrived.length === 0) yield* turn
      for (let second = 0; second <= 60; second += 1) {
        yield* turn
        const ended = fiber.pollUnsafe()
        if (ended !== undefined) return [second, ended._tag] as const
        yield* TestClock.adjust("1 second")
      }
      return yield* Effect.die("it never ends")
    })

  it.effect.each([
    [5, { timeout: "5 seconds" }],
    [45, { timeout: "45 seconds" }],
    [30, {}]
  ] as const)("has its own time where a call has no deadline, %i seconds, for the token too", ([seconds, own]) =>
    Effect.gen(function* () {
      const { authorized } = yield* Token.make(options)
      const over = authorized(Http.make({ baseUrl: "https://pay.test/v1", ...own }))
      const silent = provider({ operation: never })
      assert.deepStrictEqual(yield* endedOf(over, silent, silent.operations), [seconds, "Success"])
      const tokenless = yield* Token.make(options)
      const waiting = tokenless.authorized(Http.make({ baseUrl: "https://pay.test/v1", ...own }))
      const mute = provider({ grant: never })
      const [ended] = yield* endedOf(waiting, mute, mute.tokens)
      assert.strictEqual(ended, Math.min(seconds, 30))
      // Asking for the token goes on for whoever comes next, and ends by its own time.
      yield* TestClock.adjust("30 seconds")
    })
  )

  it.effect("that does not say how long it takes is given no deadline that its call has not", () =>
    Effect.gen(function* () {
      const { authorized } = yield* Token.make(options)
      const deadlines: Array<unknown> = []
      const own: Http.Client = {
        toWire: () => undefined,
        send: (_, given) =>
          Effect.sync(() => {
            deadlines.push(given?.deadline)
            return new Http.Answer(200, {}, "{}")
          })
      }
      const world = provider()
      yield* world.through(authorized(own).send(pay))
      yield* world.through(authorized(own).send(pay, { deadline }))
      assert.deepStrictEqual(deadlines, [undefined, deadline])
    })
  )
})

describe("a request whose token is refused", () => {
  it.effect("is sent once more under a new one, the same bytes, which is got once for all", () =>
    Effect.gen(function* () {
      let valid = "token-1"
      const { operations, tokens, authorizations, through } = provider({ isGood: (token) => token === valid })
      const { send } = yield* client()
      yield* through(send(pay))
      valid = "token-2"
      const all = yield* through(
        Effect.all(
          Array.from({ length: 5 }, () => send(pay)),
          { concurrency: 5 }
        )
      )
      assert.deepStrictEqual(all.map(statusOf), [200, 200, 200, 200, 200])
      assert.strictEqual(tokens.length, 2)
      assert.strictEqual(new Set(operations.map(({ body }) => body)).size, 1)
      assert.strictEqual(authorizations().filter((each) => each === "Bearer token-2").length, 5)
    })
  )

  it.effect(
    "and whose new one is refused too was not executed, whatever the table says of a 401; a read has failed",
    () =>
      Effect.gen(function* () {
        const { operations, through } = provider({ isGood: () => false })
        const over = yield* client()
        const notExecuted = yield* Effect.flip(through(sent(over)))
        assert.deepInclude(notExecuted, { _tag: "NotExecuted", reason: "AuthenticationFailed" })
        assert.strictEqual(operations.length, 2)
        const failed = yield* Effect.flip(through(read(over)))
        assert.deepInclude(failed, { _tag: "ReadFailed", reason: "AuthenticationFailed" })
        assert.notProperty(failed, "neverSent")
        assert.isAtMost(operations.length, 4)
      })
  )

  it.effect("was not executed where no other token can be had", () =>
    Effect.gen(function* () {
      const { operations, through } = provider({
        isGood: () => false,
        grant: (nth) =>
          nth === 1 ? Response.json({ access_token: "t", expires_in: 900 }) : new Response("", { status: 503 })
      })
      const error = yield* Effect.flip(through(sent(yield* client())))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "AuthenticationFailed" })
      assert.strictEqual(operations.length, 1)
    })
  )

  it.effect("may have been executed where the documents say nothing of a 401, and is not sent again", () =>
    Effect.gen(function* () {
      const { operations, tokens, through } = provider({ isGood: (token) => token !== "token-1" })
      const over = yield* client({ unauthorized: "undocumented" })
      const outcome = yield* through(over.send(pay))
      assert.strictEqual(statusOf(outcome), 401)
      assert.strictEqual(operations.length, 1)
      assert.strictEqual(statusOf(yield* through(over.send(pay))), 200)
      assert.strictEqual(tokens.length, 2)
    })
  )

  it.effect("is unknown where the second sending is, and nobody sends a third", () =>
    Effect.gen(function* () {
      let nth = 0
      const { operations, through } = provider({
        isGood: () => ++nth > 1,
        operation: () => Promise.reject(new Error("lost"))
      })
      const outcome = yield* through(sent(yield* client()))
      assert.deepInclude(outcome, { _tag: "OutcomeUnknown", reason: "ConnectionLost" })
      assert.strictEqual(operations.length, 2)
    })
  )
})

describe("where there is no token, nothing is sent", () => {
  const refused =
    (status: number, body: unknown = {}) =>
    () =>
      Response.json(body, { status })
  const cases: ReadonlyArray<
    readonly [what: string, grant: () => Response | Promise<Response>, reason: Reason, words: string]
  > = [
    ["refused", refused(401, { error: "invalid_client" }), "AuthenticationFailed", "(HTTP 401, invalid_client)"],
    ["refused in free words", refused(400, { error: `no ${secret}` }), "AuthenticationFailed", "(HTTP 400)"],
    ["asked for too often", refused(429), "ProviderUnavailable", "HTTP 429"],
    ["not to be had just now", refused(503), "ProviderUnavailable", "HTTP 503"],
    ["none of the documented form", () => Response.json({ token: "t" }), "ProviderUnavailable", "without a token"],
    ["no JSON", () => new Response("<html>"), "ProviderUnavailable", "without a token"],
    [
      "elsewhere",
      () => new Response(null, { status: 302, headers: { location: "/" } }),
      "ProviderUnavailable",
      "HTTP 302"
    ],
    ["lost on its way", () => Promise.reject(new Error("lost")), "ProviderUnavailable", "connection lost"]
  ]

  it.effect.each(cases)("because it is %s", ([, grant, reason, words]) =>
    Effect.gen(function* () {
      const { operations, tokens, through } = provider({ grant })
      const over = yield* client()
      const error = yield* Effect.flip(through(sent(over)))
      assert.deepInclude(error, { _tag: "NotExecuted", reason })
      assert.include(error.message, words)
      const failed = yield* Effect.flip(through(read(over)))
      assert.deepInclude(failed, { _tag: "ReadFailed", reason, neverSent: true })
      for (const text of [inspect(error, { depth: 9 }), JSON.stringify(error), inspect(failed)])
        assert.notInclude(text, secret)
      assert.strictEqual(operations.length, 0)
      // Whoever comes next asks anew.
      assert.strictEqual(tokens.length, 2)
    })
  )

  it.effect("because it comes too late, and the renewal goes on for the next one", () =>
    Effect.gen(function* () {
      const gate = Promise.withResolvers<Response>()
      const { operations, tokens, through } = provider({ grant: () => gate.promise })
      const over = yield* client()
      const waiting = yield* Effect.forkChild(
        through(Effect.flip(over.send(pay, { deadline: DateTime.makeUnsafe(5_000) })))
      )
      const gone = yield* Effect.forkChild(through(over.send(pay)))
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* Fiber.interrupt(gone)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).fault, "DeadlinePassed")
      assert.strictEqual(operations.length, 0)
      gate.resolve(Response.json({ access_token: "t", expires_in: 900 }))
      assert.strictEqual(statusOf(yield* through(over.send(pay))), 200)
      assert.strictEqual(tokens.length, 1)
    })
  )

  it.effect("because its scope has closed meanwhile", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { operations, through } = provider({ grant: () => new Promise(() => {}) })
      const { send } = yield* client().pipe(Effect.provideService(Scope.Scope, scope))
      const waiting = yield* Effect.forkChild(through(Effect.flip(send(pay))))
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("30 seconds")
      assert.include(["TokenUnavailable", "DeadlinePassed"], (yield* Fiber.join(waiting)).fault)
      assert.strictEqual(operations.length, 0)
    })
  )
})

describe("a token that is shared", () => {
  const refreshing = (isRotating = true) => {
    let valid = "refresh-0"
    let nth = 0
    const { authorizations, ...rest } = provider({
      grant: (_, body) => {
        if (body.get("grant_type") !== "refresh_token") return new Response("", { status: 400 })
        if (body.get("refresh_token") !== valid) return Response.json({ error: "invalid_grant" }, { status: 400 })
        nth++
        if (isRotating) valid = `refresh-${nth}`
        return Response.json({
          access_token: `access-${nth}`,
          expires_in: 900,
          ...(isRotating && { refresh_token: valid })
        })
      },
      isGood: (token) => token === `access-${nth}`
    })
    return { ...rest, authorizations }
  }
  const node = (secrets: Secrets.Store) =>
    client({ refreshToken: Redacted.make("refresh-0"), store: { secrets, name: "token" } })

  it.effect("is got once by all processes, and by the latest refresh token after a restart", () =>
    Effect.gen(function* () {
      const { tokens, through } = refreshing()
      const secrets = Secrets.inMemory()
      const [a, b] = [yield* node(secrets), yield* node(secrets)]
      assert.strictEqual(statusOf(yield* through(a.send(pay))), 200)
      assert.strictEqual(statusOf(yield* through(b.send(pay))), 200)
      assert.strictEqual(tokens.length, 1)
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual(statusOf(yield* through(b.send(pay))), 200)
      // What killed its token is the renewal of the other.
      assert.strictEqual(statusOf(yield* through(a.send(pay))), 200)
      assert.strictEqual(tokens.length, 2)
      yield* TestClock.adjust("1 hours")
      assert.strictEqual(statusOf(yield* through((yield* node(secrets)).send(pay))), 200)
      assert.strictEqual(tokens.length, 3)
    })
  )

  it.effect("is the other's where both renewed it at once and one was refused", () =>
    Effect.gen(function* () {
      const { through } = refreshing()
      const secrets = Secrets.inMemory()
      const nodes = [yield* node(secrets), yield* node(secrets), yield* node(secrets)]
      const all = yield* through(
        Effect.all(
          nodes.map(({ send }) => send(pay)),
          { concurrency: 3 }
        )
      )
      assert.deepStrictEqual(all.map(statusOf), [200, 200, 200])
    })
  )

  it.effect("is used although it could not be kept, and by it the next one is got", () =>
    Effect.gen(function* () {
      const { tokens, through } = refreshing()
      const secrets: Secrets.Store = {
        get: () => Effect.succeed(undefined),
        compareAndSet: () => Effect.fail(new Secrets.SecretsUnavailable({ message: "the database is away" }))
      }
      const { send } = yield* node(secrets)
      assert.strictEqual(statusOf(yield* through(send(pay))), 200)
      yield* TestClock.adjust("1 hours")
      assert.strictEqual(statusOf(yield* through(send(pay))), 200)
      assert.strictEqual(tokens.length, 2)
    })
  )

  it.effect("cannot be had where the store cannot be read, and nothing is sent", () =>
    Effect.gen(function* () {
      const { operations, tokens, through } = refreshing()
      const secrets: Secrets.Store = {
        get: () => Effect.fail(new Secrets.SecretsUnavailable({ message: "the database is away" })),
        compareAndSet: () => Effect.succeed(true)
      }
      const error = yield* Effect.flip(through(sent(yield* node(secrets))))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "ProviderUnavailable" })
      assert.deepStrictEqual([tokens.length, operations.length], [0, 0])
    })
  )
})

describe("a store in memory", () => {
  it.effect("changes a secret only from the version that was read", () =>
    Effect.gen(function* () {
      const { compareAndSet, get } = Secrets.inMemory()
      const value = (text: string) => Redacted.make(text)
      assert.isUndefined(yield* get("a"))
      assert.isFalse(yield* compareAndSet("a", 1, value("x")))
      assert.isTrue(yield* compareAndSet("a", undefined, value("x")))
      assert.isFalse(yield* compareAndSet("a", undefined, value("y")))
      const stored = yield* get("a")
      assert.isTrue(yield* compareAndSet("a", stored?.version, value("y")))
      assert.isFalse(yield* compareAndSet("a", stored?.version, value("z")))
      const last = yield* get("a")
      assert.strictEqual(last && Redacted.value(last.value), "y")
      assert.isUndefined(yield* get("b"))
    })
  )
})
