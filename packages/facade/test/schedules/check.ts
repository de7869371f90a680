/**
 * Runs many random schedules and stops at the first one that breaks a law: made as small as possible, told as a story,
 * with the seed and path that run exactly this one again.
 */
import * as fc from "fast-check"
import { late, ordered, repeating, schedule, staged } from "./arbitrary.ts"
import type { Outcome } from "./outcome.ts"
import { type Actors, run as runKeeper } from "./run.ts"
import type { Schedule } from "./schedule.ts"
import { run as runCreate } from "./simple.ts"

/** Who holds the operations: a keeper of records over `createOn`, or an application over `create` without records. */
export type Holder = "keeper" | "create"

/** Runs one schedule. */
export const run = (holder: Holder, drawn: Schedule, actors: Actors = {}): Promise<Outcome> =>
  holder === "keeper" ? runKeeper(drawn, actors) : runCreate(drawn, actors)

/** What is run. */
export interface Options {
  readonly holder: Holder
  readonly seed: number
  readonly schedules: number
  readonly actors?: Actors
  /** Runs only the schedule of this path, as a report names it. */
  readonly path?: string | undefined
  /** Looks only for laws whose sentence matches. */
  readonly law?: RegExp
  /** Draws only from those of this kind, which are a part of all. */
  readonly only?: keyof typeof parts | undefined
  /** Takes the first counterexample as it is: making it smaller runs more schedules than finding it. */
  readonly isFirstEnough?: boolean
  /** Told after each schedule. */
  readonly onSchedule?: () => void
}

/** What came of it. */
export interface Report {
  /** The schedules that were run, without those that only made a counterexample smaller. */
  readonly schedules: number
  /** How many of them made each thing happen. */
  readonly covered: ReadonlyMap<string, number>
  /** The broken laws of the smallest counterexample, none when every law held. */
  readonly broken: ReadonlyArray<string>
  /** The counterexample for a person to read; empty when every law held. */
  readonly text: string
}

const parts = { all: schedule, late, ordered, repeating, staged }

class Broken extends Error {
  readonly laws: ReadonlyArray<string>
  constructor(laws: ReadonlyArray<string>) {
    super(laws.join("\n"))
    this.laws = laws
  }
}

const indented = (lines: ReadonlyArray<string>): string => lines.map((line) => `  ${line}`).join("\n")

/** Runs schedules until one breaks a law, or all have been run. */
export const check = async (options: Options): Promise<Report> => {
  const { actors = {}, holder, isFirstEnough = false, law, onSchedule, only = "all", path, schedules, seed } = options
  const covered = new Map<string, number>()
  let isBroken = false
  let count = 0
  const property = fc.asyncProperty(parts[only], async (drawn) => {
    const outcome = await run(holder, drawn, actors)
    const laws = outcome.broken.filter((sentence) => law === undefined || law.test(sentence))
    if (!isBroken) {
      count += 1
      for (const name of outcome.covered) covered.set(name, (covered.get(name) ?? 0) + 1)
      onSchedule?.()
    }
    if (laws.length === 0) return
    isBroken = true
    throw new Broken(laws)
  })
  const details = await fc.check(property, {
    numRuns: schedules,
    seed,
    endOnFailure: isFirstEnough,
    ...(path === undefined ? {} : { path })
  })
  const [smallest] = details.counterexample ?? []
  if (!details.failed || smallest === undefined) return { schedules: count, covered, broken: [], text: "" }

  const { broken, log } = await run(holder, smallest, actors)
  const laws = broken.length > 0 ? broken : ["it broke a law the first time and none the second time"]
  const text = [
    `A schedule breaks the laws (seed ${details.seed}, path ${details.counterexamplePath}).`,
    `Found by ${count} schedules and made smaller ${details.numShrinks} times. To run it again:`,
    `  npm run soak -- --holder ${holder} --seed ${details.seed} --path ${details.counterexamplePath}`,
    "Broken:",
    indented(laws),
    "Story:",
    indented(log),
    "Schedule:",
    indented([JSON.stringify(smallest)])
  ]
  if (details.errorInstance instanceof Error && !(details.errorInstance instanceof Broken)) {
    text.push("Thrown:", indented([details.errorInstance.stack ?? details.errorInstance.message]))
  }
  return { schedules: count, covered, broken: laws, text: text.join("\n") }
}
