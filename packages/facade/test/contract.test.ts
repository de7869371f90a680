/**
 * The facade over one instance passes every law with that instance's manifest: what a platform gets through a config
 * file keeps every promise that the adapter itself keeps.
 */
import { PaymentContract, PayoutContract } from "@switchyard/contract-tests"
import * as Feennex from "../../feennex/test/contract/harness.ts"
import * as P2p from "../../p2p/test/contract/harness.ts"
import { payments, payouts } from "./contract/over.ts"

PayoutContract.suite("facade over feennex", payouts("@switchyard/feennex", Feennex.harnessOf("payout")))
PaymentContract.suite("facade over feennex", payments("@switchyard/feennex", Feennex.harnessOf("payment")))
PayoutContract.suite(
  "facade over p2p",
  payouts("@switchyard/p2p", P2p.harnessOf({ standartSign: "{order_id}:{sign_key}" }))
)
