/** The orders to the bare driver, and its results. */

/** How the rows of an accepted payout are written. */
export interface BaseOrder {
  readonly url: string
  /** `BEGIN`, two inserts and `COMMIT`, or both inserts in one statement. */
  readonly style: "transaction" | "oneStatement"
  readonly seconds: number
  readonly concurrency: number
  readonly connections: number
}

/** How fast it was. */
export interface BaseResult {
  readonly perSecond: number
}
