import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { booked, holds, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { Pull, SettlementHarness } from "../../../SettlementHarness.ts"

const hour = 3_600_000

export const notComplete = Law.definePull({
  id: "pull/not-complete",
  title: "what the provider may not show yet is not called complete, and later it is there",
  why: "a payout of this morning that the statement does not show before noon would be reported as missing at the provider",
  check: Effect.gen(function* () {
    const { advance } = yield* SettlementHarness
    const { manifest } = yield* Pull
    const now = yield* Clock.currentTimeMillis
    const period = { from: now - 24 * hour, to: now + hour }
    const rows = yield* booked(3, { from: now - 60_000, to: now })
    const first = yield* pulled(period)
    const shown = new Set(first.rows.map(({ id }) => id))
    const until = first.pages.at(-1)?.progress.completeUntil ?? Number.POSITIVE_INFINITY
    const hidden = rows.filter(({ at, id }) => !shown.has(id) && at < until)
    yield* expect(
      hidden.length === 0 && until <= now + hour,
      "every row before the instant up to which it is complete is there",
      `${hidden.length} before ${until} are not, which is ${now - until} ms ago`
    )
    yield* advance(Duration.millis(manifest.completeAfterMillis + 2 * hour))
    const later = yield* pulled(period)
    yield* holds(later.rows, rows, "after the lag")
    const end = later.pages.at(-1)?.progress.completeUntil
    yield* expect(end === period.to, `it is complete up to its end ${period.to}`, `it is up to ${end}`)
  })
})
