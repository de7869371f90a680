/**
 * Everything of one schedule that is not the holder of operations: time, the simulators, our processes and our
 * callback address, and what happens to them. A world is made anew for each schedule, so that nothing of the one before
 * is left; its log tells everything in order.
 */
import type { Transport } from "@switchyard/core/Transport"
import type { CallbackScript } from "@switchyard/sandbox"
import type { Event, ProviderName, Schedule, Settings } from "../schedule.ts"
import { referenceOf } from "../schedule.ts"
import { first, type Pointed, type Wrap } from "./config.ts"
import { forged } from "./forged.ts"
import * as Incidents from "./incidents.ts"
import type { ExchangeOf } from "./line.ts"
import * as Simulators from "./simulators.ts"
import { strange } from "./stranger.ts"
import * as Times from "./time.ts"

/** What a world tells those who hold its operations. */
export interface Holder {
  /** A callback came to our address; answers whether it is stored. */
  readonly callback: (instance: string, path: string, body: Uint8Array) => Promise<boolean>
  /** Every process of ours is dead; new ones start with this config. */
  readonly restart: (pointed: Pointed) => void
  /** The shop wants the operation to go no further. */
  readonly cancel: (reference: string) => void
}

/** What may be broken on purpose around the facade. */
export interface Broken {
  readonly adapter?: Wrap
  readonly wrap?: (transport: Transport) => Transport
  readonly carry?: (exchangeOf: ExchangeOf) => ExchangeOf
}

/** One world. */
export interface World {
  readonly settings: Settings
  readonly time: Times.Time
  readonly simulators: Simulators.Simulators
  readonly incidents: Incidents.Incidents
  readonly log: ReadonlyArray<string>
  readonly record: (who: string, text: string) => void
  readonly apply: (event: Event) => Promise<void>
  /** Ends every fault; what is on its way stays on its way. */
  readonly heal: () => Promise<void>
}

/** Makes the world of a schedule. */
export const make = ({ operations, settings }: Schedule, holder: Holder): World => {
  const time = Times.make()
  const incidents = Incidents.make()
  const log: Array<string> = []
  const record = (who: string, text: string) => {
    time.touch()
    log.push(`${Times.print(time.now() - time.start)}  ${who.padEnd(8)}  ${text}`)
  }
  let deafUntil = 0
  let pointed: Pointed = first
  const named = (operation: number) => referenceOf(operation % operations.length)

  const receive = async (request: Request): Promise<Response> => {
    const [, , instance = "", ...path] = new URL(request.url).pathname.split("/")
    const body = new Uint8Array(await request.arrayBuffer())
    record("p2p", `posts a callback to ${path.join("/")}${time.now() < deafUntil ? ", which is not answered" : ""}`)
    if (time.now() < deafUntil || !(await holder.callback(instance, path.join("/"), body))) {
      return new Response(null, { status: 503 })
    }
    return new Response("OK")
  }

  const simulators = Simulators.make(time, settings, { callback: receive, record })
  const accountOf = (provider: ProviderName) => Simulators.accounts[provider][pointed[provider]]

  const apply = async (event: Event): Promise<void> => {
    switch (event.do) {
      case "fault":
        return simulators[event.provider].fault(event)
      case "repeatingFault":
        return simulators.memory.scripted(event)
      case "offline":
        record(event.provider, `is off line for ${event.ms} ms`)
        return simulators[event.provider].offline(event.ms)
      case "course":
        return simulators[event.provider].course(event.course, event.after)
      case "callback":
        return simulators.p2p.admin.scriptCallback(callbackScripts[event.how])
      case "deaf":
        deafUntil = time.now() + event.ms
        return
      case "forge":
        record("somebody", `forges a callback: ${event.status} ${event.amount}`)
        await holder.callback("p2p", ...forged(named(event.operation), event, log.length))
        return
      case "foreign": {
        const reference = named(event.operation)
        record("somebody", `uses ${reference} at feennex`)
        return strange(simulators.feennex, { reference, account: accountOf("feennex"), time })
      }
      case "office":
        return simulators.memory.office()
      case "cancel":
        return holder.cancel(named(event.operation))
      case "balance":
        return simulators[event.provider].balance(accountOf(event.provider), event.empty)
      case "crash":
      case "stall":
        return incidents.add(event)
      case "repoint":
        pointed = { ...pointed, [event.provider]: 1 - pointed[event.provider] }
        record("config", `${event.provider} is now ${accountOf(event.provider)}; everything restarts`)
        return holder.restart(pointed)
      case "restart":
        record("config", "everything restarts")
        return holder.restart(pointed)
    }
  }

  return {
    settings,
    time,
    simulators,
    incidents,
    log,
    record,
    apply,
    heal: async () => {
      record("world", "all faults end")
      incidents.clear()
      deafUntil = 0
      for (const simulator of Simulators.every(simulators)) {
        simulator.clearFaults()
        for (const account of Simulators.accounts[simulator.provider]) simulator.balance(account, false)
      }
      await simulators.p2p.admin.releaseCallbacks()
      await time.settle()
    }
  }
}

const callbackScripts: Readonly<Record<Extract<Event, { do: "callback" }>["how"], CallbackScript<string>>> = {
  early: { early: "successful" },
  late: { late: 90_000 },
  copies: { copies: 3 },
  forged: { forged: true },
  amount: { changes: { fiat_amount: "99999.00" } },
  swapped: { url: "swapped" },
  lost: { lost: true },
  hold: { hold: true }
}
