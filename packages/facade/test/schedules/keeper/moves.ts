/** What every decision of a holder knows: the account of an instance, how long an attempt lasts, and two places where a payout can end up. */
import type * as Capabilities from "@switchyard/core/Capabilities"
import { type Row, withOutcome } from "./row.ts"

/** A configured instance as the config of this moment has it. */
export interface Account {
  readonly fingerprint: string
  readonly manifest: Capabilities.Manifest
}

/** How long an attempt may take. */
export const sendingMillis = 30_000

/** How much later it is missed. */
export const missedAfterMillis = 1_000

/** A person decides. */
export const review = (row: Row, why: string): Row => ({ ...row, state: "needs_review", why, dueAt: undefined })

/** Nobody knows whether the last attempt was carried out. */
export const doubt = (row: Row, why: string, now: number): Row => ({
  ...row,
  state: "unknown",
  why,
  attempts: withOutcome(row, "unknown"),
  asked: 0,
  dueAt: now
})
