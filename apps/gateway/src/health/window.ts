/**
 * The latest calls of one instance, for its error rate and latencies: at most a fixed number of them and none older than
 * five minutes, so that neither traffic nor silence lets it grow or show yesterday. Time is given.
 */

/** What the window shows; null where it is empty. */
export interface Figures {
  /** Failed calls of all in the window, 0 to 1. */
  readonly errorRate: number | null
  readonly latencyMillis: { readonly p50: number; readonly p99: number } | null
}

interface Call {
  readonly at: number
  readonly isFailed: boolean
  readonly millis: number
}

/** A window of calls. */
export interface Window {
  readonly add: (call: Call) => void
  readonly figures: (now: number) => Figures
}

const most = 200
const oldestMillis = 5 * 60_000

// The nearest rank: always one of the values.
const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0

/** An empty window. */
export const make = (): Window => {
  const calls: Array<Call> = []
  return {
    add: (call) => {
      calls.push(call)
      if (calls.length > most) calls.shift()
    },
    figures: (now) => {
      const recent = calls.filter(({ at }) => at > now - oldestMillis)
      if (recent.length === 0) return { errorRate: null, latencyMillis: null }
      const sorted = recent.map(({ millis }) => millis).sort((a, b) => a - b)
      return {
        errorRate: recent.filter(({ isFailed }) => isFailed).length / recent.length,
        latencyMillis: { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
      }
    }
  }
}
