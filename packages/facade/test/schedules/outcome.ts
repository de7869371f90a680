/** What came of a schedule, the same whoever held its operations. */
export interface Outcome {
  /** The laws that do not hold, one sentence each. */
  readonly broken: ReadonlyArray<string>
  /** Everything in order, for a person who wants to know how it came. */
  readonly log: ReadonlyArray<string>
  /** What the schedule made happen, to see that schedules reach what they are meant to reach. */
  readonly covered: ReadonlySet<string>
}
