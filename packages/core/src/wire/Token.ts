/**
 * The tokens of one account (OAuth 2): fetched outside the requests of operations, from the one address that the credentials are
 * sent to, kept until shortly before their end, and renewed once for all who wait. Where none can be had nothing was sent.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Http from "../http/Http.ts"
import { defaultTimeoutMillis } from "../outcome/Outcome.ts"
import * as Body from "./Body.ts"
import { fromStored, type Held, held, toStored } from "./internal/heldToken.ts"
import { Issuing } from "./internal/issued.ts"
import { asRefused } from "./internal/refusedToken.ts"
import { readToken, unavailable } from "./internal/tokenAnswer.ts"
import type * as Secrets from "./Secrets.ts"

/** How tokens are got, and what a provider's documents say of them. */
export interface Options {
  /** Where tokens are given out: an https URL without query, or http on a loopback host. Credentials go nowhere else. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted<string>
  /** Whether the credentials go into the `authorization` header (`basic`, the default) or into the body. */
  readonly credentialsIn?: "basic" | "body" | undefined
  /** Fields of the request beside `grant_type`, such as `scope`. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /**
   * What an answer 401 to a request of an operation says, by the documents. `notProcessed`: nothing was done, so the request is sent
   * once more under a new token, and a 401 to that one is `NotExecuted`. `undocumented`: it is an answer as any other, and
   * the next request has a new token.
   */
  readonly unauthorized: "notProcessed" | "undocumented"
  /** How long a token lasts where its answer does not say; default five minutes. */
  readonly lastsMillis?: number | undefined
  /** How long before its end a token is renewed; default a minute, and never more than half of its time. */
  readonly renewBeforeMillis?: number | undefined
  /** The first refresh token, where tokens are got by it in place of the credentials alone (`grant_type=refresh_token`). */
  readonly refreshToken?: Redacted.Redacted<string> | undefined
  /** Keeps tokens, and refresh tokens that change, for all processes; left out, each process has its own. */
  readonly store?: { readonly secrets: Secrets.Store; readonly name: string } | undefined
}

/** The tokens of one account. */
export interface Token {
  /** A client that sends every request under `authorization: Bearer`. What it hashes has no token in it. */
  readonly authorized: (client: Http.Client) => Http.Client
}

type Fetching = Effect.Effect<Held, Http.NeverSent>

// An answer may still repeat the one before.
const remembered = 3

