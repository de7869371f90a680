import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const decimal = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/

export const ownUnit = Law.define({
  id: "amounts/own-unit",
  title: "what a provider states in a unit of its own is an exact decimal with its unit, under a label of its own",
  why: "they are kept by their labels and compared as numbers: of two under one label one is lost, and a rate without its units is read the wrong way round",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const operation = yield* created()
    for (const { providerAmounts = [] } of [operation.reported, yield* found(operation)]) {
      const labels = providerAmounts.map(({ label }) => label)
      yield* expect(new Set(labels).size === labels.length, "each label stands once", labels.join(", "))
      for (const { label, unit, value } of providerAmounts) {
        yield* expect(label !== "" && unit !== "", `${value} has a label and a unit`, `"${label}" in "${unit}"`)
        yield* expect(decimal.test(value), `${label} is a decimal without an exponent`, value)
      }
    }
  })
})
