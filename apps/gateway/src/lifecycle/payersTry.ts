/**
 * A payment that its provider has accepted waits for its payer also after one of their tries was declined: it can still be paid, and
 * its merchant can cancel it. Of what a create has left (`leftovers.ts`) the same word means something else.
 */
import { changesOf } from "./changes/hold.ts"
import type { Event } from "./Event.ts"
import type { Failure } from "./Facts.ts"
import type { Observation, Operation } from "./Operation.ts"
import { isForPerson, isHeld, isMoneyMoved, type Status } from "./Status.ts"

// Where a person was asked about a change alone, it is held as before.
const isAccepted = (operation: Operation): boolean =>
  operation.kind === "payment" &&
  ((isHeld(operation.status) && !isMoneyMoved(operation.status)) ||
    (isForPerson(operation.status) && changesOf(operation).reviewed !== null))

/** The event as it is to be understood: of what its holder has accepted, a declined try is one more read of what waits for its payer. */
export const understood = (operation: Operation, event: Event): Event =>
  event._tag === "Found" &&
  event.observation.status === "declined" &&
  event.instance === operation.provider &&
  isAccepted(operation)
    ? { ...event, observation: { ...event.observation, status: "awaiting_payer" } }
    : event

/** Why the latest try was declined, of what waits for its payer; null where its provider does not say. */
export const failureOf = (status: Status, { failure }: Pick<Observation, "failure">): Failure | null =>
  status === "awaiting_payer" ? failure : null
