/** Calls a second, latency, processor time and memory of every contender, sampled in turn, round after round. */
import { type Name, names } from "./contenders/all.ts"
import { type Runner, startRunner, startSimulator } from "./processes.ts"
import type { Sample } from "./Sample.ts"
import { median } from "./statistics.ts"

/** How many calls run at once. */
export const parallels = [1, 32] as const

/** A number of calls at once. */
export type Parallel = (typeof parallels)[number]

/** The figures at each number of parallel calls; each figure is the median of its samples. */
export type Speed = ReadonlyMap<Parallel, Sample>

/** The figures of a contender, or why it could not run. */
export type Found = Speed | { readonly why: string }

/** How long to measure. */
export interface Effort {
  readonly rounds: number
  readonly milliseconds: number
  readonly warmUpMilliseconds: number
}

const middle = (samples: ReadonlyArray<Sample>): Sample => {
  const of = (pick: (sample: Sample) => number) => median(samples.map(pick))
  return {
    rate: of(({ rate }) => rate),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpu: of(({ cpu }) => cpu),
    peakMegabytes: Math.max(...samples.map(({ peakMegabytes }) => peakMegabytes))
  }
}

/** Measures these contenders. */
export const measure = async (
  { milliseconds, rounds, warmUpMilliseconds }: Effort,
  chosen: ReadonlyArray<Name> = names
): Promise<ReadonlyMap<Name, Found>> => {
  const simulator = await startSimulator()
  const runners = new Map<Name, Runner>()
  const found = new Map<Name, Found>()
  const taken = new Map<Name, Map<Parallel, Array<Sample>>>()
  try {
    for (const name of chosen) {
      try {
        const runner = await startRunner(name, simulator.origin)
        // Until its code is compiled a contender is slow, and the more so the more code it has.
        await runner.sample({ parallel: 32, milliseconds: warmUpMilliseconds })
        runners.set(name, runner)
        taken.set(name, new Map(parallels.map((parallel) => [parallel, []])))
      } catch (error) {
        found.set(name, { why: String(error) })
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, runner] of runners) {
        try {
          for (const parallel of parallels) {
            // Connections that were idle since the last round are made anew before time is taken.
            await runner.sample({ parallel, milliseconds: 20 })
            taken
              .get(name)
              ?.get(parallel)
              ?.push(await runner.sample({ parallel, milliseconds }))
          }
        } catch (error) {
          runners.delete(name)
          found.set(name, { why: String(error) })
        }
      }
    }
    for (const name of runners.keys()) {
      found.set(name, new Map([...(taken.get(name) ?? [])].map(([parallel, samples]) => [parallel, middle(samples)])))
    }
    return new Map(chosen.flatMap((name) => [[name, found.get(name) ?? { why: "not measured" }] as const]))
  } finally {
    for (const runner of runners.values()) await runner.stop()
    await simulator.stop()
  }
}
