import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { entryOf, pastDay, pulled, units, withIds } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const fee = Law.definePull({
  id: "pull/fee",
  title: "the fee that a row states is the fee of its entry, beside what the balance gained or lost",
  why: "without its fee every payout has cost more than was asked for, and each of them is a finding",
  check: Effect.gen(function* () {
    const { book, kinds, statesFees } = yield* SettlementHarness
    if (statesFees !== true) return
    const period = yield* pastDay
    const [net, cost] = [yield* units(1234n), yield* units(57n)]
    const id = yield* book({
      ...withIds({ kind: kinds[0] ?? "adjustment", at: period.from + 60_000, net }, 1),
      fee: cost
    })
    const stated = entryOf((yield* pulled(period)).rows, id)
    const isFee = stated?.fee !== undefined && Money.equals(stated.fee, cost)
    const happened = stated?.fee === undefined ? "none is" : `${Money.toText(stated.fee)} are`
    yield* expect(isFee, `${Money.toText(cost)} ${cost.currency} are stated as the fee of ${id}`, happened)
    const isNet = stated?.net !== undefined && Money.equals(stated.net, net)
    yield* expect(isNet, `${Money.toText(net)} ${net.currency} are its net`, "another sum is")
  })
})
