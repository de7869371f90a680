/** The words that all facts share: an amount as it is stored, and an account. */

/** An amount as it is stored. */
export interface Amount {
  readonly value: string
  readonly currency: string
}

/** A merchant account at a provider, by the instance that leads to it. */
export interface Account {
  readonly instance: string
  readonly fingerprint: string
}
