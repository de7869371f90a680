/** The settings of the simulated providers for one measurement, and their addresses. */

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
