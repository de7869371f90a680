/** Right adapters in front of a provider that remembers keys: every law on few routes, replays among them. */
import { PaymentContract, PayoutContract } from "../src/index.ts"
import { confirming } from "./support/confirming.ts"
import * as Memory from "./support/memory.ts"

PayoutContract.suite(
  "memory that answers repeats from memory",
  Memory.payouts(() => ({ duplicates: "replayed", routes: ["card RUB", "wallet JPY"] }))
)
PaymentContract.suite(
  "memory that answers repeats from memory",
  Memory.payments(() => ({ duplicates: "replayed", routes: ["page RUB", "bank_transfer JPY", "card RUB"] }))
)

PayoutContract.suite(
  "memory that reveals what exists, to an account that is asked for",
  Memory.payouts(() => ({ duplicates: "revealed", routes: ["card RUB", "wallet JPY"], payouts: confirming }))
)
PaymentContract.suite(
  "memory that reveals what exists, and ends its captures later",
  Memory.payments(() => ({
    duplicates: "revealed",
    captures: "later",
    routes: ["page RUB", "bank_transfer JPY", "card RUB"]
  }))
)
