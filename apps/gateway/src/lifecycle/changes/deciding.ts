/**
 * An operator decides about a change of a payment that may have left: what became of it, or that it is asked for again. Nothing is
 * decided about the payment by that: it goes on where it was, and its next read says what it is. Pure.
 */
import * as Decimal from "../../model/Decimal.ts"
import { type Decision, decided, type Entry, illegal, kept as keptAs, risky } from "../Decision.ts"
import type { Event, Resolved } from "../Event.ts"
import type { Operation, Policy } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import { isForPerson, isOfChange } from "../Status.ts"
import { type Changes, hasNotLeft, mayHaveLeft, type Open } from "./Change.ts"
import { ended, kept, type Turned } from "./ending.ts"
import { changesOf } from "./hold.ts"

const nameOf = ({ name, number }: Open): string => `${name} ${number}`

const after = (changes: Changes, open: Open, { outcome }: Resolved, now: number): Turned => {
  if (outcome === "retry") {
    const again = { ...open, tries: 0 }
    return hasNotLeft(open)
      ? kept(changes, { ...again, stage: "wanted", isOther: true, askedAt: now, dueAt: now })
      : kept(changes, { ...again, stage: "unknown", isClean: false })
  }
  const isDone = outcome === "carried_out"
  const turned = ended(changes, open, isDone ? "done" : "dead", "an operator has decided")
  const { attributed, captured, hold } = changes
  return {
    ...turned,
    changes: {
      ...turned.changes,
      unexplainedSince: isDone ? changes.unexplainedSince : now,
      // Where nothing of it had left, it is what the records have forgotten: that counts as anybody's, and not once more as this.
      ...(isDone && hasNotLeft(open)
        ? {
            captured,
            attributed: Decimal.sum([attributed, open.name === "capture" ? (open.amount?.value ?? "0") : "0"])
          }
        : {}),
      // What was captured elsewhere is known anew only by a read, with what is called done among ours.
      ...(isDone && !hasNotLeft(open) && open.name === "capture" && hold !== null
        ? { hold: { ...hold, elsewhere: null } }
        : {})
    }
  }
}

// Where a person was asked about a change alone, the payment goes on as before.
const goneOn = (operation: Operation, { changes, entries, news }: Turned, policy: Policy, now: number): Decision => {
  const { reviewed } = changesOf(operation)
  if (reviewed === null) return keptAs(operation, { entries, facts: { changes } })
  const decision = decided(operation, {
    ...Schedule.following(policy, reviewed, now, { since: now, watchAt: null, isFresh: true }),
    entries,
    facts: { changes: { ...changes, reviewed: null }, since: now, tries: 0 }
  })
  return decision._tag === "Illegal" ? decision : { ...decision, beside: news }
}

/** What an operator has decided about a change; undefined where it is about the payment. */
export const resolved = (operation: Operation, event: Event, policy: Policy, now: number): Decision | undefined => {
  if (event._tag !== "Resolved" || operation.kind !== "payment" || !isForPerson(operation.status)) return undefined
  const changes = changesOf(operation)
  const { acceptDuplicateRisk, note, operator, outcome } = event
  const { open } = changes
  const entry = (what: string): Entry => ({
    kind: "operator",
    summary: `${operator} decided: ${what}`,
    details: { outcome, note, operator, acceptDuplicateRisk }
  })
  if (!mayHaveLeft(open)) {
    // A read has shown meanwhile what became of it.
    const isKnown = changes.reviewed !== null && outcome === "retry"
    return isKnown ? goneOn(operation, { changes, entries: [entry(outcome)], news: [] }, policy, now) : undefined
  }
  if (outcome !== "retry" && !isOfChange(outcome))
    return illegal(`${nameOf(open)} of it may have left: say first whether that was carried_out or not_carried_out`)
  if (outcome === "retry" && hasNotLeft(open) && !acceptDuplicateRisk)
    return risky(`${nameOf(open)} may be what was captured already: to send it risks that`, [open.instance])
  if (outcome === "not_carried_out" && !acceptDuplicateRisk)
    return risky(`${nameOf(open)} may still be carried out: to say that it was not risks that it is`, [open.instance])
  const turned = after(changes, open, event, now)
  return goneOn(
    operation,
    { ...turned, entries: [entry(`${nameOf(open)} ${outcome}`), ...turned.entries] },
    policy,
    now
  )
}
