import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { callbackOf, leadsTo, understood, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const genuine = Law.define({
  id: "callbacks/genuine",
  title:
    "a genuine callback is understood with exactly the trust that the manifest declares, and leads to its operation",
  why: "a callback that is not understood is lost news; one that is trusted more than declared can be forged",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const harness = yield* Harness
      const subject = yield* Subject
      // With every kind of letter that a reference may have, where this provider takes them.
      const reference = `${yield* harness.reference}.Aa_B-c`
      const isTaken = (yield* subject.ask({ reference })).issues().length === 0
      const operation = yield* created(isTaken ? { reference } : {})
      const { asked } = operation
      const event = yield* understood(parse, yield* callbackOf(asked.reference))
      yield* expect(event.trust === trust, `it is trusted as ${trust}`, `it is trusted as ${event.trust}`)
      const kind = `${event.kind}s`
      yield* expect(kind === subject.kind, `it speaks of ${subject.kind}`, `it speaks of ${kind}`)
      const what = `it speaks of ${event.reference ?? "no reference"}`
      yield* expect(leadsTo(event, operation), `it leads to ${asked.reference}`, what)
    })
  )
})
