import * as Effect from "effect/Effect"
import { callbackOf, isDisbelieved, whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const forged = Law.define({
  id: "callbacks/forged",
  title: "a callback signed by somebody else is not believed, where callbacks are declared as verified",
  why: "anybody on the internet can reach a callback address; a signature that is not checked is a public 'mark as paid'",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference, { isForged: true })
      const exit = yield* ends(parse(raw))
      if (trust === "verified") yield* expect(isDisbelieved(exit), "a forged callback is not believed", describe(exit))
    })
  )
})
