/**
 * A list of scripted behaviours: each is for one reference, one endpoint, or whatever comes next, and is used up after
 * so many times. Faults, status plans and callback scripts are all such lists.
 */

/** When a script applies. */
export interface Match {
  /** The merchant's own id of the operation; any when absent. */
  readonly reference?: string
  /** The endpoint's path as the provider prints it; any when absent. */
  readonly endpoint?: string
  /** How many times it applies, default once; `null` for always. */
  readonly times?: number | null
  /** How many matching calls pass before it starts to apply, default none. */
  readonly skip?: number
}

/** A script and when it applies. */
export interface Rule<A> {
  readonly id: number
  readonly match: Match
  readonly value: A
}

/** The properties of a request that a rule is compared with. */
export interface Subject {
  readonly reference: string | null
  readonly endpoint: string
}

/** The scripted behaviours of one sort. */
export interface Script<A> {
  readonly add: (value: A, match?: Match) => Rule<A>
  /** The first rule that applies and passes `fits`, now used once. */
  readonly take: (subject: Subject, fits?: (value: A) => boolean) => A | undefined
  /** The rules not yet used up, in order. */
  readonly list: () => ReadonlyArray<Rule<A>>
  readonly clear: () => void
}

interface Live<A> {
  readonly rule: Rule<A>
  left: number
  skip: number
}

/** An empty list of scripts. */
export const make = <A>(): Script<A> => {
  let live: Array<Live<A>> = []
  let counter = 0

  const applies = ({ match }: Rule<A>, subject: Subject): boolean =>
    (match.reference === undefined || match.reference === subject.reference) &&
    (match.endpoint === undefined || match.endpoint === subject.endpoint)

  return {
    add: (value, match = {}) => {
      counter += 1
      const rule = { id: counter, match, value }
      live.push({
        rule,
        left: match.times === null ? Number.POSITIVE_INFINITY : (match.times ?? 1),
        skip: match.skip ?? 0
      })
      return rule
    },
    take: (subject, fits = () => true) => {
      for (const entry of live) {
        if (!applies(entry.rule, subject) || !fits(entry.rule.value)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        entry.left -= 1
        if (entry.left <= 0) live = live.filter((other) => other !== entry)
        return entry.rule.value
      }
      return undefined
    },
    list: () => live.map((entry) => entry.rule),
    clear: () => {
      live = []
    }
  }
}
