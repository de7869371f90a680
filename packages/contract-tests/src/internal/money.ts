/** The money of payments as the harness knows it. */
import * as Effect from "effect/Effect"
import { Harness } from "../Harness.ts"
import { broken } from "./expect.ts"

/** The money of payments, which the harness must know where they are captured or paid back. */
export const money = Effect.gen(function* () {
  const harness = yield* Harness
  return harness.money ?? (yield* broken("the harness knows the money of payments", "it has no `money`"))
})
