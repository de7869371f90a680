import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { booked, entryOf, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const everyRow = Law.definePull({
  id: "pull/every-row",
  title: "every row of a period is one entry, of its kind, about its operation, over however many pages",
  why: "a payout on a page that nobody read is one that the provider seems not to have paid",
  check: Effect.gen(function* () {
    const { kinds, pageRows } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(Math.max(kinds.length, 2 * pageRows + 1), period)
    const given = yield* pulled(period)
    yield* holds(given.rows, rows, "in a period of three pages")
    for (const { at, id, kind, net, of, payment } of rows) {
      const entry = entryOf(given.rows, id)
      const isSame =
        entry?.kind === kind &&
        entry.at === at &&
        entry.net !== undefined &&
        Money.equals(entry.net, net) &&
        (of === undefined || entry.of?.providerReference === of) &&
        (payment === undefined || entry.payment?.providerReference === payment)
      yield* expect(
        isSame,
        `${id} is a ${kind} of ${Money.toText(net)} ${net.currency} at ${at}, about ${of ?? "no operation"}, of ${payment ?? "no payment"}`,
        `it is a ${entry?.kind} of ${entry?.net === undefined ? "nothing" : Money.toText(entry.net)} at ${entry?.at}, about ${entry?.of?.providerReference ?? "no operation"}, of ${entry?.payment?.providerReference ?? "no payment"}`
      )
    }
  })
})
