/** Turns laws into vitest tests, one a law, grouped. The test fails with the message of the broken law and no stack. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import { describe, test } from "vitest"
import type { Law } from "../Law.ts"
import { HarnessFailed } from "./guarded.ts"

interface Finding {
  readonly name: string
  readonly text: string
}

const finding = <R>(law: Law<R>, layer: Layer.Layer<R, unknown>): Promise<Finding | undefined> =>
  Effect.runPromise(
    Effect.map(Effect.exit(Effect.provide(law.check, layer, { local: true })), (exit) => {
      if (Exit.isSuccess(exit)) return undefined
      const failure = exit.cause.reasons.find(Cause.isFailReason)?.error
      const thrown = exit.cause.reasons.find(Cause.isDieReason)?.defect
      if (thrown instanceof HarnessFailed) {
        const text = `the harness has thrown, and the law is not checked: ${thrown.message}`
        return { name: thrown.name, text: `${text}\n${thrown.cause instanceof Error ? thrown.cause.stack : ""}` }
      }
      return {
        name: `LawBroken ${law.id}`,
        text: failure instanceof Error ? failure.message : Cause.pretty(exit.cause)
      }
    })
  )

/** Checks one law on a simulator of its own; the text of what broke it, or undefined. */
export const verdict = <R>(law: Law<R>, layer: Layer.Layer<R, unknown>): Promise<string | undefined> =>
  finding(law, layer).then((found) => found?.text)

/** Registers the laws as tests. */
export const register = <R>(name: string, laws: ReadonlyArray<Law<R>>, layer: Layer.Layer<R, unknown>): void => {
  const groups = [...new Set(laws.map(({ group }) => group))]
  describe(name, () => {
    for (const group of groups) {
      describe(group, () => {
        for (const law of laws.filter((candidate) => candidate.group === group)) {
          test(`${law.id}: ${law.title}`, async () => {
            const found = await finding(law, layer)
            if (found === undefined) return
            const error = new Error(found.text)
            error.name = found.name
            error.stack = `${found.name}: ${found.text}`
            throw error
          })
        }
      })
    }
  })
}
