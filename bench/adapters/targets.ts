/** The targets of our adapters, as ratios to peers measured in the same run. A target that is missed stays listed. */
import { type Name, ours } from "./contenders/all.ts"
import type { Import } from "./imports.ts"
import type { Sample } from "./Sample.ts"
import type { Found, Parallel } from "./speed.ts"

/** Everything that one run has found. */
export interface Findings {
  readonly speed: ReadonlyMap<Name, Found>
  readonly imports: ReadonlyMap<string, Import>
  readonly sizes: ReadonlyMap<string, number>
}

/** One target, and what was found of each of those it is for. */
export interface Verdict {
  readonly target: string
  readonly wanted: string
  readonly found: ReadonlyMap<string, number>
  readonly isMet: (found: number) => boolean
}

const atLeast = (target: string, least: number, found: ReadonlyMap<string, number>): Verdict => ({
  target,
  wanted: `at least ${least}`,
  found,
  isMet: (value) => value >= least
})

const atMost = (target: string, most: number, found: ReadonlyMap<string, number>): Verdict => ({
  target,
  wanted: `at most ${most}`,
  found,
  isMet: (value) => value <= most
})

const of = <Subject extends string>(
  subjects: ReadonlyArray<Subject>,
  find: (subject: Subject) => number
): ReadonlyMap<string, number> => new Map(subjects.map((subject) => [subject, find(subject)]))

/** Judges a run. What could not be measured is not met. */
export const judge = ({ imports, sizes, speed }: Findings): ReadonlyArray<Verdict> => {
  const sample = (name: Name, parallel: Parallel): Partial<Sample> => {
    const found = speed.get(name)
    return found === undefined || "why" in found ? {} : (found.get(parallel) ?? {})
  }
  const ratio = (key: "rate" | "cpu", name: Name, to: Name, parallel: Parallel): number =>
    (sample(name, parallel)[key] ?? Number.NaN) / (sample(to, parallel)[key] ?? Number.NaN)

  const rates = (peer: Name, parallel: Parallel) => of(ours, (name) => ratio("rate", name, peer, parallel))
  const cpu = (parallel: Parallel) => of(ours, (name) => ratio("cpu", name, "stripe-node", parallel))
  const p99 = (name: Name): number => sample(name, 1).p99 ?? Number.NaN
  const imported = (name: string): number => imports.get(name)?.milliseconds ?? Number.NaN
  const size = (name: string): number => sizes.get(name) ?? Number.NaN

  return [
    atLeast("calls a second, × stripe-node, 1 at once", 0.7, rates("stripe-node", 1)),
    atLeast("calls a second, × stripe-node, 32 at once", 0.9, rates("stripe-node", 32)),
    atLeast("calls a second, × hyperswitch-prism, 1 at once", 4, rates("hyperswitch-prism", 1)),
    atLeast("calls a second, × hyperswitch-prism, 32 at once", 4, rates("hyperswitch-prism", 32)),
    atMost(
      "p99 above bare fetch, ms, 1 at once",
      1,
      of(ours, (name) => p99(name) - p99("fetch"))
    ),
    atMost("processor time, × stripe-node, 1 at once", 1.4, cpu(1)),
    atMost("processor time, × stripe-node, 32 at once", 1.4, cpu(32)),
    atMost(
      "import time, × stripe-node",
      2.2,
      of(["@switchyard/feennex", "@switchyard/p2p"], (name) => imported(name) / imported("stripe"))
    ),
    atMost(
      "installed size, × hyperswitch-prism",
      0.25,
      of(["core + feennex", "core + p2p"], (name) => size(name) / size("hyperswitch-prism"))
    )
  ]
}
