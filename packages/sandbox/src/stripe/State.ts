/**
 * Everything a simulated Stripe remembers. Plain data and ways to find it; how it changes is in the folders beside.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import type { GivenMembers } from "../Held.ts"
import type { Plan } from "../Plan.ts"
import type { Script } from "../Script.ts"
import * as Scripts from "../Script.ts"
import type { World } from "../World.ts"
import { toDecimal } from "./money/Currencies.ts"
import type { Account, Endpoint, Options } from "./Options.ts"
import { defaultAccount, defaultRates } from "./Options.ts"
import type { Course, Method } from "./payments/Courses.ts"
import type { Intent, Kind, Scope, Stored } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import { defaultSettings } from "./Settings.ts"
import { missing } from "./wire/Errors.ts"

/** One thing that was carried out at a merchant's request, and under which names. */
export interface Execution {
  readonly at: number
  /** For example `payment_intent.capture`. */
  readonly kind: string
  readonly id: string
  readonly reference: string
  readonly shop: string
  readonly idempotencyKey: string | null
  readonly amount: string
  readonly currency: string
  readonly metadata: Readonly<Record<string, string>>
  readonly transferGroup: string | null
  readonly clientReferenceId: string | null
  readonly destination: string | null
  readonly given: GivenMembers
}

/** The request that is being carried out. */
export interface Asking {
  readonly id: string
  readonly idempotencyKey: string | null
  readonly given: GivenMembers
  readonly origin: string
}

/** An endpoint of webhooks as it is now. */
export interface LiveEndpoint extends Omit<Endpoint, "secrets"> {
  readonly id: string
  secrets: ReadonlyArray<string>
}

/** The memory of one simulator. */
export interface State {
  readonly world: World
  readonly options: Options
  readonly accounts: ReadonlyMap<string, Account>
  readonly scopes: Map<string, Scope>
  settings: Settings
  readonly all: { [K in Kind]: Array<Extract<Stored, { kind: K }>> }
  readonly byId: Map<string, Stored>
  readonly executions: Array<Execution>
  readonly endpoints: Array<LiveEndpoint>
  readonly courses: Script<Course>
  readonly methods: Map<string, Method>
  readonly plans: { readonly payout: Script<Plan<string>>; readonly refund: Script<Plan<string>> }
  readonly callbackScripts: Script<CallbackScript<string>>
  /** Called whenever available money has grown. */
  readonly whenFunded: Array<(scope: Scope, currency: string) => void>
  /** Called whenever a payer has paid, or has failed to, without the merchant's asking. */
  readonly whenPaid: Array<(intent: Intent) => void>
  /** Null while nobody has asked for what happens. */
  asking: Asking | null
  /** Deliveries that an answer must wait for. */
  early: Array<Promise<void>>
}

const lists = (): State["all"] => ({
  payment_intent: [],
  charge: [],
  "checkout.session": [],
  refund: [],
  payout: [],
  dispute: [],
  balance_transaction: [],
  event: []
})

/** The account of an id in one mode. */
export const scopeOf = (state: State, account: string, livemode: boolean): Scope => {
  const shop = livemode ? `${account}:live` : account
  const known = state.scopes.get(shop)
  if (known !== undefined) return known
  const destinations = (state.accounts.get(account)?.externalAccounts ?? []).map((each) => ({
    ...each,
    disabled: false
  }))
  const scope: Scope = { account, livemode, shop, destinations }
  state.scopes.set(shop, scope)
  return scope
}

const start = (state: State): void => {
  state.settings = { ...defaultSettings, ...state.options.settings }
  for (const { balances = {}, id } of state.accounts.values()) {
    for (const livemode of [false, true]) {
      const { shop } = scopeOf(state, id, livemode)
      for (const [currency, amount] of Object.entries(balances)) {
        state.world.balances.set(shop, currency, "available", toDecimal(amount, currency))
      }
    }
  }
  state.endpoints.push(
    ...(state.options.endpoints ?? []).map((endpoint, index) => ({ ...endpoint, id: `we_1Sandbox${index + 1}` }))
  )
}

/** A fresh memory. */
export const make = (world: World, options: Options): State => {
  const state: State = {
    world,
    options,
    accounts: new Map((options.accounts ?? [defaultAccount]).map((account) => [account.id, account])),
    scopes: new Map(),
    settings: defaultSettings,
    all: lists(),
    byId: new Map(),
    executions: [],
    endpoints: [],
    courses: Scripts.make(),
    methods: new Map(),
    plans: { payout: Scripts.make(), refund: Scripts.make() },
    callbackScripts: Scripts.make(),
    whenFunded: [],
    whenPaid: [],
    asking: null,
    early: []
  }
  start(state)
  return state
}

/** Forgets everything but the options. */
export const reset = (state: State): void => {
  state.world.reset()
  for (const list of Object.values(state.all)) list.length = 0
  for (const list of [state.executions, state.endpoints, state.early]) list.length = 0
  for (const part of [state.byId, state.scopes, state.methods]) part.clear()
  for (const part of [state.courses, state.plans.payout, state.plans.refund, state.callbackScripts]) part.clear()
  state.asking = null
  start(state)
}

/** Remembers an object. */
export const add = <A extends Stored>(state: State, stored: A): A => {
  const list: Array<Stored> = state.all[stored.kind]
  list.push(stored)
  state.byId.set(stored.id, stored)
  return stored
}

/** An object by its id, whoever's it is; undefined where it is of another kind. */
export const get = <K extends Kind>(
  state: State,
  kind: K,
  id: string | null
): Extract<Stored, { kind: K }> | undefined => {
  const found = id === null ? undefined : state.byId.get(id)
  return found?.kind === kind ? (found as Extract<Stored, { kind: K }>) : undefined
}

/** An account's own object of an id in the path or in a parameter; throws `StripeError` where there is none. */
export const find = <K extends Kind>(
  state: State,
  scope: Scope,
  kind: K,
  id: string,
  param = "id",
  status = 404
): Extract<Stored, { kind: K }> => {
  const found = get(state, kind, id)
  if (found === undefined || found.scope !== scope) throw missing(kind, id, param, status)
  return found
}

/** What every new object has, of the request that is being carried out. */
export const born = (state: State, scope: Scope, id: string) => ({
  id,
  scope,
  created: state.world.clock.now(),
  given: state.asking?.given ?? {},
  origin: state.asking?.origin ?? "http://127.0.0.1",
  idempotencyKey: state.asking?.idempotencyKey ?? null
})

/** The rates into an account's default currency. */
export const rates = (state: State): Readonly<Record<string, string>> => state.options.rates ?? defaultRates
