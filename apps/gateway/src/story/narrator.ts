/** Prints what happens, step by step, and stops the story at the first thing that is not as it should be. */
import type { Sandbox } from "@switchyard/sandbox"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A step of the story did not hold. */
class StepFailed extends Schema.TaggedError<StepFailed>("@switchyard/gateway/StepFailed")("StepFailed", {
  message: Schema.String
}) {}

/** Tells the story. */
export interface Narrator {
  readonly say: (line: string) => void
  readonly step: (title: string) => void
  /** What the far side received since the last time, as its journal shows it: secrets and persons masked. */
  readonly sent: () => void
  /** Says what was decided, or fails with it. */
  readonly must: (holds: boolean, what: string) => Effect.Effect<void, StepFailed>
}

const readable = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if ("text" in value) return value.text
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]))
}

/** A narrator that prints to `print` and reads the simulator's journal. */
export const make = (print: (line: string) => void, far: Sandbox.Sandbox["feennex"]["admin"]): Narrator => {
  let steps = 0
  let shown = 0
  return {
    say: print,
    step: (title) => {
      steps += 1
      print(`\n${steps}. ${title}`)
    },
    sent: () => {
      const entries = far.journal()
      for (const { acted, body, endpoint, method, reply } of entries.slice(shown)) {
        print(`   sent     ${method} ${endpoint} ${JSON.stringify(readable(body))}`)
        if (reply !== "answer") print(`   far side ${acted ? "acted" : "did not act"}, then: ${reply}`)
      }
      shown = entries.length
    },
    must: (holds, what) => {
      if (!holds) return Effect.fail(new StepFailed({ message: `this did not hold: ${what}` }))
      print(`   decided  ${what}`)
      return Effect.void
    }
  }
}
