/**
 * Reads of what its provider has accepted that are answered and say nothing of it: that it cannot be asked about it, or words about
 * another one. As long as reads are patient elsewhere it goes on as before, and then a person is asked. Pure.
 */
import type { Decision, Entry } from "./Decision.ts"
import type { Facts } from "./Facts.ts"
import type { Operation } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isHeld } from "./Status.ts"
import { review } from "./staying.ts"

// One that came twice may be a mistake of its provider's.
const fewest = 3

/** Goes on as `otherwise` says, with the read counted; a person's once there were enough of them for long enough. */
export const counted = (
  operation: Operation,
  why: string,
  now: number,
  entries: ReadonlyArray<Entry>,
  otherwise: (facts: Partial<Facts>) => Decision
): Decision => {
  if (!isHeld(operation.status)) return otherwise({})
  const { unclear: before } = operation.facts
  const known = before != null && before.since <= now ? before : { count: 0, since: now }
  const unclear = { ...known, count: known.count + 1 }
  return unclear.count >= fewest && now - unclear.since > Schedule.mostUnasked
    ? review(operation, why, { entries, facts: { unclear: null } })
    : otherwise({ unclear })
}

/** The decision with nothing counted: a read has said something of it. */
export const said = ({ facts }: Operation, decision: Decision): Decision =>
  facts.unclear == null || decision._tag === "Illegal"
    ? decision
    : { ...decision, facts: { ...decision.facts, unclear: null } }
