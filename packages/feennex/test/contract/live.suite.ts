/**
 * The live mode: `npm run contract:live -w @switchyard/feennex`. It moves money in the environment that is named to it,
 * and fails when none is named; it is no part of `npm test`.
 */
import * as LiveSuite from "@switchyard/contract-tests/live/LiveSuite"
import { fixture } from "../support/fixtures.ts"
import { open } from "./live.ts"

const samples = [
  ["payout create", "withdraw-create-ok"],
  ["payout get", "withdraw-status-ok"],
  ["payout quote", "withdraw-try-ok"],
  ["payout checkAccount", "check-account-ok"],
  ["payout balance", "shop-balance-ok"],
  ["payment create", "invoice-create-ok"],
  ["payment get", "invoice-check-ok"],
  ["payment get", "invoice-check-transfer"],
  ["payment quote", "invoice-try-ok"],
  ["payment cardForm", "h2h-data-ok"],
  ["refusal", "withdraw-status-not-found"]
] as const

const { payments, payouts, recorded } = open(process.env)

LiveSuite.payouts("feennex", payouts)
LiveSuite.payments("feennex", payments)
LiveSuite.reportDrift(
  samples.map(([name, file]) => ({ case: name, body: fixture(file) })),
  recorded,
  ".results/live.json"
)
