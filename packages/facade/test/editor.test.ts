/** An editor shows what each operation does, wherever it is called: also where its type is derived from a table. */
import { assert, describe, it } from "@effect/vitest"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { hoversOf } from "./support/editor.ts"

const head = `import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { Client, PaymentsClient, PayoutsClient } from "@switchyard/facade/Client"
import type { Payments } from "@switchyard/facade/Payments"
import type { Payouts } from "@switchyard/facade/Payouts"
import type { Service } from "@switchyard/facade/Switchyard"
declare const all: {
  payoutSpi: PayoutProvider.Spi
  paymentSpi: PaymentProvider.Spi
  payoutService: PayoutProvider.Service
  paymentService: PaymentProvider.Service
  payouts: Payouts
  payments: Payments
  payoutsClient: PayoutsClient
  paymentsClient: PaymentsClient
  switchyard: Service
  client: Client
}`

const implemented = (names: ReadonlyArray<string>) => [
  ...names.filter((name) => name !== "get"),
  ...["provider", "manifest", "issues", "stages", "getByReference", "getByProviderReference", "canAskBy"]
]
const served = ["provider", "capabilities", "issues", "replay", "stages"]
const overAll = ["candidates", "createOn"]
const repeating = ["hashOn", "replayOn", "confirmOn", "prepareOn", "abandonOn"]

const { names: ofPayouts } = PayoutProvider.kind
const { names: ofPayments } = PaymentProvider.kind

const members: { readonly [of: string]: ReadonlyArray<string> } = {
  payoutSpi: implemented(ofPayouts),
  paymentSpi: implemented(ofPayments),
  payoutService: [...ofPayouts, ...served],
  paymentService: [...ofPayments, ...served],
  payouts: [...ofPayouts, ...overAll, ...repeating, "provider"],
  payments: [...ofPayments, ...overAll, ...repeating, "provider"],
  switchyard: ["instances", "payments", "payouts", "parseCallback"],
  client: ["payments", "payouts", "parseCallback", "close"],
  payoutsClient: [...ofPayouts, ...overAll, ...repeating],
  paymentsClient: [...ofPayments, ...overAll, ...repeating]
}

describe("in an editor", () => {
  it("every operation and field of every derived type has its doc comment", async () => {
    const lines = Object.entries(members).flatMap(([of, names]) => names.map((name) => `all.${of}.${name}`))
    const found = await hoversOf(head, lines)
    const withoutComment = lines.filter((_, index) => !/```\s+[A-Z]/.test(found[index] ?? ""))
    assert.deepStrictEqual(withoutComment, [])
    assert.isAbove(lines.length, 60)
  }, 120_000)
})
