import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const beside = Law.define({
  id: "amounts/beside",
  title:
    "a fee, and what leaves or reaches the balance, is reported exactly as the provider states it, each under its own name",
  why: "books are kept by these sums: what left the balance without its fee, or in another unit, never agrees with a statement",
  routes: "covering",
  check: Effect.gen(function* () {
    const { sums } = yield* Harness
    if (sums === undefined) return
    const operation = yield* created()
    const told = yield* sums(operation.asked.reference)
    for (const reported of [operation.reported, yield* found(operation)]) {
      for (const name of ["fee", "debited", "credited"] as const) {
        const [said, is] = [told[name], reported[name]]
        const isSame =
          is === undefined || (said !== undefined && said.currency === is.currency && Money.equals(said, is))
        const words = said === undefined ? "nothing" : show(said)
        yield* expect(isSame, `${words} is reported as ${name}`, is === undefined ? "" : show(is))
      }
    }
  })
})
