import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { callbackOf, leadsTo, understoodAll, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { type Created, created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const several = Law.define({
  id: "callbacks/several",
  title: "of a callback with several events each is understood, with an id of its own, and leads to its operation",
  why: "whoever answers a callback has taken all of it: an event that was dropped is never sent again",
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const { callbackKinds } = yield* Harness
      if (callbackKinds?.several === undefined) return
      const operations: Array<Created> = []
      for (let count = 0; count < 3; count++) {
        const operation = yield* created()
        // In a status for which there is a callback.
        yield* callbackOf(operation.asked.reference)
        operations.push(operation)
      }
      const events = yield* understoodAll(
        parse,
        yield* callbackKinds.several(operations.map(({ asked }) => asked.reference))
      )
      for (const operation of operations) {
        const found = events.some((event) => leadsTo(event, operation))
        yield* expect(found, `one event leads to ${operation.asked.reference}`, "none does")
      }
      const isWhole = events.length === operations.length
      yield* expect(isWhole, `${operations.length} operations are as many events`, `there are ${events.length}`)
      const ids = new Set(events.map(({ eventId }) => eventId))
      yield* expect(
        ids.size === events.length,
        "each has an id of its own",
        `${ids.size} ids of ${events.length} events`
      )
      const isTrusted = events.every((event) => event.trust === trust)
      yield* expect(isTrusted, `each is trusted as ${trust}`, events.map((event) => event.trust).join(", "))
    })
  )
})
