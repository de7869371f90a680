import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, found } from "../../../internal/steps.ts"
import { turn } from "../../../internal/turn.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const unasked = Law.define({
  id: "time/unasked",
  title:
    "what was sent, accepted or not, and read is left alone: nothing reaches the provider that nobody has asked for",
  why: "an adapter that goes on asking by itself is blocked by its provider, and goes on when its holder has decided otherwise",
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    yield* found(yield* created())
    yield* harness.fault("create", { kind: "cutAfterActing" })
    yield* ends((yield* ask()).send())
    const before = { received: (yield* harness.received).length, connecting: yield* harness.connecting }
    // Step by step, since what sleeps between two of its own requests is woken by each.
    for (let hours = 0; hours < 6; hours++) yield* harness.advance("1 hour")
    // Whoever woke up asks for a connection at once.
    for (let turns = 0; turns < 20; turns++) yield* turn
    const more = (yield* harness.received).slice(before.received).map(({ operation }) => operation)
    const connected = (yield* harness.connecting) - before.connecting
    yield* expect(
      more.length === 0 && connected === 0,
      "in the six hours after it nothing is asked of the provider",
      `${connected} connections are made, for ${more.join(", ") || "nothing that arrived"}`
    )
  })
})
