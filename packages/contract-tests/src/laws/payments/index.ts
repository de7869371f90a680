/** The laws of payments alone. */
import type { PaymentProvider } from "@switchyard/core/PaymentProvider"
import type { Harness } from "../../Harness.ts"
import type { Law } from "../../Law.ts"
import type { Subject } from "../../Subject.ts"
import { changesContext } from "./asked/changesContext.ts"
import { payerContext } from "./asked/payerContext.ts"
import { paymentMembers } from "./asked/paymentMembers.ts"
import { returnPages } from "./asked/returnPages.ts"
import { cardForm } from "./capabilities/cardForm.ts"
import { quote } from "./capabilities/quote.ts"
import { receiptHost } from "./capabilities/receiptHost.ts"
import { receipts } from "./capabilities/receipts.ts"
import { approval } from "./changes/approval.ts"
import { cancelOfCaptured } from "./changes/cancelOfCaptured.ts"
import { captureStatus } from "./changes/captureStatus.ts"
import { last } from "./changes/last.ts"
import { ownNumber } from "./changes/ownNumber.ts"
import { part } from "./changes/part.ts"
import { replay } from "./changes/replay.ts"
import { disputed } from "./money/disputed.ts"
import { everyPart } from "./money/everyPart.ts"
import { notOver } from "./money/notOver.ts"
import { partRefund } from "./money/partRefund.ts"
import { payerPaid as payerPaidMoney } from "./money/payerPaid.ts"
import { stated } from "./money/stated.ts"
import { clientSecret } from "./redaction/clientSecret.ts"
import { payerIsAsked } from "./status/payerIsAsked.ts"
import { payerIsTold } from "./status/payerIsTold.ts"
import { payerPaid } from "./status/payerPaid.ts"
import { heldUntil } from "./time/heldUntil.ts"

/** Every law of payments alone. */
export const laws: ReadonlyArray<Law<PaymentProvider | Subject | Harness>> = [
  payerContext,
  changesContext,
  returnPages,
  paymentMembers,
  quote,
  cardForm,
  receipts,
  receiptHost,
  payerIsAsked,
  payerIsTold,
  payerPaid,
  part,
  captureStatus,
  last,
  ownNumber,
  replay,
  cancelOfCaptured,
  approval,
  stated,
  notOver,
  partRefund,
  payerPaidMoney,
  disputed,
  everyPart,
  heldUntil,
  clientSecret
]
