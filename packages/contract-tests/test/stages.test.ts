/** Right adapters that leave something behind: payouts in drafts, and payments that were declined and can still be paid. */
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { PaymentContract, PayoutContract } from "../src/index.ts"
import * as Memory from "./support/memory.ts"

PayoutContract.suite(
  "memory in drafts",
  Memory.payouts(() => ({ stages: "draft", routes: ["card RUB", "wallet JPY"] }))
)
PaymentContract.suite(
  "memory that declines",
  Memory.payments(() => ({ declined: "payable", routes: ["page RUB", "bank_transfer JPY", "card RUB"] }))
)

PayoutContract.suite(
  "memory in drafts whose commits are answered from memory",
  Memory.payouts(() => ({ stages: "draft", duplicates: "replayed", routes: ["card RUB"] }))
)

// Two requests before the commit, and nobody but us who could send that.
const inert = ({ stages, ...spi }: PayoutProvider.Spi): PayoutProvider.Spi => {
  const { create = {} } = spi.manifest.stages ?? {}
  const once = stages?.prepare
  if (once === undefined) throw new TypeError("there are no stages")
  return {
    ...spi,
    manifest: { ...spi.manifest, stages: { create: { ...create, prepared: "inert" } } },
    stages: {
      ...stages,
      prepare: (request, options) => Effect.andThen(once(request, options), once(request, options))
    }
  }
}
PayoutContract.suite(
  "memory in drafts that nobody else can commit",
  Memory.payouts(() => ({ stages: "draft", isOfficeClosed: true, payouts: inert, routes: ["card RUB"] }))
)
