import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { callbackOf, isDisbelieved, whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const noSecret = Law.define({
  id: "callbacks/no-secret",
  title: "without a secret the adapter is not built, or its callbacks are rejected or mere hints, and declared as such",
  why: "a missing secret that opens the door is found by whoever tries it first",
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* () {
      const harness = yield* Harness
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const built = yield* ends(harness.withoutSecret)
      if (Exit.isFailure(built)) return
      const { capabilities, parseCallback } = built.value
      const declared = capabilities.callbacks
      yield* expect(declared !== "verified", "without a secret callbacks are not declared as verified", `${declared}`)
      if (parseCallback === undefined) return
      const exit = yield* ends(parseCallback(raw))
      const isHint = isDisbelieved(exit) || (Exit.isSuccess(exit) && exit.value.every(({ trust }) => trust === "hint"))
      const happened = Exit.isSuccess(exit)
        ? `trusted as ${exit.value.map(({ trust }) => trust).join(", ")}`
        : describe(exit)
      yield* expect(isHint, "a callback is rejected or a hint", happened)
    })
  )
})
