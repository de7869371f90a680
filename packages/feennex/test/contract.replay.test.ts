/** Feennex passes the laws of decoding, status, amounts and signing on its documents' own answers, without a network. */
import { PaymentContract, PayoutContract } from "@switchyard/contract-tests"
import { payments, payouts } from "./contract/replay.ts"

PayoutContract.replaySuite("feennex", payouts)
PaymentContract.replaySuite("feennex", payments)
