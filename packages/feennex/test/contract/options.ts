/** Options of a request by which money could go another way, to be tried on every route. */
import type { Harness } from "@switchyard/contract-tests"
import type { Kind } from "./operations.ts"

const payways = (kind: Kind) => ["card_usd", kind === "payout" ? "wallet_usd" : "bank_rub"]

/** The options of one kind. */
export const optionsOf = (kind: Kind): ReadonlyArray<Harness.OptionCase> => [
  ...payways(kind).map((payway) => ({ what: `the payway ${payway}`, options: { payway } })),
  ...(kind === "payment"
    ? []
    : [
        { what: "an amount that leaves the shop's balance", options: { amountType: "shop_amount" } },
        { what: "another account among the details", options: { accountDetails: { account: "4000000000000002" } } },
        { what: "a document among the details", options: { accountDetails: { passport: "4510 123456" } } }
      ])
]
