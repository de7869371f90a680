import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { heldOf, moved } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const options = Law.define({
  id: "capabilities/options",
  title: "no option of the adapter changes how much is moved, in which currency, by which method or to whom",
  why: "routes, limits and mismatches are judged by the request: an option behind its back pays 99,000 dollars for roubles",
  routes: "every",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const { options = [] } = yield* Harness
    const plain = yield* ask()
    yield* ends(plain.send())
    const [usual] = yield* heldOf(plain)
    // A route that takes nothing breaks a law of its own.
    if (usual === undefined) return
    for (const { options: chosen, what } of options) {
      const asked = yield* ask({ options: chosen })
      // A refusal is a right answer too: what counts is what the provider holds afterwards.
      yield* ends(asked.send())
      for (const held of yield* heldOf(asked)) {
        const changed = moved.filter((member) => member.of(held) !== member.of(usual)).map(({ name }) => name)
        yield* expect(
          changed.length === 0,
          `${what} moves the same money to the same place`,
          `other than without it: ${changed.join(", ")}`
        )
      }
    }
  })
})
