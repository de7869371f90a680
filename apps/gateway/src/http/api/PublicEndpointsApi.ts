/**
 * The public endpoints, which need no API key: the callbacks of providers, which are verified later and only believed after a read,
 * and the probes of those who run the gateway. Definitions only.
 */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import {
  Internal,
  Malformed,
  NotFound,
  NotReady,
  TooLarge,
  TooMany,
  TooSlow,
  Unavailable,
  UnsupportedMediaType
} from "./Problem.ts"

const Text = Schema.String.pipe(HttpApiSchema.asText())

/** Callbacks of providers. */
export class CallbacksApi extends HttpApiGroup.make("callbacks")
  .add(
    HttpApiEndpoint.post("receive", "/callbacks/:instance/*", {
      params: { instance: Schema.String },
      success: Text,
      error: [Malformed, NotFound, TooSlow, TooLarge, UnsupportedMediaType, TooMany, Unavailable, Internal]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "A provider's callback",
        description:
          "Stored before it is answered with OK; at most 256 KiB of any content type, also where it came compressed " +
          "(gzip, br, deflate). 429 where too many wait that may be forged, and where they come too fast: nothing was kept, " +
          "send it again"
      })
    )
  )
  .annotateMerge(OpenApi.annotations({ title: "Callbacks" })) {}

/** Probes and metrics. */
export class SystemApi extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("healthz", "/healthz", {
      success: Schema.Struct({ status: Schema.Literal("ok") })
    }).annotate(OpenApi.Summary, "Whether the process answers"),
    HttpApiEndpoint.get("readyz", "/readyz", {
      success: Schema.Struct({ status: Schema.Literal("ready") }),
      error: [NotReady]
    }).annotate(OpenApi.Summary, "Whether this node may be used, and why not"),
    HttpApiEndpoint.get("metrics", "/metrics", {
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain; version=0.0.4; charset=utf-8" }))
    }).annotate(OpenApi.Summary, "Prometheus metrics")
  )
  .annotateMerge(OpenApi.annotations({ title: "System" })) {}
