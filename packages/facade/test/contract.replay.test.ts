/** The facade over one instance passes the laws of decoding, status, amounts and signing on the documents' answers. */
import { PaymentContract, PayoutContract } from "@switchyard/contract-tests"
import * as Effect from "effect/Effect"
import * as Feennex from "../../feennex/test/contract/replay.ts"
import * as P2p from "../../p2p/test/contract/replay.ts"
import { payments, payouts } from "./contract/over.ts"

const feennex = (kind: "payout" | "payment") => Effect.sync(() => Feennex.replayOf(kind))
const p2p = Effect.sync(() => P2p.replayOf({}))

PayoutContract.replaySuite("facade over feennex", payouts("@switchyard/feennex", feennex("payout")))
PaymentContract.replaySuite("facade over feennex", payments("@switchyard/feennex", feennex("payment")))
PayoutContract.replaySuite("facade over p2p", payouts("@switchyard/p2p", p2p))
