/** The orders to the merchant's process, and its results. */

/** How payouts are sent. */
export interface Order {
  readonly do: "listen" | "accept" | "process"
  /** The gateway's ports, one for each node. */
  readonly ports: ReadonlyArray<number>
  readonly provider: string
  readonly keys: ReadonlyArray<string>
  readonly count: number
  /** Connections, each with one request at a time. */
  readonly concurrency: number
  /** Sent at this rate whatever the answers do; as fast as they come when left out. */
  readonly perSecond?: number | undefined
  /** Payouts that are accepted and not yet reported as paid, at most. */
  readonly onTheirWay: number
  readonly mostMillis: number
}

/** How creates were answered. Times are milliseconds. */
export interface Sent {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** How payouts came to their end. */
export interface Processed {
  /** While as many were created as came to their end: without the beginning and without the tail. */
  readonly perSecond: number
  /** From the first create to the last webhook. */
  readonly overall: number
  readonly accepted: Sent
}
