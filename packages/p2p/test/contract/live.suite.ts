/**
 * The live mode: `npm run contract:live -w @switchyard/p2p`. It moves money in the environment that is named to it, and
 * fails when none is named; it is no part of `npm test`.
 */
import * as LiveSuite from "@switchyard/contract-tests/live/LiveSuite"
import { fixture } from "../support/fixtures.ts"
import { open } from "./live.ts"

const samples = [
  ["create", "create-payout-answer"],
  ["get", "payout-status"],
  ["balance", "merchant-status"],
  ["refusal", "error-low-balance"]
] as const

const { payouts, recorded } = open(process.env)

LiveSuite.payouts("p2p", payouts)
LiveSuite.reportDrift(
  samples.map(([name, file]) => ({ case: name, body: fixture(file) })),
  recorded,
  ".results/live.json"
)
