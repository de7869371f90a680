/**
 * Answers the public endpoints, which need no API key. A callback is stored as it came and only then answered with OK: whether it is genuine
 * and what it means is found out later. Probes answer with states and nothing else.
 */
import { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import { HttpRouter } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Operations } from "../../model/Operations.ts"
import * as Prometheus from "../../telemetry/Prometheus.ts"
import { Api } from "../api/Api.ts"
import * as CallbackIntake from "../CallbackIntake.ts"
import { notFound, unavailable } from "../problems.ts"
import { completeOrProblem } from "../refusals.ts"
import * as Settings from "../Settings.ts"

/** The handlers of callbacks. */
export const callbacks = HttpApiBuilder.group(
  Api,
  "callbacks",
  Effect.fnUntraced(function* (handlers) {
    const { instances } = yield* Switchyard.Switchyard
    const operations = yield* Operations
    const takeIn = CallbackIntake.make(yield* Settings.Current)
    return handlers.handleRaw(
      "receive",
      Effect.fnUntraced(function* ({ params: { instance }, request }) {
        if (!instances.some(({ name }) => name === instance)) return yield* Effect.fail(notFound("not_found"))
        const { params } = yield* HttpRouter.RouteContext
        const body = yield* takeIn(instance, request)
        // The body is stored as its provider wrote it, so what an intermediary did to it does not describe it any more.
        const { cookie: _, "content-encoding": _coding, "content-length": _length, ...headers } = request.headers
        yield* completeOrProblem(operations.receiveCallback(instance, { body, headers, path: params["*"] ?? "" }))
        return "OK"
      })
    )
  })
)

/** The handlers of probes and metrics. */
export const system = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const { notReady } = yield* Operations
    return handlers.handleAll({
      healthz: () => Effect.succeed({ status: "ok" as const }),
      readyz: () =>
        Effect.flatMap(notReady, (reasons) =>
          reasons.length === 0
            ? Effect.succeed({ status: "ready" as const })
            : Effect.fail(unavailable("unavailable", 5, { detail: "This node may not be used just now", reasons }))
        ),
      metrics: () => Prometheus.text
    })
  })
)
