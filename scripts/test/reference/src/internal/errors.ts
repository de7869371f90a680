/**
 * Acme Pay's error codes and what they prove. Only codes that are known to be a refusal refuse; everything else leaves
 * the outcome of a send unknown.
 */
import type { Reason } from "@switchyard/core/Reason"

type Table = Readonly<Record<string, Reason>>

/** Codes by which the provider decided no, with the reason each stands for. */
const refusals: Table = {
  bad_request: "InvalidRequest",
  bad_signature: "AuthenticationFailed",
  low_balance: "InsufficientFunds"
}

/** Codes that are documented as "not processed": the same request may be sent again later. */
const notProcessed: Table = { too_many: "RateLimited" }

/** Codes that say: the reference is used already. */
const duplicates: ReadonlyArray<string> = ["reference_used"]

/** Codes by which a look-up is told that the operation does not exist. */
const notFound: ReadonlyArray<string> = ["no_such_operation"]

const of = (table: Table, code: string): Reason | undefined => (Object.hasOwn(table, code) ? table[code] : undefined)

/** The reason of a known refusal, or undefined. */
export const refusalReason = (code: string): Reason | undefined => of(refusals, code)

/** The reason of a request that was documentedly not processed, or undefined. */
export const notProcessedReason = (code: string): Reason | undefined => of(notProcessed, code)

/** Why the outcome of a send is unknown after a code that is neither. */
export const unknownReason = (code: string): Reason =>
  duplicates.includes(code) ? "DuplicateReference" : "UnrecognisedAnswer"

/** Whether a look-up was told that the operation does not exist. */
export const isNotFound = (code: string): boolean => notFound.includes(code)

/** Why a read failed. */
export const readReason = (code: string): Reason =>
  refusalReason(code) ?? notProcessedReason(code) ?? "UnrecognisedAnswer"
