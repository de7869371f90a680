import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { understoodAll, whereSent } from "../../../internal/callbacks.ts"
import { broken, expect } from "../../../internal/expect.ts"
import { created, found, isMoneyThere } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const noRead = Law.define({
  id: "callbacks/no-read",
  title: "a read reports what the provider answers to it, whatever a callback has said before",
  why: "a callback may be old, late or out of order: believed in place of a read, it pays out what came back an hour ago",
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { callback, callbackStatuses, settle, statuses } = yield* Harness
      const operation = yield* created()
      const { reference } = operation.asked
      const { providerStatus } = yield* found(operation)
      const open = statuses.find(({ word }) => word === providerStatus)
      const paid = statuses.find(({ means, word }) => isMoneyThere(means) && callbackStatuses.includes(word))
      if (paid === undefined || open === undefined) return
      yield* settle(reference, paid.word)
      const raw = yield* callback(reference)
      yield* settle(reference, open.word)
      const events = yield* understoodAll(parse, raw)
      if (events.length === 0) return yield* broken("a genuine callback is understood", "it has no events")
      const { status } = yield* found(operation)
      yield* expect(
        status === open.means,
        `after it the provider says "${open.word}", ${open.means}`,
        `it is ${status}`
      )
    })
  )
})
