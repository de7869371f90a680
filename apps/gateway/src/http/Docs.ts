/**
 * The documentation page and the methods that paths do not take, both from the definition. The page carries its script
 * inside it (effect ships Scalar), and its policy forbids it to fetch anything from elsewhere.
 */
import { Effect, Layer } from "effect"
import { HttpEffect, HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiScalar, OpenApi } from "effect/http-api"
import { Api } from "./api/Api.ts"
import { wrongMethod } from "./Middleware.ts"

const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const guarded = HttpRouter.middleware(
  (effect) =>
    HttpEffect.withPreResponseHandler(effect, (_, page) =>
      Effect.succeed(
        HttpServerResponse.setHeaders(page, { "content-security-policy": policy, "cache-control": "no-cache" })
      )
    ),
  { global: false }
)

/** The page under /docs. */
export const page = HttpApiScalar.layer(Api, {
  path: "/docs",
  scalar: { withDefaultFonts: false, theme: "default", hideModels: false }
}).pipe(Layer.provide(guarded.layer))

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"] as const

const paths = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>([
    ["/docs", new Set(["GET"])],
    ["/openapi.json", new Set(["GET"])]
  ])
  for (const [path, item] of Object.entries(OpenApi.fromApi(Api).paths)) {
    const route = path.replace("{operation}", "*").replace(/\{(\w+)\}/g, ":$1")
    found.set(route, new Set(Object.keys(item).map((method) => method.toUpperCase())))
  }
  return found
}

/** Browsers ask for an icon of the page; there is none. */
export const icon = HttpRouter.add("GET", "/favicon.ico", HttpServerResponse.empty({ status: 204 }))

/** Answers 405 with `Allow` wherever a path exists and does not take the method. */
export const otherMethods = HttpRouter.use((router) =>
  Effect.forEach(
    paths(),
    ([path, taken]) => {
      const answer = wrongMethod([...taken])
      return Effect.forEach(
        methods.filter((method) => !taken.has(method)),
        (method) => router.add(method, `/${path.slice(1)}`, answer)
      )
    },
    { discard: true }
  )
)
