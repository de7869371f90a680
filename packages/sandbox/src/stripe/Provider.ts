/**
 * Stripe in the terms of the simulator's path: carrying a request out means to know who asks, then the key of idempotency, then the
 * parameters, then the deed.
 */
import { sha256 } from "../internal/hash.ts"
import type { Answer } from "../Reply.ts"
import type { Provider } from "../Simulator.ts"
import { withEcho } from "../Words.ts"
import * as Answers from "./Answers.ts"
import * as Pages from "./Pages.ts"
import type { StripeCall } from "./Reading.ts"
import { givenOf, knownOf, paramsOf, read } from "./Reading.ts"
import * as Routes from "./Routes.ts"
import type { State } from "./State.ts"
import { show } from "./views/Views.ts"
import type { Ask } from "./wire/Ask.ts"
import type { ErrorType } from "./wire/Errors.ts"
import { forbidden, StripeError, unrecognized } from "./wire/Errors.ts"
import { expand, read as expandable } from "./wire/Expand.ts"
import type { Keys } from "./wire/Idempotency.ts"
import { keyOf } from "./wire/Idempotency.ts"
import type { Caller } from "./wire/Keys.ts"
import * as Callers from "./wire/Keys.ts"
import * as Params from "./wire/Params.ts"

/** Stripe for the simulator's path. */
export const make = (state: State, keys: Keys): Provider<StripeCall> => {
  const running = new WeakMap<StripeCall, string>()
  const answeredBefore = new WeakSet<StripeCall>()

  const heading = (call: StripeCall): Answers.Heading => ({
    requestId: call.requestId,
    version: call.headers.get("stripe-version") ?? state.settings.apiVersion,
    idempotencyKey: call.headers.get("idempotency-key")
  })

  const failed = (call: StripeCall, { body, status }: StripeError): Answer => {
    const message = withEcho(body.message, state.settings.echo, () => knownOf(state, call))
    return Answers.failure(status, { ...body, message }, heading(call))
  }

  const carryOut = (call: StripeCall, caller: Caller): Answer => {
    const hit = Routes.find(call.method, call.url.pathname)
    if (hit === undefined) throw unrecognized(call.method, call.url.pathname)
    if (caller.isPublishable && hit.route.isPublic !== true) {
      throw forbidden("This needs a secret key; a publishable key was given.", "secret_key_required")
    }
    const params = Params.of(paramsOf(call))
    const { isPublishable, scope } = caller
    const ask: Ask = { scope, isPublishable, params, id: hit.id, path: call.url.pathname, origin: call.url.origin }
    const paths = expandable(params, hit.route.isList)
    state.asking = {
      id: call.requestId,
      idempotencyKey: call.method === "POST" ? keyOf(call.headers) : null,
      given: givenOf(call.tree),
      origin: call.url.origin
    }
    try {
      const result = hit.route.run(state, ask)
      const shown = "stored" in result ? show(state, result.stored) : result.json
      return Answers.success(expand(state, paths, shown), heading(call))
    } finally {
      state.asking = null
    }
  }

  const isKept = (error: StripeError): boolean => error.began && (error.status !== 400 || state.settings.keepRefusals)

  const underKey = (call: StripeCall, caller: Caller, key: string): Answer => {
    const scoped = `${caller.scope.shop}:${key}`
    const print = sha256(JSON.stringify([call.method, call.url.pathname, call.raw, heading(call).version]))
    const kept = answeredBefore.has(call) ? undefined : keys.begin(scoped, print)
    if (kept !== undefined) {
      const again = { ...Answers.headers(heading(call)), "idempotent-replayed": "true" }
      return { ...kept, headers: { ...kept.headers, ...again } }
    }
    running.set(call, scoped)
    try {
      const answer = carryOut(call, caller)
      if (!answeredBefore.has(call)) keys.keep(scoped, answer)
      return answer
    } catch (error) {
      if (!(error instanceof StripeError)) throw error
      const answer = failed(call, error)
      if (!answeredBefore.has(call)) keys.keep(scoped, isKept(error) ? answer : null)
      return answer
    }
  }

  const whole = (call: StripeCall): Answer => {
    try {
      const caller = Callers.read(state, call.headers)
      const key = call.method === "POST" ? keyOf(call.headers) : null
      return key === null ? carryOut(call, caller) : underKey(call, caller, key)
    } catch (error) {
      if (error instanceof StripeError) return failed(call, error)
      throw error
    }
  }

  // The key keeps an error that was scripted, as far as execution could have begun.
  const keepScripted = (call: StripeCall, answer: Answer): void => {
    if (call.method !== "POST" || [401, 403, 409, 429].includes(answer.status)) return
    const scoped = running.get(call)
    if (scoped !== undefined) keys.keep(scoped, answer)
    const key = call.headers.get("idempotency-key")
    if (scoped !== undefined || answer.status < 500 || key === null) return
    try {
      const { scope } = Callers.read(state, call.headers)
      const print = sha256(JSON.stringify([call.method, call.url.pathname, call.raw, heading(call).version]))
      if (keys.begin(`${scope.shop}:${key}`, print) !== undefined) return
      running.set(call, `${scope.shop}:${key}`)
      keys.keep(`${scope.shop}:${key}`, answer)
      answeredBefore.add(call)
    } catch (error) {
      // Whoever asks with a wrong key, or twice at once, leaves nothing behind.
      if (!(error instanceof StripeError)) throw error
    }
  }

  const types: Readonly<Record<number, ErrorType>> = { 402: "card_error" }

  return {
    endpointOf: (method, url) => Pages.endpointOf(url.pathname) ?? Routes.endpointOf(method, url.pathname),
    read: (request, endpoint) => read(state, request, endpoint),
    note: () => {},
    act: async (call) => {
      const page = Pages.visit(state, call)
      const answer = page ?? whole(call)
      const early = state.early.splice(0)
      await Promise.all(early)
      return answer
    },
    given: (call) => knownOf(state, call),
    scriptedError: ({ details = {}, message = "Something went wrong at Stripe.", status = 500 }, call) => {
      const type = types[status] ?? (status >= 500 ? "api_error" : "invalid_request_error")
      const answer = Answers.failure(status, { type, message, ...details }, heading(call))
      keepScripted(call, answer)
      return answer
    },
    rateLimited: (call) => {
      const body = { type: "invalid_request_error" as const, code: "rate_limit", message: "Too many requests." }
      const answer = Answers.failure(429, body, heading(call))
      return { ...answer, headers: { ...answer.headers, "stripe-rate-limited-reason": "global-rate" } }
    },
    finish: (call) => {
      const scoped = running.get(call)
      if (scoped !== undefined) keys.end(scoped)
    }
  }
}
