/** What one walk of refunds is about: the provider, what may go wrong, and the machine that is walked. */
import type { decide } from "../../../src/lifecycle/Machine.ts"
import type { Ours, Stated } from "../../../src/lifecycle/Money.ts"
import type { Policy } from "../../../src/lifecycle/Operation.ts"
import * as Schedule from "../../../src/lifecycle/Schedule.ts"

/** What may happen besides what always may. */
export type Incident =
  /** Requests and answers are lost, and the provider asks to be left alone. */
  | "messages"
  /** Answers to reads come late. */
  | "late reads"
  /** What is new is not shown yet. */
  | "lag"
  /** Reads fail, or say what no document lists. */
  | "reads"
  /** The provider's office pays back on its own. */
  | "office"
  /** What has ended changes: a bank sends back what had succeeded, or what had failed succeeds after all. */
  | "late changes"
  /** The payer wants it back. */
  | "dispute"
  /** Resolve and refresh. */
  | "people"
  /** Records are set back to what they were. */
  | "recovery"

/** The machine, in the parts that a fault may be planted in. */
export interface Machine {
  readonly decide: typeof decide
  /** Whether the create of a refund looks at what is left, as its statement does. */
  readonly looksAtRoom: boolean
  /** What a read of the payment states, as the machine is told it. */
  readonly stated: (stated: Stated, ours: ReadonlyArray<Ours>) => Stated
}

/** One walk. */
export interface Walk {
  /** How much each of the refunds is that its merchant asks for. */
  readonly amounts: Readonly<Record<string, number>>
  readonly policy: Policy
  /** How a read of the payment says what was paid back of it. */
  readonly states: "parts" | "sum"
  readonly machine: Machine
  readonly incidents: ReadonlySet<Incident>
  /** At most so many incidents in one course of events. */
  readonly most: number
  /** At most so many answers that come late at the same time. */
  readonly mostLate: number
}

/** How long a new refund may not be seen. */
export const lagOf = ({ policy }: Walk): number => Schedule.refundShownAfter(policy.lookUp.create?.foundAfterMillis)

/** Whether the provider can be asked about a refund by our name. */
export const canAsk = ({ policy }: Walk): boolean => policy.lookUp.create !== undefined
