/** Stripe passes every law, on the sandbox's sockets: payments in each of their ways, payouts, refunds. */
import { PaymentContract, PayoutContract, RefundContract } from "@switchyard/contract-tests"
import { payments, payouts, refunds } from "./contract/harness.ts"

PayoutContract.suite("stripe", payouts())
RefundContract.suite("stripe", refunds())
PaymentContract.suite("stripe with the payer in Stripe's own software", payments("card"))
PaymentContract.suite("stripe with money that is held", payments("held"))
PaymentContract.suite("stripe on Stripe's page", payments("page"))
PaymentContract.suite("stripe on Stripe's page, with money that is held", payments("heldPage"))
PaymentContract.suite("stripe with a payment method that is confirmed at once", payments("confirmed"))
