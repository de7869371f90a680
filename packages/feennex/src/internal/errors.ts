/**
 * Feennex's error codes and what they prove. Only codes that are known to be a refusal refuse; everything else leaves
 * the outcome of a send unknown. Source: the error code list (beyond the source documents; rows from 22 on could not
 * be read) and the examples in the documents.
 */
import type { Reason } from "@switchyard/core/Reason"

/** Codes after which Feennex has certainly not executed a request, with the reason each stands for. */
const refusals: Readonly<Record<number, Reason>> = {
  1: "MethodUnavailable",
  2: "MethodUnavailable",
  3: "MethodUnavailable",
  4: "AmountOutOfRange",
  5: "AmountOutOfRange",
  9: "InsufficientFunds",
  10: "InvalidRequest",
  11: "AuthenticationFailed",
  12: "AuthenticationFailed",
  13: "DestinationInvalid",
  14: "DestinationInvalid",
  15: "AuthenticationFailed",
  16: "ProviderUnavailable",
  17: "MethodUnavailable",
  18: "MethodUnavailable",
  19: "AuthenticationFailed",
  20: "AuthenticationFailed",
  21: "AuthenticationFailed"
}

const operationNotUnique = 6
const operationNotFound = 7
const operationIsProcessing = 8
const otherException = 2000

// Code 10, and on one page code 1, also mean a bad signature: only the beginning of the message tells.
const badSignature: ReadonlySet<number> = new Set([1, 10])
const isBadSignature = (code: number, message: string): boolean =>
  badSignature.has(code) && /^\s*invalid sign\s*(,|$)/i.test(message)

/** The reason of a known refusal, or undefined: then a send's outcome is unknown. Only the code refuses. */
export const refusalReason = (code: number, message: string): Reason | undefined =>
  isBadSignature(code, message) ? "AuthenticationFailed" : refusals[code]

/** Why the outcome of a send is unknown after a code that is not a refusal. */
export const unknownReason = (code: number): Reason => {
  if (code === operationNotUnique) return "DuplicateReference"
  // The operation exists and is being executed: its answer comes later.
  if (code === operationIsProcessing) return "ProviderUnavailable"
  return "UnrecognisedAnswer"
}

// "Withdraw (id=3) wasn't found", and the same of an invoice: the whole text, about the operation and nothing else.
const operationWasNotFound = /^\s*(?:withdraw|invoice)\s*\([^()]*\)\s*wasn't found\s*\.?\s*$/i

/** Whether a look-up was told that the operation does not exist. Code 2000 says so only with that text. */
export const isNotFound = (code: number, message: string): boolean =>
  code === operationNotFound || (code === otherException && operationWasNotFound.test(message))

/** Why a read failed. */
export const readReason = (code: number, message: string): Reason =>
  code === operationIsProcessing ? "ProviderUnavailable" : (refusalReason(code, message) ?? "UnrecognisedAnswer")
