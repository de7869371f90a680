import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect } from "../../../internal/expect.ts"
import { isNotReplayed, replayed } from "../../../internal/replays.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { offers, receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const before = { hours: 1 }

export const undeclared = Law.define({
  id: "replay/undeclared",
  title:
    "where no replays are offered there is no key of a create, and a replay is answered Unsupported with nothing sent",
  why: "where no document says that a repeat is carried out once, a repeat is a second payment",
  check: Effect.gen(function* () {
    if (yield* offers("replay")) return
    const { ask } = yield* Subject
    const asked = yield* ask()
    const key = yield* asked.hash()
    yield* expect(key === undefined, "there is no key of a create", "there is one")
    const now = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
    const replayKey = { hash: Redacted.make("0".repeat(64)) }
    const firstSentAt = DateTime.subtract(now, before)
    const record = { ...replayKey, firstSentAt, lastSendUntil: DateTime.add(firstSentAt, { seconds: 30 }) }
    yield* isNotReplayed(yield* replayed(asked, record), "Unsupported", "where no replays are offered")
    const exit = yield* ends(asked.send({ replayKey }))
    yield* expect(errorOf(exit)?._tag === "NotExecuted", "a create under a key ends as NotExecuted", describe(exit))
    yield* receivedInAll(0, "where no replays are offered")
  })
})
