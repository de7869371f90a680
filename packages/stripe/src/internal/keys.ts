/**
 * The idempotency key of an operation: a pure function of what it is, never of a clock or chance. The same operation has the same
 * one for ever, and no two have one: how far Stripe's keys reach is not documented, so all that tells operations apart is in it.
 */
import { createHash } from "node:crypto"
import { account, type OperationContext } from "@switchyard/core/OperationContext"
import type { Options } from "../StripeOptions.ts"

/** What is sent under a key. */
export type Purpose = "payment" | "payout" | "refund" | "capture" | "cancel" | "abandon"

/** The key of what is sent, by its context and by what it is within that; in its hash nothing runs into its neighbour. */
export const keyOf = (
  { namespace = "" }: Pick<Options, "namespace">,
  purpose: Purpose,
  context: OperationContext | undefined,
  ...parts: ReadonlyArray<string | number>
): string => {
  const text = JSON.stringify([namespace, account("", context), ...parts])
  return `switchyard-${purpose}-${createHash("sha256").update(text).digest("hex")}`
}
