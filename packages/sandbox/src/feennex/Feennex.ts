/**
 * A stateful Feennex, written from its documents alone: what adapters and applications are tested against. The core is
 * a function of requests and a clock; sockets are `Sandbox.start`'s business.
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
export type { Course as PsDataCourse, Stage as PsDataStage } from "./Courses.ts"
export type { Form as IdForm } from "./Ids.ts"
export type { Operation } from "./Operations.ts"
export type { AddOn, Fees, Options, Payway, PaywayKind, Shop } from "./Options.ts"
export { defaultShop } from "./Options.ts"
export type { AccountCheck, AccountChecked, Receipt } from "./Records.ts"
export type { FileQuery as RegisterFileQuery, Query as RegisterQuery } from "./Register.ts"
export type { Settings } from "./Settings.ts"
export { defaultSettings, lifelike } from "./Settings.ts"
export { sign, signCallback, stringToSign } from "./Signing.ts"

/** A simulated Feennex. */
export type Feennex = Service<Admin>

/** The admin routes, for a help text. */
export const adminRoutes = (): ReadonlyArray<Route> => build({ clock: Clocks.manual() }).routes

const build = (options: Options) => {
  const world = Worlds.make({ seed: "feennex", ...options })
  const state = State.make(world, options)
  const callbacks = Callbacks.make(state)
  const admin = Admins.make(state, callbacks)
  const routes = Services.routes("feennex", world, admin.reset, AdminRoutes.make(admin))
  return { world, admin, routes, provider: Provider.make(state, callbacks) }
}

/** Makes a simulator; without options it has shop 112 with secret `sandbox_secret`, and runs on the system's clock. */
export const make = (options: Options = {}): Feennex => Services.make(build(options))
