/**
 * The memory provider's error codes and what they prove. Only codes that are known to be a refusal refuse; everything
 * else leaves the outcome of a send unknown.
 */
import type { Reason } from "@switchyard/core/Reason"

/** Codes by which the provider decided no, with the reason each stands for. */
const refusals: Readonly<Record<string, Reason>> = {
  bad_request: "InvalidRequest",
  bad_signature: "AuthenticationFailed",
  insufficient_funds: "InsufficientFunds",
  amount_out_of_range: "AmountOutOfRange",
  method_closed: "MethodUnavailable",
  bad_destination: "DestinationInvalid"
}

/** Codes that are documented as "not processed": the same request may be sent again later. */
const notProcessed: Readonly<Record<string, Reason>> = {
  rate_limited: "RateLimited",
  maintenance: "ProviderUnavailable"
}

const of = (table: Readonly<Record<string, Reason>>, code: string): Reason | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined

/** The reason of a known refusal, or undefined. */
export const refusalReason = (code: string): Reason | undefined => of(refusals, code)

/** The reason of a request that was documentedly not processed, or undefined. */
export const notProcessedReason = (code: string): Reason | undefined => of(notProcessed, code)

/** Why the outcome of a send is unknown after a code that is neither. */
export const unknownReason = (code: string): Reason =>
  code === "duplicate_reference" ? "DuplicateReference" : "UnrecognisedAnswer"

/** Whether a look-up was told that the operation does not exist. */
export const isNotFound = (code: string): boolean => code === "not_found"

/** Why a read failed. */
export const readReason = (code: string): Reason =>
  refusalReason(code) ?? notProcessedReason(code) ?? "UnrecognisedAnswer"
