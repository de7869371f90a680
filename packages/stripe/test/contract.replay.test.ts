/** Stripe passes the laws of decoding, status, amounts and signing on its documented objects, without a network. */
import { PaymentContract, PayoutContract, RefundContract } from "@switchyard/contract-tests"
import { payments, payouts, refunds } from "./contract/replay.ts"

PayoutContract.replaySuite("stripe", payouts)
RefundContract.replaySuite("stripe", refunds)
PaymentContract.replaySuite("stripe with the payer in Stripe's own software", payments("card"))
PaymentContract.replaySuite("stripe on Stripe's page", payments("page"))
