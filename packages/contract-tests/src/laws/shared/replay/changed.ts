import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { due, isNotReplayed, lost, others, replayed, whereReplayed } from "../../../internal/replays.ts"
import { isStaged } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const changed = Law.define({
  id: "replay/changed",
  title: "the record of another request, or of another account, replays nothing",
  why: "a request that has changed since, by a new version or new options, is another payment under the same key",
  routes: "covering",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      const { ask } = yield* Subject
      const operation = yield* lost({ kind: "cutBeforeReading" })
      const { asked, record } = operation
      yield* due(stated, operation)
      // Of stages the commit names what was prepared: `stages/replays` looks whether that is another.
      for (const [what, wish] of (yield* isStaged) ? [] : yield* others(asked)) {
        yield* isNotReplayed(yield* replayed(yield* ask(wish), record), "Changed", `with another ${what}`)
      }
      // Where the request names its account, another account is another request.
      if (record.account === undefined) return
      const account = Redacted.make(`${Redacted.value(record.account)} of another`)
      const ofAnother = yield* replayed(asked, { ...record, account })
      yield* isNotReplayed(ofAnother, "AnotherAccount", "with the record of another account")
    })
  )
})
