import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { creationOf, keyOf, others, whereReplayed } from "../../../internal/replays.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { isStaged } from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const hash = Law.define({
  id: "replay/hash",
  title:
    "the key of a create asks nobody, is the same at any time and in any process, and another one for another request",
  why: "a key that changes by itself makes every unknown unsettled for ever; one that does not change with the request lets another one be paid in its place",
  routes: "covering",
  check: whereReplayed(
    Effect.fnUntraced(function* () {
      const { ask } = yield* Subject
      const harness = yield* Harness
      const asked = yield* ask()
      const { amount, reference } = asked
      const creation = yield* creationOf(asked)
      const before = { received: (yield* harness.received).length, connecting: yield* harness.connecting }
      const key = yield* keyOf(asked, creation)
      yield* harness.advance("61 seconds")
      const isSame = (other: typeof key | undefined) =>
        other !== undefined &&
        Redacted.value(other.hash) === Redacted.value(key.hash) &&
        (other.account && Redacted.value(other.account)) === (key.account && Redacted.value(key.account))
      yield* expect(
        isSame(yield* keyOf(yield* ask({ reference, amount }), creation)),
        "the key of the same request is the same a minute later",
        "it is another one"
      )
      const more = (yield* harness.received).length - before.received
      yield* expect(more === 0, "nothing is sent when two keys are taken", `${more} requests have arrived`)
      const connected = (yield* harness.connecting) - before.connecting
      yield* expect(connected === 0, "a key is taken without a connection", `${connected} connections were asked for`)

      if (harness.rebuilt === undefined) {
        return yield* broken("the harness builds the adapter once more, where that has replays", "it has no `rebuilt`")
      }
      const twin = yield* ends(Effect.tap(harness.rebuilt, ({ replay }) => replay.confirm))
      if (Exit.isFailure(twin)) return yield* broken("the adapter can be built once more", describe(twin))
      yield* expect(
        isSame(yield* twin.value.replay.hash(asked.request, creation)),
        "the key of the same request is the same after a restart",
        "it is another one, or none"
      )

      if (yield* isStaged) {
        // The commit names what was prepared, whatever that was prepared for.
        const other = yield* keyOf(asked, yield* creationOf(yield* ask()))
        return yield* expect(!isSame(other), "what was prepared for another create has another key", "it has the same")
      }
      for (const [what, wish] of [...(yield* others(asked)), ["reference", { amount }] as const]) {
        const other = yield* ask(wish)
        yield* expect(!isSame(yield* keyOf(other)), `another ${what} has another key`, "it has the same")
        const exit = yield* ends(other.send({ replayKey: key }))
        const isRefused = errorOf(exit)?._tag === "NotExecuted"
        yield* expect(isRefused, `another ${what} under this key ends as NotExecuted`, describe(exit))
      }
      const creates = (yield* requestsOf("create")).length
      yield* expect(
        creates === 0,
        "nothing is sent under the key of another request",
        `${creates} creates have arrived`
      )
    })
  )
})
