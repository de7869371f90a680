/**
 * The HTTP API as layers: `routes` is every endpoint on a router, for tests without a socket; `layer` serves them with
 * Node, its timeouts and header limits set, and lets requests that have begun end when it is closed.
 */
import { createServer, type Server } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { type Duration, Effect, Layer } from "effect"
import { Headers, HttpMiddleware, HttpRouter } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "./api/Api.ts"
import * as Docs from "./Docs.ts"
import * as Guards from "./Guards.ts"
import * as Payments from "./handlers/payments.ts"
import * as Payouts from "./handlers/payouts.ts"
import * as Providers from "./handlers/providers.ts"
import * as PublicEndpoints from "./handlers/publicEndpoints.ts"
import * as Quotes from "./handlers/quotes.ts"
import * as Refunds from "./handlers/refunds.ts"
import * as SettlementReports from "./handlers/settlementReports.ts"
import * as Webhooks from "./handlers/webhooks.ts"
import * as Middleware from "./Middleware.ts"
import * as Settings from "./Settings.ts"
import { answerUnparsed } from "./unparsed.ts"
import * as Waits from "./Waits.ts"

const handlers = Layer.mergeAll(
  Payouts.layer,
  Payments.layer,
  Refunds.layer,
  Quotes.layer,
  Providers.layer,
  SettlementReports.layer,
  Webhooks.layer,
  PublicEndpoints.callbacks,
  PublicEndpoints.system
).pipe(Layer.provide([Guards.authorization, Guards.strict, Waits.layer]))

/** Every endpoint on a router. */
export const routes = Layer.mergeAll(
  HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(Layer.provide(handlers)),
  Docs.page,
  Docs.icon,
  Docs.otherMethods,
  Middleware.layer
)

/** Where and how the API is served. */
export interface Options {
  readonly host: string
  /** 0 takes any free port; the `HttpServer` that the layer gives says which. */
  readonly port: number
  /** Limits other than the usual ones. */
  readonly settings?: Partial<Settings.Settings> | undefined
  /** How long requests that have begun may take to end when the layer is closed; 20 seconds when left out. */
  readonly gracefulShutdownTimeout?: Duration.Input | undefined
}

const maxHeaderBytes = 16 * 1024

const makeServer = (): Server => {
  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 10_000,
    // The net under `bodyTimeout`: whoever sends even slower, or to nobody, is cut off.
    requestTimeout: 60_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 5000
  })
  // Whoever neither sends nor reads for so long is cut off too; an answer may be held for 30 seconds at most.
  server.setTimeout(120_000)
  server.maxConnections = 10_000
  answerUnparsed(server)
  return server
}

const probes = /^\/(?:healthz|readyz|metrics)(?:$|\?)/

const harmlessHeaders = new Set(["content-type", "content-length", "retry-after", "idempotency-replayed"])

// A client that never reads its answer would hold up the end of the process.
const cutOffAtTheEnd = (server: Server) =>
  Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))

const serve = (server: Server, { gracefulShutdownTimeout = "20 seconds", host, port, settings }: Options) =>
  HttpRouter.serve(routes, {
    disableLogger: true,
    disableListenLog: true,
    routerConfig: { maxParamLength: 256 }
  }).pipe(
    Layer.provideMerge(cutOffAtTheEnd(server)),
    Layer.provideMerge(NodeHttpServer.layer(() => server, { host, port, gracefulShutdownTimeout })),
    Layer.provide([
      Layer.succeed(Settings.Current, { ...Settings.defaults, ...settings }),
      Layer.succeed(Middleware.Draining, () => !server.listening),
      // Probes come all the time and show nothing.
      Layer.succeed(HttpMiddleware.TracerDisabledWhen, ({ url }) => probes.test(url)),
      // Signatures of callbacks come under any name, so spans show the headers that are known to be harmless.
      Layer.succeed(HttpMiddleware.TracerHeaderFilter, (name) => harmlessHeaders.has(name)),
      Layer.succeed(Headers.CurrentRedactedNames, [/^(?!content-|retry-after$|idempotency-replayed$)/])
    ])
  )

/** Serves the API. */
export const layer = (options: Options) => Layer.unwrap(Effect.sync(() => serve(makeServer(), options)))
