import * as Destination from "@switchyard/core/Destination"
import * as Effect from "effect/Effect"
import { broken, expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const ownDestination = Law.define({
  id: "identity/own-destination",
  title: "where an answer states the account, it states the one that was asked for, as destinations name it",
  why: "by the account a holder knows its own payout from somebody else's: stated in another form, each of them needs a person",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    yield* Subject
    const operation = yield* created()
    const { request } = operation.asked
    if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
    for (const { account } of [operation.reported, yield* found(operation)]) {
      yield* expect(
        account === undefined || Destination.isStatedAs(request.destination, account),
        `the account is that of the ${request.destination.type} that was asked for`,
        "it is another, or written in another way"
      )
    }
  })
})
