import * as Effect from "effect/Effect"
import { routeOf } from "../../../internal/asked.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const source = Law.define({
  id: "asked/source",
  title: "a balance that was chosen is named to the provider",
  why: "a payout out of the balance that comes first is paid at another price, and out of money that was meant for others",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask, capabilities } = yield* Subject
    const { request } = yield* ask()
    const route = "destination" in request ? routeOf(capabilities, request) : undefined
    for (const chosen of route?.sources ?? []) {
      const asked = yield* ask({ changes: { source: chosen } })
      const exit = yield* ends(asked.send())
      const [held] = yield* heldOf(asked)
      if (held === undefined) return yield* broken(`a payout from the balance in ${chosen} is sent`, describe(exit))
      yield* expect(held.source === chosen, `the provider is told to debit ${chosen}`, `it was told ${held.source}`)
    }
  })
})
