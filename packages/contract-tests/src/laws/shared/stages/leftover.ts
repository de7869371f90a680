import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import {
  type Draft,
  declined,
  lossesOf,
  payable,
  preparing,
  unknownOf,
  watched,
  whereStaged
} from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Wherever it is refused, nothing may be there that anybody pays, and where something is left its id is known.
const isHonest = Effect.fnUntraced(function* (
  { asked, exit }: Pick<Draft, "asked" | "exit">,
  when: string,
  id?: string
) {
  const held = (yield* heldOf(asked)).length
  const unknown = unknownOf(exit)
  if (unknown?.reason === "Leftover") {
    yield* expect(unknown.refused !== undefined, `${when} a leftover says how it was refused`, "it does not")
    const { providerReference } = unknown
    yield* expect(
      id === undefined || providerReference === id,
      `${when} the leftover names ${id}, which was prepared`,
      `it names ${providerReference ?? "none"}`
    )
  }
  const abandons = (yield* requestsOf("abandon")).length
  yield* expect(abandons === 0, `${when} a create abandons nothing by itself`, `${abandons} abandonments have arrived`)
  if (Exit.isSuccess(exit)) return
  const count = held + (yield* payable(asked))
  yield* expect(
    count === 0,
    `${when} nothing is left that can be paid, as ${describe(exit)}`,
    `it was paid ${count} times`
  )
})

export const leftover = Law.define({
  id: "stages/leftover",
  title: "a create ends as Rejected or NotExecuted only where nothing is left at the provider that can still be paid",
  why: "after a refusal another provider is asked: what is left at the first one is paid by whoever finds it",
  routes: "every",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const left = yield* declined
    if (left !== undefined) {
      const { asked, exit, unknown } = left
      yield* expect(
        unknown?.reason === "Leftover" && unknown.providerReference !== undefined,
        "what was declined and can still be paid ends as OutcomeUnknown (Leftover), with its id",
        describe(exit)
      )
      yield* isHonest({ asked, exit }, "after a create that was declined")
    }
    yield* whereStaged(
      Effect.fnUntraced(function* () {
        const { fault, refusals } = yield* Harness
        const losses = yield* lossesOf
        const steps = yield* preparing
        for (let step = 0; step < steps; step++) {
          for (const [what, how] of losses) {
            const asked = yield* ask()
            yield* fault("prepare", how, step)
            yield* isHonest(yield* watched(asked), `after ${what} in request ${step + 1} of a preparation`)
          }
        }
        // Whoever prepares again by itself is refused then, which says nothing of what was made before.
        for (const reason of refusals) {
          const asked = yield* ask()
          yield* fault("prepare", { kind: "cutAfterActing" }, steps - 1)
          yield* fault("prepare", { kind: "refuse", reason }, steps)
          yield* isHonest(yield* watched(asked), `after a lost answer and the refusal ${reason} in a preparation`)
          // For everybody else the refusal is still to come.
          yield* watched(yield* ask())
        }
        for (const [what, how] of losses) {
          const asked = yield* ask()
          yield* fault("create", how)
          const ended = yield* watched(asked)
          yield* isHonest(ended, `after ${what} in the commit`, ended.seen[0]?.providerReference)
        }
      })
    )
  })
})
