/**
 * The admin routes every simulator has, whatever its provider: clock, faults, journal, ledger, callbacks, network.
 */
import type { Route } from "./AdminHttp.ts"
import type { CallbackScript } from "./CallbackScript.ts"
import { decode as decodeScript } from "./CallbackScript.ts"
import type { Controlled } from "./Clock.ts"
import { decode as decodeFault, decodeMatch, matchMembers } from "./Fault.ts"
import * as Decode from "./internal/decode.ts"
import type { Json } from "./internal/json.ts"
import { NumberText } from "./internal/json.ts"
import type { Filter } from "./Journal.ts"
import type { World } from "./World.ts"
import type { ProviderAdmin } from "./WorldAdmin.ts"
import { addFault } from "./WorldAdmin.ts"

const filterOf = (query: URLSearchParams): Filter => ({
  reference: query.get("reference") ?? undefined,
  endpoint: query.get("endpoint") ?? undefined
})

// The journal keeps number texts; as JSON they are plain numbers where that is exact, else strings.
const plain = (value: Json): unknown => {
  if (value instanceof NumberText) return Number.isSafeInteger(Number(value.text)) ? Number(value.text) : value.text
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

const isControlled = (clock: object): clock is Controlled => "advance" in clock

const clockRoutes = (world: World): ReadonlyArray<Route> => {
  const show = () => ({ now: world.clock.now(), iso: new Date(world.clock.now()).toISOString() })
  return [
    { method: "GET", path: "/clock", about: "the simulator's time", run: show },
    {
      method: "POST",
      path: "/clock/advance",
      about: '{"ms"} moves the clock forward; what falls due happens in order',
      run: async ({ body }) => {
        const ms = Decode.integer(Decode.record(body, "body", ["ms"]), "ms")
        if (!isControlled(world.clock)) throw new Decode.BadInput("this simulator's clock is moved by its owner")
        await world.clock.advance(ms)
        return show()
      }
    }
  ]
}

const faultRoutes = (world: World): ReadonlyArray<Route> => [
  { method: "GET", path: "/faults", about: "scripted faults not yet used up", run: () => world.faults.list() },
  {
    method: "POST",
    path: "/faults",
    about: '{"fault": {"kind", …}, "reference"?, "endpoint"?, "times"? (null = always), "skip"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["fault", ...matchMembers])
      return addFault(world, decodeFault(input.fault), decodeMatch(input))
    }
  },
  { method: "DELETE", path: "/faults", about: "forget all scripted faults", run: () => world.faults.clear() },
  {
    method: "POST",
    path: "/offline",
    about: '{"ms"} refuses every connection, this one included, for so long on the clock',
    run: ({ body }) => world.goOffline(Decode.integer(Decode.record(body, "body", ["ms"]), "ms"))
  }
]

const recordRoutes = (world: World): ReadonlyArray<Route> => [
  {
    method: "GET",
    path: "/journal",
    about: "requests that arrived, masked (?reference= ?endpoint=)",
    run: ({ query }) => world.journal.list(filterOf(query)).map((entry) => ({ ...entry, body: plain(entry.body) }))
  },
  {
    method: "GET",
    path: "/violations",
    about: "what broke a rule of the provider (?reference= ?endpoint=)",
    run: ({ query }) => world.journal.violations(filterOf(query))
  },
  { method: "GET", path: "/ledger", about: "what was really paid and received", run: () => world.ledger.entries() },
  { method: "GET", path: "/balances", about: "balances per shop and currency", run: () => world.balances.list() },
  {
    method: "GET",
    path: "/callbacks",
    about: "callbacks and their attempts, without their bodies",
    run: () => world.courier.deliveries().map(({ body: _body, ...delivery }) => delivery)
  }
]

/** The shared routes; `reset` is the provider's, because only it knows its starting state. */
export const shared = (world: World, reset: () => void): ReadonlyArray<Route> => [
  ...clockRoutes(world),
  ...faultRoutes(world),
  ...recordRoutes(world),
  { method: "POST", path: "/reset", about: "forget everything and start anew", run: reset }
]

/** Reads an optional status of an operation in the provider's own terms. */
export type ReadStatus<Status> = (input: Readonly<Record<string, unknown>>, name: string) => Status | undefined

/** The routes that script callbacks and turn switches; how statuses and settings are read is the provider's. */
export const adjustable = <Status, Settings>(
  admin: ProviderAdmin<Status, Settings>,
  readStatus: ReadStatus<Status>,
  readSettings: (value: unknown) => Partial<Settings>
): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/callbacks/scripts",
    about:
      '{"script": {early?, late?, copies?, forged?, changes?, without?, url?, format?, encoding?, hold?, lost?}, "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["script", ...matchMembers])
      const script: CallbackScript<Status> = decodeScript(input.script, readStatus)
      admin.scriptCallback(script, decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/callbacks/release",
    about: '{"order"?: "kept"|"reverse"} sends the callbacks that were held',
    run: async ({ body }) => {
      const input = Decode.record(body, "body", ["order"])
      return { sent: await admin.releaseCallbacks(Decode.optionalChoice(input, "order", ["kept", "reverse"])) }
    }
  },
  {
    method: "GET",
    path: "/held",
    about: "what the provider holds of payouts and payments, nothing masked (?reference=)",
    run: ({ query }) => admin.held(query.get("reference") ?? undefined)
  },
  { method: "GET", path: "/settings", about: "the switches", run: () => admin.settings() },
  {
    method: "POST",
    path: "/settings",
    about: "any of the switches, with their new values",
    run: ({ body }) => admin.settings(readSettings(body))
  }
]
