/**
 * An id of the provider's that another operation of the same kind has at the same account, as the database finds when it is to be
 * written down. Whatever an answer says under it is not ours: that is for a person, and the id is not kept. Pure.
 */
import { Anomaly } from "@switchyard/core"
import { anomaly, type Decided, type Decision, illegal, kept } from "./Decision.ts"
import type { Event } from "./Event.ts"
import type { Operation } from "./Operation.ts"
import { isOpen } from "./Status.ts"
import { review } from "./staying.ts"

/** The id, the account that gave it, and which operation has it. */
export interface Taken {
  readonly fingerprint: string | null
  readonly providerReference: string | null
  readonly by: string
}

const whyOf = ({ by }: Taken): string => `the provider's id of it is that of ${by}`

/** The event as one about something else, where it is an answer about the operation. */
export const marked = (event: Event, taken: Taken): Event => {
  if (event._tag !== "Found" && event._tag !== "Accepted") return event
  const { observation } = event
  const anomalies = [Anomaly.make("ReferenceDiffers", whyOf(taken)), ...observation.anomalies]
  return { ...event, observation: { ...observation, providerReference: null, anomalies } }
}

const isKeeping = ({ fingerprint, providerReference }: Decided, taken: Taken): boolean =>
  providerReference !== null && providerReference === taken.providerReference && fingerprint === taken.fingerprint

/** What was decided, without the id. Nothing is committed under it, and what is open is for a person. */
export const without = (operation: Operation, event: Event, decision: Decision, taken: Taken): Decision => {
  if (decision._tag === "Illegal" || !isKeeping(decision, taken)) return decision
  const why = whyOf(taken)
  if (event._tag === "Prepared") return illegal(why)
  const { beside, entries, facts, fingerprint, provider, reserved, worth } = decision
  const change = {
    ...(provider === null ? {} : { provider }),
    ...(fingerprint === null ? {} : { fingerprint }),
    attempts: decision.attempts,
    facts,
    entries: [
      ...entries.filter(({ kind }) => kind !== "transition"),
      anomaly(why, { anomaly: "ReferenceDiffers", providerReference: taken.providerReference, operation: taken.by })
    ]
  }
  const next = isOpen(operation.status) ? review(operation, why, change) : kept(operation, change)
  return next._tag === "Illegal"
    ? next
    : {
        ...next,
        ...(beside === undefined ? {} : { beside }),
        ...(reserved === undefined ? {} : { reserved }),
        ...(worth === undefined ? {} : { worth })
      }
}
