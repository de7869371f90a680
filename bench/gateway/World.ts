/** What the simulated providers are told for one measurement, and where they are. */

/** How providers behave. */
export interface World {
  /** How long each answer of a provider takes beyond its own work. */
  readonly latencyMillis: number
  /** How long after its creation a payout is paid. */
  readonly paidAfterMillis: number
}

/** Where the providers are. */
export interface Providers {
  readonly feennex: string
  readonly p2p: string
}
