/**
 * Whom an open operation waits for: what the status alone does not say. It is shown to people and decides nothing; whose turn it
 * is never proves that nothing moves.
 */
import * as Schema from "effect/Schema"

/**
 * `recipient`: has to claim the money or to complete its data. `payer`: has to pay or to prove who it is. `provider`: is carrying it
 * out, or looks at it. `compliance`: it is examined under the law. `merchant`: has to do something at the provider, such as
 * to top up the balance or to approve it there.
 */
export const WaitingFor = Schema.Literals(["recipient", "payer", "provider", "compliance", "merchant"])

/** Whom an open operation waits for. */
export type WaitingFor = typeof WaitingFor.Type

const open: ReadonlySet<string> = new Set([
  "uncommitted",
  "declined",
  "awaiting_payer",
  "approved",
  "authorized",
  "processing",
  "refunding",
  "returning"
])

/** Whether an operation with this status of ours can wait for somebody: what has ended waits for nobody, whatever its answer says. */
export const isOpen = (status: string): boolean => open.has(status)
