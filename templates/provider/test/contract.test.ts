/** __Vendor__ under the contract suite: every law, once for each kind. What a red law wants next stands in its message. */
// if payments
import { PaymentContract } from "@switchyard/contract-tests"
// end
// if payouts
import { PayoutContract } from "@switchyard/contract-tests"
// end
import { checklist } from "./contract/checklist.ts"
// if payments
import { payments } from "./contract/harness.ts"
// end
// if payouts
import { payouts } from "./contract/harness.ts"
// end

checklist()
// if payments
PaymentContract.suite("__vendor__", payments)
// end
// if payouts
PayoutContract.suite("__vendor__", payouts)
// end
