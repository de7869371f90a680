/**
 * The suite's faults in the sandbox's words, and documented refusals of each kind of create with the reason that the documents give
 * for them, written down here a second time and not taken from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { ServerFault } from "@switchyard/contract-tests/live/Dialer"
import type { Reason } from "@switchyard/core/Reason"
import type { Fault } from "@switchyard/sandbox"
import { type Kind, kindOf, type Way } from "./operations.ts"

/** A documented refusal of a create. */
export interface Refusal {
  readonly status: number
  readonly type: string
  readonly code?: string
  readonly reason: Reason
}

const invalid = { status: 400, type: "invalid_request_error" }

const common: ReadonlyArray<Refusal> = [
  { ...invalid, code: "parameter_missing", reason: "InvalidRequest" },
  { ...invalid, code: "parameter_unknown", reason: "InvalidRequest" },
  { ...invalid, code: "amount_too_small", reason: "AmountOutOfRange" },
  { ...invalid, code: "amount_too_large", reason: "AmountOutOfRange" },
  { ...invalid, code: "payment_method_unactivated", reason: "MethodUnavailable" },
  { ...invalid, reason: "InvalidRequest" },
  { status: 401, type: "invalid_request_error", code: "api_key_expired", reason: "AuthenticationFailed" },
  { status: 403, type: "invalid_request_error", reason: "AuthenticationFailed" }
]

const own: Readonly<Record<Kind, ReadonlyArray<Refusal>>> = {
  payments: [{ status: 404, type: "invalid_request_error", code: "resource_missing", reason: "InvalidRequest" }],
  payouts: [
    { ...invalid, code: "balance_insufficient", reason: "InsufficientFunds" },
    { ...invalid, code: "no_account", reason: "DestinationInvalid" },
    { status: 404, type: "invalid_request_error", code: "resource_missing", reason: "DestinationInvalid" }
  ],
  refunds: [
    { ...invalid, code: "charge_already_refunded", reason: "InvalidRequest" },
    { ...invalid, code: "balance_insufficient", reason: "InsufficientFunds" }
  ]
}

/** The refusals after which nothing was executed. */
export const refusalsOf = (way: Way): ReadonlyArray<Refusal> => [...common, ...own[kindOf(way)]]

/** The provider's own words of an error. */
export const words = "as its support would write"

/** An error as Stripe writes one. */
export const errorBody = (members: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ error: { message: words, request_log_url: "https://dashboard.stripe.com/logs/req_1", ...members } })

const answer = (status: number, body: string, acts = true): Fault => ({ kind: "answer", status, body, acts })

/** Puts the suite's faults into the sandbox's words; `next` names the refusal whose turn it is. */
export const toSandbox =
  (url: string, next: (reason: Reason) => Refusal) =>
  (fault: ServerFault, operation: Harness.Operation): Fault => {
    switch (fault.kind) {
      case "cutBeforeReading":
        return { kind: "refuse" }
      case "cutAfterActing":
        return { kind: "resetAfter" }
      case "stallWithoutActing":
        return { kind: "silentBefore" }
      case "stallAfterActing":
        return { kind: "silentAfter" }
      case "truncate":
        return { kind: "truncate" }
      case "rubbish":
        return answer(200, `{"id":"pi_1","object":"payment_int ${fault.text ?? ""}`)
      case "undocumented":
        return answer(200, `{"object":"hello","world":true}`)
      case "html502":
        return { kind: "html", acts: true }
      case "redirect":
        return { kind: "answer", status: 302, body: "", location: `${url}/elsewhere`, acts: true }
      case "unknownAnswer":
        return answer(
          operation === "get" ? 404 : 400,
          errorBody({
            type: "invalid_request_error",
            code: "never_seen_before",
            message: `never seen before ${fault.text ?? ""}`
          })
        )
      case "slow":
        return { kind: "delay", ms: fault.millis, when: "after" }
      case "rateLimit":
        return { kind: "rateLimit", retryAfter: fault.retryAfterSeconds }
      case "refuse": {
        const { code, status, type } = next(fault.reason)
        return answer(status, errorBody({ type, code }), false)
      }
      case "nearRefusal": {
        const { code = "none", type } = next(fault.reason)
        return answer(
          400,
          errorBody({ type, code: `not_yet_${code}`, message: `not yet ${code}, asking the bank again` })
        )
      }
      case "duplicate":
        throw new Error("Stripe refuses no repeated reference")
    }
  }

/** Takes the refusals of each reason in turn, so that asking for every reason in the list plays every refusal. */
export const inTurn = (refusals: ReadonlyArray<Refusal>): ((reason: Reason) => Refusal) => {
  const left: Array<Refusal> = []
  return (reason) => {
    if (!left.some((refusal) => refusal.reason === reason)) {
      left.push(...refusals.filter((each) => each.reason === reason))
    }
    const index = left.findIndex((refusal) => refusal.reason === reason)
    const [found] = left.splice(index, 1)
    if (found === undefined) throw new Error(`no refusal stands for ${reason}`)
    return found
  }
}
