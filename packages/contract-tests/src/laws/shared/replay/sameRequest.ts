import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, expect } from "../../../internal/expect.ts"
import { differences } from "../../../internal/repeats.ts"
import { due, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import * as Law from "../../../Law.ts"

export const sameRequest = Law.define({
  id: "replay/same-request",
  title: "a replay is the request that was sent first, byte for byte, under the same key",
  why: "the key is all by which the provider knows a repeat, and many refuse it under other bytes or carry it out anew",
  routes: "covering",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      const harness = yield* Harness
      const operation = yield* lost({ kind: "cutAfterActing" })
      yield* due(stated, operation)
      // What is made of the time differs now, however short the pause is.
      yield* harness.advance("61 seconds")
      yield* replayed(operation.asked, operation.record)
      const [first, again] = (yield* harness.requests).filter((request) => request.operation === "create")
      if (first === undefined || again === undefined)
        return yield* broken("the create and its replay arrive", "they do not")
      // A token may be renewed. Of the rest only headers may be left out of the key: the body and the query are all in it.
      const changed = [
        ...differences({ ...first, body: "", query: "" }, { ...again, body: "", query: "" }, [
          ...(harness.varies ?? []),
          "authorization"
        ]),
        ...(first.query === again.query ? [] : ["query"]),
        ...(first.body === again.body ? [] : ["body"])
      ]
      yield* expect(changed.length === 0, "the replay is the same request", `it differs in ${changed.join(", ")}`)
    })
  )
})
