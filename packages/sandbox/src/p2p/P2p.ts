/**
 * A stateful P2P payout platform, written from its document alone: what adapters and applications are tested against.
 * The core is a function of requests and a clock; sockets are `Sandbox.start`'s business.
 */
import type { Route } from "../AdminHttp.ts"
import * as Clocks from "../Clock.ts"
import type { Service } from "../Service.ts"
import * as Services from "../Service.ts"
import * as Worlds from "../World.ts"
import type { Admin } from "./Admin.ts"
import * as Admins from "./Admin.ts"
import * as AdminRoutes from "./AdminRoutes.ts"
import * as Callbacks from "./Callbacks.ts"
import type { Options } from "./Options.ts"
import * as Provider from "./Provider.ts"
import * as State from "./State.ts"

export type { Admin } from "./Admin.ts"
export type { Operation } from "./Operations.ts"
export type { Merchant, Method, Options, Settings, Step } from "./Options.ts"
export { defaultMerchant, defaultSettings } from "./Options.ts"
export type { Names } from "./Signing.ts"
export { placeholder, sign, standartSign, stringToSign } from "./Signing.ts"

/** A simulated P2P platform. */
export type P2p = Service<Admin>

/** The admin routes, for a help text. */
export const adminRoutes = (): ReadonlyArray<Route> => build({ clock: Clocks.manual() }).routes

const build = (options: Options) => {
  const world = Worlds.make({ seed: "p2p", ...options })
  const state = State.make(world, options)
  const callbacks = Callbacks.make(state)
  const admin = Admins.make(state, callbacks)
  const routes = Services.routes("p2p", world, admin.reset, AdminRoutes.make(admin))
  return { world, admin, routes, provider: Provider.make(state, callbacks) }
}

/** Makes a simulator; without options its merchant is `sandbox`, and it runs on the system's clock. */
export const make = (options: Options = {}): P2p => Services.make(build(options))
