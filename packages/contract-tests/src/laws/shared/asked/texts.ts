import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { expect } from "../../../internal/expect.ts"
import { heldOf, methodOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// What ends a text, or begins another member, where nobody has escaped it: in JSON, in a form, in XML, in a path.
const descriptions = [
  'order 7","amount":1,"x":"',
  "order 7&amount=1&currency=RUB",
  "order 7</description><amount>1</amount>",
  "a\\b {c} [d] 100%25 + 1/2",
  "Заказ № 7 — ☂ 王"
]

export const texts = Law.define({
  id: "asked/texts",
  title: "whatever stands in a description arrives as it is written, and changes nothing else of what is asked",
  why: "a shop's customers write descriptions: one who ends a text there and begins an amount decides what is paid",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    yield* created()
    for (const description of descriptions) {
      const before = (yield* harness.held).length
      const asked = yield* ask({ changes: { description } })
      // A refusal is a right answer too: what counts is what the provider holds afterwards.
      yield* ends(asked.send())
      const own = yield* heldOf(asked)
      const all = (yield* harness.held).length - before
      yield* expect(all === own.length && all <= 1, `${description} makes one operation, or none`, `${all} are there`)
      for (const held of own) {
        const isSame = Money.equals(held.amount, asked.amount) && held.method === methodOf(asked)
        const happened = `${show(held.amount)} by ${held.method}`
        yield* expect(
          isSame,
          `with ${description} it is ${show(asked.amount)} by ${methodOf(asked)}`,
          `it is ${happened}`
        )
        const isKept = held.description === undefined || held.description === description
        yield* expect(
          isKept,
          `${description} arrives as it is written, or not at all`,
          `${held.description} has arrived`
        )
      }
    }
  })
})
