/** Right adapters that leave something behind: payouts in drafts, and payments that were declined and can still be paid. */
import { PaymentContract, PayoutContract } from "../src/index.ts"
import * as Memory from "./support/memory.ts"

PayoutContract.suite(
  "memory in drafts",
  Memory.payouts(() => ({ stages: "draft", routes: ["card RUB", "wallet JPY"] }))
)
PayoutContract.suite(
  "memory in drafts whose commits are answered from memory",
  Memory.payouts(() => ({ stages: "draft", duplicates: "replayed", routes: ["card RUB", "wallet JPY"] }))
)
PaymentContract.suite(
  "memory that declines",
  Memory.payments(() => ({ declined: "payable", routes: ["page RUB", "bank_transfer JPY", "card RUB"] }))
)
