import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

// No zone is nearer to the next one than a quarter of an hour; a provider's clock may be a little off, or have seconds only.
const marginMillis = 5 * 60_000

export const madeAt = Law.define({
  id: "time/made-at",
  title:
    "where it is stated when an operation was made, that is when it was made, in whatever zone the provider writes it",
  why: "whoever looks for what was sent since an hour ago does not see what was made in another zone, and sends it again",
  routes: "covering",
  check: Effect.gen(function* () {
    const before = yield* Clock.currentTimeMillis
    const operation = yield* created()
    const after = yield* Clock.currentTimeMillis
    for (const { createdAt } of [operation.reported, yield* found(operation)]) {
      if (createdAt === undefined) continue
      const at = DateTime.toEpochMillis(createdAt)
      yield* expect(
        at >= before - marginMillis && at <= after + marginMillis,
        `it was made at ${new Date(before).toISOString()}`,
        `${new Date(at).toISOString()} is stated`
      )
    }
  })
})
