/**
 * The simulated providers of a schedule, each with two merchant accounts, behind one shape: how their faults,
 * courses and balances are scripted and what their journals and ledgers say. Only simulators know what was really paid.
 */
import type { Fault } from "@switchyard/sandbox"
import { Feennex, P2p } from "@switchyard/sandbox"
import type { ByOrderId, Course, Happening, ProviderName, Settings } from "../schedule.ts"
import * as Repeating from "./repeating.ts"
import type { Arrival, Held, Simulated } from "./simulated.ts"
import type { Time } from "./time.ts"

/** One that is reached over the network. */
export interface Networked extends Simulated {
  readonly fetch: (request: Request) => Promise<Response>
  readonly createPath: string
  readonly fault: (event: Extract<Happening, { do: "fault" }>) => void
}

/** The merchant accounts of each provider; the config names the first one until it is re-pointed. */
export const accounts: Readonly<Record<ProviderName, readonly [string, string]>> = {
  feennex: ["112", "113"],
  p2p: ["acme", "acme-2"],
  memory: ["m-1", "m-2"]
}

/** Keys that only the simulators and the config share. */
export const keys = { secret: "feennex_secret", api: "p2p_api_key", sign: "p2p_sign_key", memory: "memory_secret_key" }

/** The formula of P2P's `standart_sign`, where callbacks are signed. */
export const template = "{order_id}:{sign_key}"

// The documented refusals, written out here and not asked of the adapters: codes 1 to 5 and 9 to 21, and three texts.
const refusals: Readonly<Record<ByOrderId, RegExp>> = {
  feennex: /^error (?:[1-5]|9|1\d|2[01])$/,
  p2p: /^(?:overloading requisite|low balance|this payment method is disabled for your merchant)$/
}

const endless = "100000000000"

// What each course is in Feennex's numbers and P2P's words; undefined stays open.
const statuses: Readonly<Record<Course, readonly [ReadonlyArray<number>, ReadonlyArray<string>]>> = {
  paid: [[5], ["successful"]],
  failed: [[6], ["rejected_gate"]],
  canceled: [[8], ["rejected_merchant"]],
  open: [[3], ["expectation"]],
  undocumented: [[77], ["being_looked_at"]],
  detour: [
    [9, 77, 5],
    ["on_hold", "expectation", "successful"]
  ]
}

const steps = <Status>(list: ReadonlyArray<Status>, after: number) =>
  list.map((status, index) => ({ status, after: after * (index + 1) }))

const common = (provider: ByOrderId, simulator: Feennex.Feennex | P2p.P2p) => {
  const { admin } = simulator
  let isOffline = false
  simulator.onOffline((off) => {
    isOffline = off
  })
  return {
    provider,
    fetch: (request: Request) => simulator.fetch(request),
    isOffline: () => isOffline,
    offline: admin.offline,
    clearFaults: admin.clearFaults,
    ledger: admin.ledger,
    violations: () => admin.violations(),
    payouts: (): ReadonlyArray<Held> =>
      admin.operations().map(({ amount, id, money, reference, shop, status }) => ({
        provider,
        id,
        reference,
        amount,
        account: shop,
        money,
        status: String(status)
      })),
    arrivals: (endpoint: string, refusals: RegExp): ReadonlyArray<Arrival> =>
      admin.journal({ endpoint }).flatMap(({ at, reference, reply, seq, status, summary }) => {
        const body = admin.raw(seq)
        const isWhole = reply === "answer" && status !== null && (status < 300 || (status >= 400 && status < 500))
        const isRefused = isWhole && refusals.test(summary ?? "")
        return reference === null || body === undefined ? [] : [{ isRefused, provider, seq, at, reference, body }]
      })
  }
}

const scripted =
  (admin: { readonly fault: (fault: Fault, match: object) => unknown }, endpoints: Record<string, readonly string[]>) =>
  ({ call, fault, skip, times }: Extract<Happening, { do: "fault" }>) => {
    for (const endpoint of endpoints[call] ?? []) admin.fault(fault, { endpoint, skip, times })
  }

const feennex = (time: Time, settings: Settings): Networked => {
  const simulator = Feennex.make({
    clock: time.clock,
    log: () => {},
    shops: accounts.feennex.map((id) => ({ id, secret: keys.secret, balances: { "840": endless } })),
    settings: { notFoundCode: settings.notFoundCode }
  })
  const { admin } = simulator
  const { arrivals, ...rest } = common("feennex", simulator)
  return {
    ...rest,
    createPath: "/withdraw/create",
    fault: scripted(admin, {
      create: ["/withdraw/create"],
      status: ["/withdraw/status", "/withdraw/shop_payment_status"]
    }),
    course: (course, after) => admin.plan("payout", steps(statuses[course][0], after)),
    balance: (account, empty) => admin.setBalance("840", empty ? "0" : endless, account),
    creates: () => arrivals("/withdraw/create", refusals.feennex)
  }
}

/** The platform with everything that its own tests may do. */
export interface SimulatedP2p extends Networked {
  readonly admin: P2p.Admin
}

const p2p = (time: Time, settings: Settings, callback: (request: Request) => Promise<Response>): SimulatedP2p => {
  const { duplicateOrders, errorStatus, payoutIdInPath, pollingAgreed, signedCallbacks } = settings
  const simulator = P2p.make({
    clock: time.clock,
    log: () => {},
    fetch: (input, init) => callback(new Request(input, init)),
    merchants: accounts.p2p.map((name) => ({ name, apiKey: keys.api, signKey: keys.sign, balance: endless })),
    settings: {
      duplicateOrders,
      errorStatus,
      payoutIdInPath,
      pollingAgreed,
      standartSign: signedCallbacks ? template : null
    }
  })
  const { admin } = simulator
  const { arrivals, ...rest } = common("p2p", simulator)
  return {
    ...rest,
    admin,
    createPath: "/create_pay_out/",
    fault: scripted(admin, { create: ["create_pay_out"], status: ["status_pay_out"] }),
    course: (course, after) => admin.plan(steps(statuses[course][1], after)),
    balance: (account, empty) => admin.setBalance(empty ? "0" : endless, account),
    creates: () => arrivals("create_pay_out", refusals.p2p)
  }
}

/** The simulators of a schedule. */
export interface Simulators {
  readonly feennex: Networked
  readonly p2p: SimulatedP2p
  readonly memory: Repeating.Repeating
}

/** What simulators tell and where they post to. */
export interface Outside {
  readonly callback: (request: Request) => Promise<Response>
  readonly record: (who: string, text: string) => void
}

/** All of them on one clock; P2P's callbacks go to `callback`. */
export const make = (time: Time, settings: Settings, { callback, record }: Outside): Simulators => ({
  feennex: feennex(time, settings),
  p2p: p2p(time, settings, callback),
  memory: Repeating.make(time, { accounts: accounts.memory, record, repeats: settings.repeats, secret: keys.memory })
})

/** All of them in a list. */
export const every = ({ feennex, memory, p2p }: Simulators): ReadonlyArray<Simulated> => [feennex, p2p, memory]
