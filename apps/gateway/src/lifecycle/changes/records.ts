/**
 * The lines of the table of changes that a decision causes: each change is written down once, with the reason why it may be, in the
 * statement that changes its payment, and what becomes of it in those that do. Pure.
 */
import type { Amount } from "../Account.ts"
import type { Changes, Ended, Name, Open } from "./Change.ts"
import { explained } from "./hold.ts"

/** What is to be written down of a change. */
export interface ChangeRecord {
  readonly number: number
  readonly stage: Open["stage"] | Ended["became"]
  /** The id of what was captured by it. */
  readonly part: string | null
  readonly endedAt: number | null
  readonly endedWhy: string | null
  /** Of one that is asked for now. */
  readonly asked: {
    readonly name: Name
    readonly amount: Amount | null
    readonly isFinal: boolean
    readonly at: number
    readonly why: string
  } | null
}

const going = ({ number, part, stage }: Open): ChangeRecord => ({
  number,
  stage,
  part,
  endedAt: null,
  endedWhy: null,
  asked: null
})

const over = ({ captured }: Changes, { became, number, why }: Ended, now: number): ChangeRecord => ({
  number,
  stage: became,
  part: captured.find((each) => each.number === number)?.part ?? null,
  endedAt: now,
  endedWhy: why,
  asked: null
})

const isSame = (one: Open, other: Open): boolean => one.stage === other.stage && one.part === other.part

// Why it may be: what the latest read has stated of the payment.
const whyOf = (changes: Changes): string => {
  const { hold } = changes
  if (hold === null) return "nothing is known to be held"
  const { authorized, captured, currency, elsewhere, isApproved } = hold
  const of = `${authorized ?? "?"} ${currency} held, ${captured ?? "?"} captured, ${explained(changes)} of it by us and ${elsewhere ?? "?"} elsewhere`
  return `${isApproved ? "approved; " : ""}${of}, by the read of ${new Date(hold.at).toISOString()}`
}

/** What is written down of the changes of a payment that were as given before, and are as given now. */
export const recordsOf = (
  before: Changes | undefined,
  after: Changes | undefined,
  now: number
): ReadonlyArray<ChangeRecord> => {
  if (after === undefined || after === before) return []
  const { ended, open } = after
  const was = before?.open ?? null
  const records: Array<ChangeRecord> = []
  // It was found after it had been called failed.
  const earlier = before?.ended
  if (ended !== null && earlier?.number === ended.number && earlier.became !== ended.became)
    records.push(over(after, ended, now))
  if (was !== null && open?.number === was.number) {
    if (!isSame(was, open)) records.push(going(open))
  } else if (was !== null) {
    const end =
      ended?.number === was.number ? ended : { ...was, became: "dead" as const, why: "another takes its place" }
    records.push(over(after, end, now))
  }
  if (open !== null && open.number > (before?.last ?? 0)) {
    const { amount, askedAt: at, isFinal, name } = open
    records.push({ ...going(open), asked: { name, amount, isFinal, at, why: whyOf(after) } })
  } else if (ended !== null && ended.number > (before?.last ?? 0) && ended.number === after.last) {
    const { amount, name } = ended
    records.push({
      ...over(after, ended, now),
      asked: { name, amount, isFinal: true, at: now, why: whyOf(after) }
    })
  }
  return records
}
