/**
 * A stateful Feennex, written from its documents alone: what adapters and applications are tested against. The core is
 * a function of requests and a clock; sockets are `Sandbox.start`'s business.
 */
import * as AdminHttp from "../AdminHttp.ts"
import { shared } from "../AdminRoutes.ts"
import type { Clock } from "../Clock.ts"
import * as Clocks from "../Clock.ts"
import type { Fetch, Handler } from "../Reply.ts"
import { toFetch } from "../Reply.ts"
import * as Simulator from "../Simulator.ts"
import * as Worlds from "../World.ts"
import type { Admin } from "./Admin.ts"
import * as Admins from "./Admin.ts"
import * as AdminRoutes from "./AdminRoutes.ts"
import * as Callbacks from "./Callbacks.ts"
import type { Options } from "./Options.ts"
import * as Provider from "./Provider.ts"
import * as State from "./State.ts"

export type { Admin, Operation } from "./Admin.ts"
export type { Fees, Options, Payway, PaywayKind, Settings, Shop } from "./Options.ts"
export { defaultSettings, defaultShop } from "./Options.ts"
export { sign, signCallback, stringToSign } from "./Signing.ts"
export type { AccountCheck, Reached, Receipt } from "./State.ts"

/** A simulated Feennex. */
export interface Feennex {
  readonly clock: Clock
  /** What happens to one request; the admin interface answers under `/_sandbox`. */
  readonly handle: Handler
  /** The same as an in-process `fetch`. */
  readonly fetch: Fetch
  readonly admin: Admin
  /** Calls back whenever the simulator goes off (true) or on line (false). */
  readonly onOffline: (listener: (offline: boolean) => void) => void
}

/** The admin routes, for a help text. */
export const adminRoutes = (): ReadonlyArray<AdminHttp.Route> => build({ clock: Clocks.manual() }).routes

const build = (options: Options) => {
  const world = Worlds.make({
    clock: options.clock ?? Clocks.system(),
    fetch: options.fetch ?? globalThis.fetch,
    log: options.log ?? ((line) => console.error(line)),
    seed: options.seed ?? "feennex",
    callbackRetries: options.callbackRetries ?? [10_000, 60_000, 300_000],
    callbackTimeout: options.callbackTimeout ?? 10_000,
    journalLimit: options.journalLimit ?? 50_000
  })
  const state = State.make(world, options)
  const callbacks = Callbacks.make(state)
  const admin = Admins.make(state, callbacks)
  const routes = [...shared(world, admin.reset), ...AdminRoutes.make(admin)]
  const index: AdminHttp.Route = {
    method: "GET",
    path: "",
    about: "this list",
    run: () => ({ provider: "feennex", routes: AdminHttp.describe(all) })
  }
  const all = [index, ...routes]
  return { world, state, callbacks, admin, routes: all }
}

/** Makes a simulator; without options it has shop 112 with secret `sandbox_secret`, and runs on the system's clock. */
export const make = (options: Options = {}): Feennex => {
  const { world, state, callbacks, admin, routes } = build(options)
  const { clock, journal, faults, isOffline, onOffline } = world
  const provider = Provider.make(state, callbacks)
  const simulate = Simulator.make({ provider, clock, journal, faults, isOffline })
  const handle: Handler = async (request) => {
    const answer = isOffline() ? undefined : await AdminHttp.answer(routes, request)
    return answer === undefined ? simulate(request) : { kind: "answer", answer }
  }
  return { clock, handle, fetch: toFetch(handle), admin, onOffline }
}
