/** The P2P platform passes the laws of decoding, status, amounts and signing on its document's own answers. */
import { PayoutContract } from "@switchyard/contract-tests"
import { payouts } from "./contract/replay.ts"

PayoutContract.replaySuite("p2p", payouts())
PayoutContract.replaySuite("p2p with standart_sign", payouts({ standartSign: "{order_id}:{sign_key}" }))
PayoutContract.replaySuite("p2p asked by the platform's id", payouts({ payoutIdInPath: "transactionId" }))
