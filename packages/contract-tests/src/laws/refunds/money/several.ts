import * as Money from "@switchyard/core/Money"
import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const several = Law.define({
  id: "money/several",
  title: "two refunds of one payment are two, each with a key of its own, and one that is sent again is one",
  why: "under one key for all refunds of a payment the second never goes; under a new key for each send the first goes twice",
  routes: "covering",
  check: Effect.gen(function* () {
    const { part, payment, provider, request } = yield* paid
    const { refunds } = yield* money
    const one = yield* request(part)
    yield* ends(provider.create(one))
    const second = yield* ends(provider.create(yield* request(part)))
    const two = yield* refunds(payment.reference)
    yield* expect(
      two.length === 2,
      "after two refunds the provider holds two",
      `it holds ${two.length}; ${describe(second)}`
    )
    const { kind } = Settling.of(provider.capabilities, "create").duplicates
    if (kind === "accepted" || kind === "undocumented") return
    yield* ends(provider.create(one))
    const after = yield* refunds(payment.reference)
    const sum = after.map(({ amount }) => amount)
    yield* expect(
      after.length === 2 && sum.every((amount) => Money.equals(amount, part)),
      "sent again, the first is the same refund",
      `the provider holds ${sum.map(show).join(" and ")}`
    )
  })
})
