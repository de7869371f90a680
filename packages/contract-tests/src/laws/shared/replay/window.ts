import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { advanceTo, due, isNotReplayed, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import * as Law from "../../../Law.ts"

const minute = 60_000

export const window = Law.define({
  id: "replay/window",
  title:
    "a replay is sent only inside the window of the provider: not while the send before may be on its way, not when the key may be forgotten",
  why: "a provider that has forgotten the key carries the create out as a new one, and one that is still busy with the first may do both",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      const { replayAfterMillis, withinMillis } = stated

      const early = yield* lost({ kind: "cutAfterActing" })
      yield* isNotReplayed(yield* replayed(early.asked, early.record), "TooEarly", "at once")
      const last = early.record.lastSendUntil.epochMilliseconds - early.record.firstSentAt.epochMilliseconds
      yield* advanceTo(early, last + replayAfterMillis - 1000)
      const soon = yield* replayed(early.asked, early.record)
      yield* isNotReplayed(
        soon,
        "TooEarly",
        `a second before ${replayAfterMillis} ms after the last moment of the send`
      )

      const future = yield* lost({ kind: "cutAfterActing" })
      const inAMinute = DateTime.makeUnsafe((yield* Clock.currentTimeMillis) + minute)
      yield* isNotReplayed(
        yield* replayed(future.asked, { ...future.record, firstSentAt: inAMinute }),
        "ClockDoubtful",
        "with a record from the future"
      )

      const half = yield* lost({ kind: "cutAfterActing" })
      yield* due(stated, half)
      yield* advanceTo(half, withinMillis / 2)
      const doubted = yield* replayed(half.asked, half.record, {})
      yield* isNotReplayed(doubted, "WindowClosed", "after half of the window, with nothing known of the clocks,")

      const late = yield* lost({ kind: "cutAfterActing" })
      yield* advanceTo(late, withinMillis - minute)
      const atTheEnd = yield* replayed(late.asked, late.record)
      yield* isNotReplayed(atTheEnd, "WindowClosed", "when its deadline is not a minute before the end of the window")
      yield* advanceTo(late, withinMillis + 2 * minute)
      yield* isNotReplayed(yield* replayed(late.asked, late.record), "WindowClosed", "after the window")
    })
  )
})
