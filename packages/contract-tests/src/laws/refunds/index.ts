/** The laws of refunds alone. */
import type { RefundProvider } from "@switchyard/core/RefundProvider"
import type { Harness } from "../../Harness.ts"
import type { Law } from "../../Law.ts"
import type { Subject } from "../../Subject.ts"
import { refundMembers } from "./asked/refundMembers.ts"
import { amount } from "./money/amount.ts"
import { captured } from "./money/captured.ts"
import { equal } from "./money/equal.ts"
import { ownAmount } from "./money/ownAmount.ts"
import { ownPayment } from "./money/ownPayment.ts"
import { several } from "./money/several.ts"

/** Every law of refunds alone. */
export const laws: ReadonlyArray<Law<RefundProvider | Subject | Harness>> = [
  refundMembers,
  amount,
  several,
  captured,
  ownPayment,
  ownAmount,
  equal
]
