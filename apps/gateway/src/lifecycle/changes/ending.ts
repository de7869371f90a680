/** A change ends, goes to a person, or is kept: what is written down of it, and what its merchant hears. Pure. */
import type { Entry } from "../Decision.ts"
import type { Captured, Changes, Ended, Name, Open } from "./Change.ts"

/** What becomes of the changes of a payment, with the lines of its timeline and what its merchant hears. */
export interface Turned {
  readonly changes: Changes
  readonly entries: ReadonlyArray<Entry>
  /** Beside what it has become. */
  readonly news: ReadonlyArray<string>
  /** Set where a person decides. */
  readonly review?: string
}

// An end that is told by a status of the payment has no news of its own.
const news: Readonly<Record<Name, Readonly<Record<Ended["became"], ReadonlyArray<string>>>>> = {
  capture: { done: ["payment.captured"], dead: ["payment.capture_failed"] },
  cancel: { done: [], dead: ["payment.updated"] },
  complete: { done: [], dead: ["payment.updated"] }
}

const line = ({ name, number }: Open, summary: string, details: Entry["details"] = {}): Entry => ({
  kind: "transition",
  summary: `${name} ${number}: ${summary}`,
  details
})

/** It has ended. */
export const ended = (changes: Changes, open: Open, became: Ended["became"], why: string): Turned => {
  const { amount, name, number, part } = open
  const taken: ReadonlyArray<Captured> =
    name === "capture" && became === "done" && amount !== null ? [{ number, amount: amount.value, part }] : []
  return {
    changes: {
      ...changes,
      open: null,
      captured: [...changes.captured, ...taken],
      ended: { name, number, amount, became, why }
    },
    entries: [line(open, became, { why })],
    news: news[name][became]
  }
}

/** It was refused, or not sent, and nothing of it was carried out: proven. */
export const refused = (changes: Changes, open: Open, why: string): Turned => {
  const turned = ended(changes, open, "dead", why)
  // Another completion follows only once its payer was asked again.
  return open.name === "complete" ? { ...turned, changes: { ...turned.changes, isCompleted: "refused" } } : turned
}

/** It is over before anything of it may have left; of what was never sent nothing was refused by anybody. */
export const dropped = (changes: Changes, open: Open, why: string): Turned =>
  open.firstSentAt === null ? ended(changes, open, "dead", why) : refused(changes, open, why)

/** It goes on as this. */
export const kept = (changes: Changes, open: Open, entries: ReadonlyArray<Entry> = []): Turned => ({
  changes: { ...changes, open },
  entries,
  news: []
})

/** A person decides what became of it. */
export const forPerson = (changes: Changes, open: Open, why: string): Turned => ({
  changes: { ...changes, open: { ...open, stage: "review" } },
  entries: [],
  news: [],
  review: `${open.name} ${open.number}: ${why}`
})
