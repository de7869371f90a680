/** The share of the work at once that belongs to one provider instance, in each process. */

/** How many operations of one instance are sent and read at once. */
export interface Share {
  readonly sends: number
  readonly reads: number
}

/** The share of an instance of which the config says nothing. */
export const defaultShare: Share = { sends: 64, reads: 64 }
