/**
 * A schedule as plain data: what the providers are like, what a shop asks for, and what happens when. It can be
 * printed, shrunk and run again; nothing in it depends on how a run goes. `arbitrary.ts` makes random ones.
 */
import type { Fault as MemoryFault } from "@switchyard/memory/Simulator"
import type { Fault } from "@switchyard/sandbox"

/** The configured instances; each is also the name of its simulator. */
export type ProviderName = "feennex" | "p2p" | "memory"

/** The two that go by our order id alone; a repeat is no way to settle anything there. */
export type ByOrderId = Exclude<ProviderName, "memory">

/** How the third provider repeats, which settles an unknown by a replay inside its window. */
export interface Repeats {
  /** A repeat is answered as the first was, or refused with the name of what exists. */
  readonly duplicates: "replayed" | "revealed"
  /** A payout is a draft first, which anybody there can commit. */
  readonly stages: "draft" | undefined
  /** Where it is revealed: what has died gives its reference free. */
  readonly freesDeadIds: boolean
  /** For how long a key is known there, of which the adapter uses all but an hour, or half of it. */
  readonly replayWithinMillis: number
  readonly replayAfterMillis: number
}

/** What the providers are like for the whole schedule, and how many processes of ours there are. */
export interface Settings {
  readonly nodes: 1 | 2
  /** What P2P does with a second create under one `order_id`. */
  readonly duplicateOrders: "accept" | "refuse" | "sameAnswer"
  readonly pollingAgreed: boolean
  readonly signedCallbacks: boolean
  readonly payoutIdInPath: "orderId" | "transactionId"
  readonly errorStatus: 200 | 400
  readonly notFoundCode: 2000 | 7
  readonly repeats: Repeats
}

/** The order in which instances are tried. */
export const routes = [
  "p2p,feennex",
  "feennex,p2p",
  "p2p",
  "feennex",
  "memory,feennex",
  "memory,p2p",
  "feennex,memory",
  "p2p,memory",
  "memory"
] as const

/** The order in which instances are tried. */
export type Route = (typeof routes)[number]

/** What is asked of the third provider; where a create has stages, `create` is its commit. */
export type RepeatingCall = "draft" | "create" | "abandon" | "status"

/** One way for the next request to the third provider to go wrong. */
export type RepeatingFault =
  | Exclude<MemoryFault, { readonly kind: "late" | "slowConnect" | "unresolved" }>
  /** The connection ends, and the request arrives so long after. */
  | { readonly kind: "late"; readonly ms: number }
  /** An abandonment is accepted, and carried out so long after: accepted means asked. */
  | { readonly kind: "asked"; readonly ms: number }
  /** Something in front of it answers, and nothing is done. */
  | { readonly kind: "inFront"; readonly status: number; readonly body: string }

/** A payout that a shop asks for; its reference is `op-` and its place in the list. */
export interface Operation {
  /** Milliseconds after the start. */
  readonly at: number
  readonly route: Route
  readonly amount: string
  readonly currency: "RUB" | "USD"
  readonly destination: "card" | "sbp"
  readonly email: boolean
}

/** Where a worker of ours is when something befalls it. */
export type Point =
  /** It has taken an operation that is due, and written nothing. */
  | "picked"
  /** The attempt is written down, nothing is sent. */
  | "recorded"
  /** The provider is being called; not one byte has left. */
  | "connecting"
  /** The first byte of a create has left. */
  | "sending"
  /** The create has ended, and its end is not written down. */
  | "answered"
  /** The look-up is written down, nothing is asked. */
  | "asking"
  /** The look-up has ended, and its answer is not written down. */
  | "observed"

/** How a payout goes on at its provider, whichever that is. */
export type Course = "paid" | "failed" | "canceled" | "open" | "undocumented" | "detour"

/** One thing that happens. */
export type Happening =
  /** The provider's answers to creates or status reads go wrong; `times` null: until the run-down. */
  | {
      readonly do: "fault"
      readonly provider: ByOrderId
      readonly call: "create" | "status"
      readonly fault: Fault
      readonly skip: number
      readonly times: number | null
    }
  | {
      readonly do: "repeatingFault"
      readonly call: RepeatingCall
      readonly fault: RepeatingFault
      readonly skip: number
      readonly times: number | null
    }
  /** A colleague commits every draft in the dashboard of the third provider. */
  | { readonly do: "office" }
  /** Nobody listens: connections are refused. */
  | { readonly do: "offline"; readonly provider: ProviderName; readonly ms: number }
  /** How the next payout there goes on, from `after` on. */
  | { readonly do: "course"; readonly provider: ProviderName; readonly course: Course; readonly after: number }
  /** How the next callback of P2P departs from the ordinary. */
  | {
      readonly do: "callback"
      readonly how: "early" | "late" | "copies" | "forged" | "amount" | "swapped" | "lost" | "hold"
    }
  /** Our callback address does not answer 2xx. */
  | { readonly do: "deaf"; readonly ms: number }
  /** Somebody posts a callback of their own making. */
  | { readonly do: "forge"; readonly operation: number; readonly status: string; readonly amount: string }
  /** Somebody else uses the operation's reference at Feennex, for another amount. */
  | { readonly do: "foreign"; readonly operation: number }
  /** The shop wants an operation that is not decided to go no further. */
  | { readonly do: "cancel"; readonly operation: number }
  /** The merchant has no money left there, or has again. */
  | { readonly do: "balance"; readonly provider: ProviderName; readonly empty: boolean }
  /** The config names another merchant account under the same name, or the first one again; everything restarts. */
  | { readonly do: "repoint"; readonly provider: ProviderName }
  /** The next worker of ours that comes there dies with its process. */
  | { readonly do: "crash"; readonly point: Point; readonly skip: number }
  /** The next worker of ours that comes there stands still for so long. */
  | { readonly do: "stall"; readonly point: Point; readonly skip: number; readonly ms: number }
  /** All processes of ours die and start again. */
  | { readonly do: "restart" }

/** A happening and when it happens, in milliseconds after the start. */
export type Event = Happening & { readonly at: number }

/** What is run. */
export interface Schedule {
  readonly settings: Settings
  readonly operations: ReadonlyArray<Operation>
  readonly events: ReadonlyArray<Event>
}

/** The reference of the operation at that place. */
export const referenceOf = (index: number): string => `op-${index + 1}`
