/**
 * A stateful Stripe, written from its documents alone: what adapters and applications are tested against. The core is a function of
 * requests and a clock; sockets are `Sandbox.start`'s business.
 */
import type { Route } from "../AdminHttp.ts"
import * as Clocks from "../Clock.ts"
import type { Service } from "../Service.ts"
import * as Services from "../Service.ts"
import * as Worlds from "../World.ts"
import type { Admin } from "./Admin.ts"
import * as Admins from "./Admin.ts"
import * as AdminRoutes from "./AdminRoutes.ts"
import { payWaiting } from "./money/RefundMoves.ts"
import type { Options } from "./Options.ts"
import * as Provider from "./Provider.ts"
import { follow } from "./payments/Sessions.ts"
import * as State from "./State.ts"
import * as Keys from "./wire/Idempotency.ts"

export type { Admin, Kind, Whose } from "./Admin.ts"
export type { Captured, Operation } from "./Operations.ts"
export type { Account, Endpoint, ExternalAccount, Options } from "./Options.ts"
export { defaultAccount, defaultRates } from "./Options.ts"
export type { Course, Decline } from "./payments/Courses.ts"
export { declined } from "./payments/Courses.ts"
export type { Settings } from "./Settings.ts"
export { defaultSettings } from "./Settings.ts"
export { header, sign } from "./Signing.ts"
export type { Execution } from "./State.ts"

/** A simulated Stripe. */
export type Stripe = Service<Admin>

const build = (options: Options) => {
  const world = Worlds.make({ seed: "stripe", ...options })
  const state = State.make(world, options)
  state.whenFunded.push((scope) => payWaiting(state, scope))
  state.whenPaid.push((intent) => follow(state, intent))
  const keys = Keys.make(state)
  const admin = Admins.make(state, keys)
  const routes = Services.routes("stripe", world, admin.reset, AdminRoutes.make(admin))
  return { world, admin, routes, provider: Provider.make(state, keys) }
}

/** The admin routes, for a help text. */
export const adminRoutes = (): ReadonlyArray<Route> => build({ clock: Clocks.manual() }).routes

/** Makes a simulator; without options its account has the key `sk_test_sandbox`, and it runs on the system's clock. */
export const make = (options: Options = {}): Stripe => Services.make(build(options))
