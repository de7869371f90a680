/**
 * The state of every simulator beside its provider's own: clock, journal, ledger, balances, faults, callbacks, and
 * being on or off line. One world belongs to one simulator; `reset` makes it as good as new.
 */
import type { Clock, Controlled } from "./Clock.ts"
import { schedule, system } from "./Clock.ts"
import type { Courier } from "./Courier.ts"
import * as Couriers from "./Courier.ts"
import type { Dispatch } from "./Dispatch.ts"
import * as Dispatches from "./Dispatch.ts"
import type { Fault } from "./Fault.ts"
import { sha256, uuid } from "./internal/hash.ts"
import type { Journal } from "./Journal.ts"
import * as Journals from "./Journal.ts"
import type { Balances, Ledger } from "./Ledger.ts"
import * as Ledgers from "./Ledger.ts"
import type { Fetch } from "./Reply.ts"
import type { Script } from "./Script.ts"
import * as Scripts from "./Script.ts"

/** The options of any simulator, whatever its provider; everything has a default. */
export interface Options {
  /** The machine's clock unless given. */
  readonly clock?: Controlled
  /** Sends callbacks; the platform's own `fetch` unless given. */
  readonly fetch?: Fetch
  /** Called with what a person should notice; standard error unless given. */
  readonly log?: (line: string) => void
  /** Makes ids differ between two simulators. */
  readonly seed?: string
  /** The number after which ids are counted, 0 unless given: a later one, and no id of an earlier life is given again. */
  readonly countFrom?: number
  /** Waits before a callback's second, third … attempt, in milliseconds. */
  readonly callbackRetries?: ReadonlyArray<number>
  readonly callbackTimeout?: number
  /** How many requests the journal keeps. */
  readonly journalLimit?: number
}

/** The provider-neutral half of a simulator. */
export interface World {
  readonly clock: Clock
  readonly journal: Journal
  readonly ledger: Ledger
  readonly balances: Balances
  readonly faults: Script<Fault>
  readonly courier: Courier
  readonly dispatch: Dispatch
  /** Runs a task once `ms` have passed, unless the world is reset before. */
  readonly after: (ms: number, task: () => void) => void
  /** The next whole number of a named sequence, from 1. */
  readonly next: (sequence: string) => number
  /** The next identifier of a named sequence: 32 hexadecimal characters. */
  readonly token: (sequence: string) => string
  /** The next UUID of a named sequence. */
  readonly uuid: (sequence: string) => string
  /** One of several ways to behave, the same for a subject whenever it is asked for. */
  readonly draw: <A>(what: string, subject: string, ways: readonly [A, ...ReadonlyArray<A>]) => A
  readonly isOffline: () => boolean
  /** Takes the provider off the network for `ms` of the clock. */
  readonly goOffline: (ms: number) => void
  /** Calls back whenever the provider goes off (true) or on line (false). */
  readonly onOffline: (listener: (offline: boolean) => void) => void
  readonly reset: () => void
}

/** A fresh world. */
export const make = (options: Options): World => {
  const { clock = system(), fetch = globalThis.fetch, log = (line) => console.error(line) } = options
  const { callbackRetries: retries = [10_000, 60_000, 300_000], callbackTimeout: timeout = 10_000 } = options
  const { countFrom = 0, seed = "", journalLimit = 50_000 } = options
  const journal = Journals.make(journalLimit)
  const ledger = Ledgers.make()
  const balances = Ledgers.balances()
  const faults = Scripts.make<Fault>()
  const counters = new Map<string, number>()
  const listeners: Array<(offline: boolean) => void> = []
  let life = 0
  let offline = false

  const refuse = (letter: Couriers.Letter, detail: string) => {
    const { reference } = letter
    journal.violate({ at: clock.now(), kind: "callbackTarget", endpoint: "callback", reference, detail })
    log(detail)
  }
  const courier = Couriers.make({ clock, fetch, retries, timeout, refuse })

  const next = (sequence: string): number => {
    const value = (counters.get(sequence) ?? countFrom) + 1
    counters.set(sequence, value)
    return value
  }
  const setOffline = (value: boolean) => {
    if (offline === value) return
    offline = value
    for (const listener of listeners) listener(value)
  }
  const after = (ms: number, task: () => void) => {
    const born = life
    schedule(clock, ms, () => born === life, task)
  }
  const dispatch = Dispatches.make(courier, after)

  return {
    clock,
    journal,
    ledger,
    balances,
    faults,
    courier,
    dispatch,
    after,
    next,
    token: (sequence) => sha256(`${seed}:${sequence}:${next(sequence)}`).slice(0, 32),
    uuid: (sequence) => uuid(`${seed}:${sequence}:${next(sequence)}`),
    draw: (what, subject, ways) => {
      const number = Number.parseInt(sha256(`${seed}:${what}:${subject}`).slice(0, 8), 16)
      return ways[number % ways.length] ?? ways[0]
    },
    isOffline: () => offline,
    goOffline: (ms) => {
      setOffline(true)
      after(ms, () => setOffline(false))
    },
    onOffline: (listener) => {
      listeners.push(listener)
    },
    reset: () => {
      life += 1
      setOffline(false)
      for (const part of [journal, ledger, balances, faults, dispatch, courier]) part.clear()
      counters.clear()
    }
  }
}
