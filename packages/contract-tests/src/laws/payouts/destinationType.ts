/** The first declared route as a payout quote wants it. */
import * as Destination from "@switchyard/core/Destination"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { broken } from "../../internal/expect.ts"
import { Subject } from "../../Subject.ts"

const isType = Schema.is(Destination.Type)

/** The target, and its method as a destination type. */
export const destinationType = Effect.gen(function* () {
  const { targets } = yield* Subject
  const target = targets[0]
  const type = target?.method
  if (target === undefined || !isType(type)) {
    return yield* broken("the routes of a payout provider are destination types", `one is ${type ?? "missing"}`)
  }
  return { target, type }
})
