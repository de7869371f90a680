/**
 * Who may call, as part of the definition: every path under /v1 needs an API key as a bearer token, and each key has
 * roles and a rate. How keys are checked is the server's business and not here.
 */
import type { Config } from "@switchyard/facade"
import { Context } from "effect"
import { HttpApiMiddleware, HttpApiSecurity } from "effect/http-api"
import type { Role } from "../../model/Role.ts"
import { Forbidden, Internal, Invalid, TooMany, Unauthorized } from "./Problem.ts"

/** The API key that a request came with: its name, its roles and the contexts that it may name, never the key. */
export interface Caller {
  readonly name: string
  readonly roles: ReadonlyArray<Role>
  /** By member; none where it is left out. */
  readonly contexts?: Config.ApiKey["contexts"]
}

/** The API key of the current request. */
export class CurrentCaller extends Context.Service<CurrentCaller, Caller>()("@switchyard/gateway/http/CurrentCaller") {}

/** Lets a request in only with a known API key that has not used up its rate, and whose roles may call the endpoint. */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: CurrentCaller }>()(
  "@switchyard/gateway/http/Authorization",
  {
    security: { apiKey: HttpApiSecurity.bearer },
    error: [Unauthorized, Forbidden, TooMany]
  }
) {}

/** Refuses query parameters that an endpoint does not know or whose values it does not take; defects become a 500. */
export class Strict extends HttpApiMiddleware.Service<Strict>()("@switchyard/gateway/http/Strict", {
  error: [Invalid, Internal]
}) {}