/** Makes the tokens of one account; a renewal that is on its way ends with the scope. */
export const make = (options: Options): Effect.Effect<Token, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const { clientId, clientSecret, lastsMillis = 300_000, renewBeforeMillis: marginMillis = 60_000, store } = options
    const http = Http.make({ baseUrl: options.url })
    let current: Held | undefined
    let rejected: string | undefined
    // Of a version that is still the stored one.
    let unkept: { readonly refresh: Held["refresh"]; readonly version: number | undefined } | undefined
    let renewal: Fiber.Fiber<Held, Http.NeverSent> | undefined
    const known: Array<Redacted.Redacted<string>> = []
    const issuing = yield* Issuing
    issuing.add(() => known)

    const hold = (found: Held): void => {
      for (const secret of [found.token, ...(found.refresh ? [found.refresh] : [])]) known.unshift(secret)
      known.length = Math.min(known.length, 2 * remembered)
      current = found
    }

    const usableOf = (found: Held | undefined, now: number): Held | undefined =>
      found !== undefined && now < found.until && Redacted.value(found.token) !== rejected ? found : undefined

    const requestOf = (refresh: Held["refresh"]): Http.Request => {
      const secret = Redacted.value(clientSecret)
      const isBasic = options.credentialsIn !== "body"
      const pair = [clientId, secret].map(encodeURIComponent).join(":")
      return {
        method: "POST",
        path: "",
        headers: { accept: "application/json", ...(isBasic && { authorization: `Basic ${btoa(pair)}` }) },
        body: Body.form({
          ...(refresh === undefined
            ? { grant_type: "client_credentials" }
            : { grant_type: "refresh_token", refresh_token: Redacted.value(refresh) }),
          ...(isBasic ? {} : { client_id: clientId, client_secret: secret }),
          ...options.fields
        })
      }
    }

    const ask = (refresh: Held["refresh"]): Fetching =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        http.send(requestOf(refresh)).pipe(
          Effect.mapError(({ message }) => unavailable(message)),
          Effect.flatMap((ended) => Effect.fromResult(readToken(ended))),
          Effect.map((granted) => held(granted, now, { lastsMillis, marginMillis, refresh }))
        )
      )

    const shared: Effect.Effect<Secrets.Stored | undefined, Http.NeverSent> =
      store === undefined
        ? Effect.succeed(undefined)
        : Effect.mapError(store.secrets.get(store.name), ({ message }) => unavailable(message))

    // Somebody else may have renewed it, and then ours is the older one.
    const othersAfter = (before: Secrets.Stored | undefined, otherwise: Fetching): Fetching =>
      Effect.flatMap(shared, (after) => {
        const found = after && after.version !== before?.version ? fromStored(after.value) : undefined
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const usable = usableOf(found, now)
          return usable === undefined ? otherwise : Effect.succeed(usable)
        })
      })

    const keep = (before: Secrets.Stored | undefined, found: Held): Fetching =>
      store === undefined
        ? Effect.succeed(found)
        : store.secrets.compareAndSet(store.name, before?.version, toStored(found)).pipe(
            // What was got is good, and by it the next one is got, although it could not be kept.
            Effect.catch(() =>
              Effect.sync(() => {
                unkept = { refresh: found.refresh, version: before?.version }
                return true
              })
            ),
            Effect.flatMap((isKept) => (isKept ? Effect.succeed(found) : othersAfter(before, Effect.succeed(found))))
          )

    const fetching: Fetching = Effect.gen(function* () {
      const before = yield* shared
      const stored = before && fromStored(before.value)
      const usable = usableOf(stored, yield* Clock.currentTimeMillis)
      if (usable !== undefined) return usable
      const own =
        store === undefined ? current?.refresh : unkept?.version === before?.version ? unkept?.refresh : undefined
      return yield* ask(own ?? stored?.refresh ?? options.refreshToken).pipe(
        Effect.catch((error) => othersAfter(before, Effect.fail(error))),
        Effect.flatMap((found) => keep(before, found))
      )
    })

    // One fiber for all who wait, which none of them can break off.
    const renewed: Fetching = Effect.suspend(() => {
      if (renewal !== undefined) return joined(renewal)
      let isOver = false
      const renewing = Effect.onExit(fetching, (exit) =>
        Effect.sync(() => {
          isOver = true
          renewal = undefined
          if (Exit.isSuccess(exit)) hold(exit.value)
        })
      )
      return Effect.flatMap(Effect.forkIn(renewing, scope), (fiber) => {
        if (!isOver) renewal = fiber
        return joined(fiber)
      })
    })

    const usable = (until: number): Fetching =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        usableOf(current, now) !== undefined && current !== undefined
          ? Effect.succeed(current)
          : Effect.timeoutOrElse(renewed, {
              duration: Math.max(0, until - now),
              orElse: () =>
                Effect.fail(
                  new Http.NeverSent({
                    fault: "DeadlinePassed",
                    message: "the deadline passed before there was a token; nothing was sent"
                  })
                )
            })
      )

    const authorized = (client: Http.Client): Http.Client => {
      const under = (request: Http.Request, { token }: Held): Http.Request => ({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${Redacted.value(token)}` }
      })
      const { timeoutMillis } = client
      const once = (request: Http.Request, until: number, given: Http.CallOptions | undefined) =>
        Effect.flatMap(usable(until), (found) =>
          Effect.tap(client.send(under(request, found), given), (result) =>
            Effect.sync(() => {
              const token = Redacted.value(found.token)
              if (unauthorized(result)) rejected = token
              // What it refused was not the token.
              else if (result._tag === "Answer" && rejected === token) rejected = undefined
            })
          )
        )
      return {
        timeoutMillis,
        toWire: client.toWire,
        send: (request, given) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            const until = given?.deadline?.epochMilliseconds ?? now + (timeoutMillis ?? defaultTimeoutMillis)
            // The time of a client that does not say how long it is counts from when the request leaves.
            const isItsOwn = given?.deadline === undefined && timeoutMillis === undefined
            const within = isItsOwn ? given : { ...given, deadline: DateTime.makeUnsafe(until) }
            return Effect.flatMap(once(request, until, within), (first) => {
              const refused = options.unauthorized === "notProcessed" ? unauthorized(first) : undefined
              if (refused === undefined) return Effect.succeed(first)
              return once(request, until, within).pipe(
                Effect.map((second) => {
                  const again = unauthorized(second)
                  return again === undefined ? second : asRefused(again)
                }),
                // The first one did leave, and nothing was done: that is all there is to say.
                Effect.catch(() => Effect.succeed(asRefused(refused)))
              )
            })
          })
      }
    }

    return { authorized }
  })

const unauthorized = (result: Http.Answer | Http.MaybeSent): Http.Answer | undefined =>
  result._tag === "Answer" && result.status === 401 ? result : undefined

const joined = (renewal: Fiber.Fiber<Held, Http.NeverSent>): Fetching =>
  Effect.flatMap(Fiber.await(renewal), (exit) => {
    if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
    const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
    return Effect.fail(failed?.error ?? unavailable("asking for it was broken off"))
  })
