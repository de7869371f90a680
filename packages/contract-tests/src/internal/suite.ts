/** Turns laws into vitest tests, one a law, grouped. The test fails with the message of the broken law and no stack. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import { describe, test } from "vitest"
import type { Law } from "../Law.ts"
import { HarnessFailed } from "./guarded.ts"
import { Again } from "./twin.ts"

const ofTheHarness = "the harness has thrown, and the law is not checked: "

/** Whether a verdict says that the harness has thrown, which is no finding about the adapter. */
export const isOfTheHarness = (text: string): boolean => text.startsWith(ofTheHarness)

/** Checks one law on a simulator of its own; the text of what broke it, or of what the harness has thrown, or undefined. */
export const verdict = <R>(law: Law<R>, layer: Layer.Layer<R, unknown>): Promise<string | undefined> =>
  Effect.runPromise(
    Effect.map(
      Effect.exit(Effect.provide(Effect.provideService(law.check, Again, layer), layer, { local: true })),
      (exit) => {
        if (Exit.isSuccess(exit)) return undefined
        const thrown = exit.cause.reasons.find(Cause.isDieReason)?.defect
        if (thrown instanceof HarnessFailed) {
          const { cause, message } = thrown
          return `${ofTheHarness}${message}\n${cause instanceof Error ? cause.stack : ""}`
        }
        const failure = exit.cause.reasons.find(Cause.isFailReason)?.error
        return failure instanceof Error ? failure.message : Cause.pretty(exit.cause)
      }
    )
  )

/** Registers the laws as tests. */
export const register = <R>(name: string, laws: ReadonlyArray<Law<R>>, layer: Layer.Layer<R, unknown>): void => {
  const groups = [...new Set(laws.map(({ group }) => group))]
  describe(name, () => {
    for (const group of groups) {
      describe(group, () => {
        for (const law of laws.filter((candidate) => candidate.group === group)) {
          test(`${law.id}: ${law.title}`, async () => {
            const broken = await verdict(law, layer)
            if (broken === undefined) return
            const error = new Error(broken)
            error.name = isOfTheHarness(broken) ? "HarnessFailed" : `LawBroken ${law.id}`
            error.stack = `${error.name}: ${broken}`
            throw error
          })
        }
      })
    }
  })
}
