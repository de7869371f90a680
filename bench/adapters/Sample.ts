/** The settings of one sample, and its figures. */

/** How a sample is taken. */
export interface Settings {
  readonly milliseconds: number
  readonly parallel: number
}

/** The figures of a sample. */
export interface Sample {
  /** Calls a second. */
  readonly rate: number
  /** Milliseconds of the middle call. */
  readonly p50: number
  /** Milliseconds that one call in a hundred takes longer than. */
  readonly p99: number
  /** Microseconds of processor time for a call, in user and system mode, all threads. */
  readonly cpu: number
  /** The most memory the process has had so far. */
  readonly peakMegabytes: number
}
