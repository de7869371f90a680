/** Prints what happens, step by step, and stops the story at the first thing that is not as it should be. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { FarSide } from "./farSides.ts"

/** A step of the story did not hold. */
class StepFailed extends Schema.TaggedError<StepFailed>("@switchyard/gateway/StepFailed")("StepFailed", {
  message: Schema.String
}) {}

/** Tells the story. */
export interface Narrator {
  readonly say: (line: string) => void
  readonly step: (title: string) => void
  /** What the far sides received since the last time, as their journals show it: secrets and persons masked. */
  readonly sent: () => void
  /** Says what was decided, or fails with it. */
  readonly must: (holds: boolean, what: string) => Effect.Effect<void, StepFailed>
}

// A journal keeps the text of numbers.
const readable = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if ("text" in value) return value.text
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]))
}

/** A narrator that prints to `print` and reads the simulators' journals. */
export const make = (print: (line: string) => void, far: Readonly<Record<string, FarSide>>): Narrator => {
  const shown = new Map<string, number>()
  let steps = 0
  return {
    say: print,
    step: (title) => {
      steps += 1
      print(`\n${steps}. ${title}`)
    },
    sent: () => {
      const fresh = Object.entries(far).flatMap(([name, side]) => {
        const journal = side.journal()
        const news = journal.slice(shown.get(name) ?? 0).map((request) => ({ name, ...request }))
        shown.set(name, journal.length)
        return news
      })
      for (const { acted, body, endpoint, method, name, reply } of fresh.toSorted((a, b) => a.at - b.at)) {
        print(`   sent     to ${name}: ${method} ${endpoint} ${JSON.stringify(readable(body))}`)
        if (reply !== "answer") print(`   far side ${acted ? "acted" : "did not act"}, then: ${reply}`)
      }
    },
    must: (holds, what) => {
      if (!holds) return Effect.fail(new StepFailed({ message: `this did not hold: ${what}` }))
      print(`   decided  ${what}`)
      return Effect.void
    }
  }
}
