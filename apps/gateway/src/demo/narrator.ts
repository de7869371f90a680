/** Prints what happens, step by step, and stops the demo at the first thing that is not as it should be. */
import type { TimelineEntry } from "../model/Resource.ts"

/** Prints the demo. */
export interface Narrator {
  readonly print: (line: string) => void
  readonly step: (title: string) => void
  /** Prints what the gateway keeps of an operation; of its details what a line does not say yet, and no lists. */
  readonly timeline: (entries: ReadonlyArray<TimelineEntry>) => void
  /** Prints what holds, or ends the demo with what does not. */
  readonly check: (holds: boolean, what: string) => void
}

const seconds = (from: string, to: string): string => ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(3)

/** A narrator that prints to `print`. */
export const make = (print: (line: string) => void): Narrator => {
  let steps = 0
  return {
    print,
    step: (title) => {
      steps += 1
      print(`\n${steps}. ${title}`)
    },
    timeline: (entries) => {
      for (const { at, details, kind, summary } of entries) {
        const known = Object.entries(details)
          .filter(([, value]) => value !== null && typeof value !== "object" && !summary.includes(`${value}`))
          .map(([name, value]) => `${name}: ${value}`)
        const since = seconds(entries[0]?.at ?? at, at).padStart(7)
        print(`   ${since} s  ${kind.padEnd(10)}  ${summary}${known.length === 0 ? "" : `  (${known.join(", ")})`}`)
      }
    },
    check: (holds, what) => {
      if (!holds) throw new Error(`this did not hold: ${what}`)
      print(`   ✓ ${what}`)
    }
  }
}
