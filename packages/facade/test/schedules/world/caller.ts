/** A process of ours, as what lies between it and the providers knows it. */
import type { Point } from "../schedule.ts"

/** What of a process the network knows. */
export interface Caller {
  readonly name: string
  readonly isDown: () => boolean
  /** Told when a create comes there; resolves when it may go on. */
  readonly reach: (point: Point) => Promise<void>
}
