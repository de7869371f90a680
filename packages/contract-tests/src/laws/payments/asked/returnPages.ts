import * as Effect from "effect/Effect"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const pages = {
  successUrl: "https://shop.example.com/thanks?order=7&by=card#paid",
  failedUrl: "https://shop.example.com/sorry?order=7&again=1%2F2"
} as const

export const returnPages = Law.define({
  id: "asked/return-pages",
  title:
    "a payer who has paid is sent to the page for that, one who has not to the other, each with all of its address",
  why: "a shop that ships by its page of thanks ships to whoever could not pay; half an address leads to no order",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const asked = yield* ask({ changes: { ...pages } })
    const exit = yield* ends(asked.send())
    const [held] = yield* heldOf(asked)
    if (held === undefined) return yield* broken("a payment with two pages to return to is sent", describe(exit))
    for (const name of ["successUrl", "failedUrl"] as const) {
      const page = held[name]
      // Some providers know one address, or none.
      yield* expect(page === undefined || page === pages[name], `${name} is ${pages[name]}`, `it is ${page}`)
    }
  })
})
