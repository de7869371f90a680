import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { callbackOf, understood, whereSent } from "../../../internal/callbacks.ts"
import { contextsOf, isSame } from "../../../internal/contexts.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const words = (context: object | undefined) => (context === undefined ? "no context" : JSON.stringify(context))

export const inContext = Law.define({
  id: "callbacks/context",
  title: "a callback about an operation of a context names that context, where the provider says it, and no other",
  why: "two sub-accounts may have one reference: an event of the one that is taken for the platform's credits the other",
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const both = yield* contextsOf
      const { callbackKinds } = yield* Harness
      if (both === undefined || callbackKinds?.statesContext !== true) return
      for (const context of [both.own, both.other, undefined]) {
        const { asked } = yield* created(context && { changes: { context } })
        const event = yield* understood(parse, yield* callbackOf(asked.reference))
        const isOwn = isSame({ ...event.context }, { ...context })
        yield* expect(isOwn, `its event is of ${words(context)}`, `it is of ${words(event.context)}`)
      }
    })
  )
})
