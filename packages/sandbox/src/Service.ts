/**
 * A whole simulator put together: its provider's path, the admin interface under `/_sandbox` beside it, and the same
 * as an in-process `fetch`. Sockets are `Sandbox.ts`'s business.
 */
import type { Route } from "./AdminHttp.ts"
import * as AdminHttp from "./AdminHttp.ts"
import { shared } from "./AdminRoutes.ts"
import type { Clock } from "./Clock.ts"
import type { Fetch, Handler } from "./Reply.ts"
import { toFetch } from "./Reply.ts"
import type { Call, Provider } from "./Simulator.ts"
import * as Simulator from "./Simulator.ts"
import type { World } from "./World.ts"

/** A simulated provider. */
export interface Service<Admin> {
  readonly clock: Clock
  /** Answers one request; the admin interface answers under `/_sandbox`. */
  readonly handle: Handler
  /** The same as an in-process `fetch`. */
  readonly fetch: Fetch
  readonly admin: Admin
  /** Calls back whenever the simulator goes off (true) or on line (false). */
  readonly onOffline: (listener: (offline: boolean) => void) => void
}

/** All admin routes of a simulator: the index, the shared ones and the provider's own. */
export const routes = (
  provider: string,
  world: World,
  reset: () => void,
  own: ReadonlyArray<Route>
): ReadonlyArray<Route> => {
  const index: Route = {
    method: "GET",
    path: "",
    about: "this list",
    run: () => ({ provider, routes: AdminHttp.describe(all) })
  }
  const all = [index, ...shared(world, reset), ...own]
  return all
}

/** The parts of a simulator. */
export interface Parts<C extends Call, Admin> {
  readonly world: World
  readonly provider: Provider<C>
  readonly admin: Admin
  readonly routes: ReadonlyArray<Route>
}

/** Puts a simulator together. */
export const make = <C extends Call, Admin>(parts: Parts<C, Admin>): Service<Admin> => {
  const { provider, admin, routes } = parts
  const { after, clock, journal, faults, isOffline, onOffline } = parts.world
  const simulate = Simulator.make({ provider, clock, journal, faults, isOffline, after })
  const handle: Handler = async (request) => {
    const answer = isOffline() ? undefined : await AdminHttp.answer(routes, request)
    return answer === undefined ? simulate(request) : { kind: "answer", answer }
  }
  return { clock, handle, fetch: toFetch(handle), admin, onOffline }
}
