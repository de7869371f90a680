/** Feennex passes every law, on the sandbox's sockets, in either way where its documents contradict themselves. */
import { PaymentContract, PayoutContract } from "@switchyard/contract-tests"
import { payments, payouts } from "./contract/harness.ts"

PayoutContract.suite("feennex", payouts())
PayoutContract.suite(
  "feennex with amounts as text, 'not found' as code 7",
  payouts((options) => ({ ...options, amountAs: "string" }), { notFoundCode: 7 })
)

PaymentContract.suite("feennex", payments())
PaymentContract.suite(
  "feennex without card form and receipts, with amounts as text and callbacks as JSON",
  payments(({ h2hBaseUrl: _, receiptHosts: __, ...options }) => ({ ...options, amountAs: "string" }), {
    callbackFormat: "json",
    notFoundCode: 7,
    times: "iso"
  })
)
