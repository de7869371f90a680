import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { due, isNotReplayed, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import { drafted, whereStaged } from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const replays = Law.define({
  id: "stages/replays",
  title:
    "the replay of a create in stages is its commit again, of what was stored before it: nothing is prepared anew, and nothing is sent when that is over",
  why: "a replay that prepares makes a second draft and pays it, and one that comes late pays at another price",
  routes: "covering",
  check: whereReplayed((stated) =>
    whereStaged(
      Effect.fnUntraced(function* () {
        const operation = yield* lost({ kind: "cutBeforeReading" })
        const { asked, record } = operation
        const other = yield* drafted()
        yield* due(stated, operation)
        const { prepared, ...without } = record
        yield* isNotReplayed(yield* replayed(asked, without), "Unsupported", "without what was prepared")
        const ofAnother = { ...record, prepared: other.prepared }
        yield* isNotReplayed(yield* replayed(asked, ofAnother), "Changed", "with what was prepared for another create")
        if (prepared !== undefined) {
          const commitUntil = DateTime.add(record.lastSendUntil, { seconds: 1 })
          const over = { ...record, prepared: { ...prepared, commitUntil } }
          yield* isNotReplayed(yield* replayed(asked, over), "WindowClosed", "when what was prepared is over")
        }
        const before = (yield* requestsOf("prepare")).length
        const { sent } = yield* replayed(asked, record)
        yield* expect(sent === 1, "the replay is one commit", `${sent} commits have arrived`)
        const more = (yield* requestsOf("prepare")).length - before
        yield* expect(more === 0, "the replay prepares nothing", `${more} preparing requests have arrived`)
      })
    )
  )
})
