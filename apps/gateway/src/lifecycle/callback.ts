/** Whom a callback is about and what it may cause, by what the records say of the operation. Pure. */
import type { Decided } from "./Decision.ts"
import { type Account, isSending } from "./Facts.ts"
import { endOf, type Operation, type Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isEnded } from "./Status.ts"

/**
 * Whether the account is taken to hold it: not one that refused it, or had it before another account was asked. Two instances may lead
 * to one account, and each of them hears of everything in it.
 */
export const isHolder = (
  { facts, fingerprint, provider }: Pick<Operation, "facts" | "fingerprint" | "provider">,
  account: Pick<Account, "fingerprint">
): boolean =>
  provider !== null && fingerprint === account.fingerprint && (facts.holding !== "nobody" || isSending(facts))

/** Whether an ended operation is read again: only for what cannot be forged, while its provider may still change it. */
export const reopens = (operation: Operation, policy: Policy, trust: "verified" | "hint", now: number): boolean =>
  trust === "verified" && now - operation.facts.since <= Schedule.mayChangeFor(policy, endOf(operation))

/** Whether an account that is not taken to hold it is only asked where the records know an attempt of it there. */
export const needsAttempt = ({ recovery }: Operation, trust: "verified" | "hint"): boolean =>
  trust === "hint" && recovery === null

/**
 * A callback came while it was being read or sent, and it has ended: it is read once more, in so many milliseconds. Else
 * what the callback was about would stay unknown, and later ones would be taken for part of what was asked for already.
 */
export const reopened = (decided: Decided, rereadIn: number | null): Decided =>
  rereadIn !== null && isEnded(decided.status) && decided.step === "none"
    ? { ...decided, step: "sweep", delay: rereadIn }
    : decided
