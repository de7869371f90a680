/**
 * The outermost layer of every request: whatever no handler answered becomes a problem, a defect is logged by its kind
 * and place and answered with nothing but a 500, and every answer carries the same protective headers and is counted.
 */

import { randomUUID } from "node:crypto"
import { Cause, Context, Effect, type Layer, Option } from "effect"
import { HttpRouter, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiError } from "effect/http-api"
import * as Monotonic from "../model/Monotonic.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { contentType } from "./api/Problem.ts"
import { internal, malformed, methodNotAllowed, notFound, tooLarge } from "./problems.ts"

/** A problem as a response, for where no endpoint answers. */
export const response = (problem: { readonly status: number }) =>
  HttpServerResponse.jsonUnsafe(problem, { status: problem.status, contentType })

/** The answer to a method that a path does not take. */
export const wrongMethod = (allowed: ReadonlyArray<string>) =>
  HttpServerResponse.setHeader(response(methodNotAllowed("method_not_allowed")), "allow", allowed.join(", "))

const place = /^ {4}at .*/

// A message can repeat what came in or what is stored, so only the kind of a defect and where it arose are logged.
const kindOf = (defect: unknown): { readonly error: string; readonly at: ReadonlyArray<string> } =>
  defect instanceof Error
    ? {
        error: defect.name,
        at: (defect.stack ?? "")
          .split("\n")
          .filter((line) => place.test(line))
          .slice(0, 12)
      }
    : { error: typeof defect, at: [] }

const logged = (cause: Cause.Cause<unknown>, requestId: string, route: string) => {
  const reasons = cause.reasons.flatMap((reason) => {
    if (reason._tag === "Die") return [kindOf(reason.defect)]
    return reason._tag === "Fail" ? [kindOf(reason.error)] : []
  })
  return Effect.logError("A request ended in a defect").pipe(
    Effect.annotateLogs({ requestId, route, defects: JSON.stringify(reasons) })
  )
}

const expected = (cause: Cause.Cause<unknown>) => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause)) ?? defectOf(cause)
  if (HttpApiError.HttpApiSchemaError.is(error)) {
    return error.kind === "Body" || error.kind === "ResponseHeaders" ? undefined : malformed("malformed_request")
  }
  if (!HttpServerError.isHttpServerError(error)) return undefined
  switch (error.reason._tag) {
    case "RouteNotFound":
      return notFound("not_found")
    case "RequestParseError":
      return error.reason.reason === "BodyTooLarge" ? tooLarge("body_too_large") : malformed("malformed_request")
    default:
      return undefined
  }
}

const defectOf = (cause: Cause.Cause<unknown>): unknown =>
  cause.reasons.flatMap((reason) => (reason._tag === "Die" ? [reason.defect] : []))[0]

const routeOf = Effect.map(
  Effect.serviceOption(HttpRouter.RouteContext),
  Option.match({ onNone: () => "none", onSome: ({ route }) => route.path })
)

/** Whether the server takes no new connections any more: then every answer ends its own. */
export const Draining = Context.Reference<() => boolean>("@switchyard/gateway/http/Draining", {
  defaultValue: () => () => false
})

const shielded = (answer: HttpServerResponse.HttpServerResponse, requestId: string, isDraining: boolean) =>
  HttpServerResponse.setHeaders(answer, {
    ...(isDraining ? { connection: "close" } : {}),
    "x-request-id": requestId,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(answer.headers["cache-control"] === undefined ? { "cache-control": "no-store" } : {})
  })

/** Wraps every request of the router. */
export const layer: Layer.Layer<never, never, HttpRouter.HttpRouter> = HttpRouter.use((router) =>
  router.addGlobalMiddleware((handled) =>
    Effect.gen(function* () {
      const started = yield* Monotonic.millis
      const requestId = randomUUID()
      const { method } = yield* HttpServerRequest.HttpServerRequest
      const answer = yield* Effect.catchCause(handled, (cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
        const problem = expected(cause)
        return problem === undefined
          ? Effect.flatMap(routeOf, (route) =>
              Effect.as(logged(cause, requestId, route), response(internal("internal")))
            )
          : Effect.succeed(response(problem))
      })
      const route = yield* routeOf
      yield* Effect.annotateCurrentSpan("http.route", route)
      const durationMillis = (yield* Monotonic.millis) - started
      yield* Metrics.request({ method, route, status: answer.status, durationMillis })
      return shielded(answer, requestId, (yield* Draining)())
    })
  )
)
