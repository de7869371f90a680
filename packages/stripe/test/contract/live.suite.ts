/**
 * The live mode: `npm run contract:live -w @switchyard/stripe`. It moves test money in the account that is named to it, and fails when
 * none is named; it is no part of `npm test`.
 */
import * as LiveSuite from "@switchyard/contract-tests/live/LiveSuite"
import { fixture } from "../support/fixtures.ts"
import { open } from "./live.ts"

const samples = [
  ["payment_intent", "payment-intent"],
  ["checkout.session", "checkout-session"],
  ["payout", "payout"],
  ["balance", "balance"],
  ["refusal", "error-resource-missing"]
] as const

const { payments, payouts, recorded } = open(process.env)

LiveSuite.payouts("stripe", payouts)
LiveSuite.payments("stripe", payments)
LiveSuite.reportDrift(
  samples.map(([name, file]) => ({ case: name, body: fixture(file) })),
  recorded,
  ".results/live.json"
)
