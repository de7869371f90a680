/** The complete memory provider passes every law. */
import { PaymentContract, PayoutContract, RefundContract } from "@switchyard/contract-tests"
import * as Memory from "./support/memory.ts"

PayoutContract.suite("memory", Memory.payouts()) // Layer<PayoutProvider | Callbacks | Harness, unknown>
PaymentContract.suite("memory", Memory.payments()) // Layer<PaymentProvider | Callbacks | Harness, unknown>
RefundContract.suite("memory", Memory.refunds()) // Layer<RefundProvider | Callbacks | Harness, unknown>
