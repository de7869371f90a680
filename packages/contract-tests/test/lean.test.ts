/**
 * Right adapters that can do less: every optional operation left out, other manifests, callbacks that are only hints.
 * They pass every law too, by the other side of it.
 */
import { compact } from "@switchyard/core/Optional"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { PaymentContract, PayoutContract, RefundContract } from "../src/index.ts"
import { lagging } from "./support/lagging.ts"
import * as Memory from "./support/memory.ts"

const little = (manifest: PayoutProvider.Spi["manifest"]) => ({
  ...manifest,
  // Without quotes there are no offers.
  routes: manifest.routes.map(({ takes = [], ...route }) => ({
    ...route,
    takes: takes.filter((member) => member !== "offer")
  })),
  duplicates: { create: { kind: "undocumented" as const } },
  lookUp: { create: { by: "reference" as const } },
  statusReads: { spacingMillis: 60_000, polling: "agreed" as const },
  callbacks: "none" as const
})

const bareMemory = {
  payouts: ({ create, getByReference, issues, manifest, provider }: PayoutProvider.Spi): PayoutProvider.Spi => ({
    provider,
    manifest: little(manifest),
    create,
    ...compact({ getByReference, issues })
  }),
  // Without a card form there is nothing that a payer by card could be shown.
  payments: ({ create, getByReference, issues, manifest, provider }: PaymentProvider.Spi): PaymentProvider.Spi => ({
    provider,
    manifest: little({ ...manifest, routes: manifest.routes.filter(({ method }) => method !== "card") }),
    create,
    ...compact({ getByReference, issues })
  })
}

PayoutContract.suite(
  "memory that can only create and read",
  Memory.payouts(() => bareMemory)
)
PaymentContract.suite(
  "memory that can only create and read",
  Memory.payments(() => bareMemory)
)

PayoutContract.suite(
  "memory that is read by the provider's id alone, as often as one likes",
  Memory.payouts(() => ({
    payouts: ({ getByReference: _, ...spi }) => ({
      ...spi,
      manifest: {
        ...spi.manifest,
        duplicates: { create: { kind: "accepted" } },
        statusReads: { spacingMillis: 0, polling: "free" }
      }
    })
  }))
)

PayoutContract.suite(
  "memory that shows a list without our references",
  Memory.payouts(() => ({ lookUp: "list", routes: ["card RUB", "wallet JPY"] }))
)

PayoutContract.suite(
  "memory whose look-ups know of a payout half a minute later",
  Memory.payouts(() => ({ ...lagging(30_000), routes: ["card RUB"] }))
)

PaymentContract.suite(
  "memory whose callbacks are hints",
  Memory.payments(() => ({ options: ({ callbackKey: _, ...options }) => options }))
)

PaymentContract.suite(
  "memory whose payers approve, and whose captures can be replayed",
  Memory.payments(() => ({
    approval: "asked",
    changes: "replayed",
    routes: ["page RUB", "bank_transfer JPY", "card RUB"]
  }))
)

PaymentContract.suite(
  "memory that states sums alone, and looks at no number of a change",
  Memory.payments(() => ({
    changes: "undocumented",
    states: "sum",
    routes: ["page RUB", "bank_transfer JPY", "card RUB"]
  }))
)

RefundContract.suite(
  "memory whose refunds can be replayed",
  Memory.refunds(() => ({ duplicates: "replayed", routes: ["page RUB", "bank_transfer JPY"] }))
)

RefundContract.suite(
  "memory that names what exists",
  Memory.refunds(() => ({ duplicates: "revealed", routes: ["page RUB", "bank_transfer JPY"] }))
)

PayoutContract.replaySuite("memory", Memory.payouts())
PaymentContract.replaySuite("memory", Memory.payments())
RefundContract.replaySuite("memory", Memory.refunds())
