/**
 * The suite's faults in the sandbox's words, and every documented refusal of Feennex's: each code of its list with the
 * reason that the documents give for it, written down here a second time and not taken from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { ServerFault } from "@switchyard/contract-tests/live/Dialer"
import type { Reason } from "@switchyard/core/Reason"
import type { Fault } from "@switchyard/sandbox"

/** A documented refusal of a create. */
export interface Refusal {
  readonly code: number
  readonly reason: Reason
  readonly message?: string
}

const badSign = "Invalid sign, string_to_sign: 112:12.5"

/** The codes after which nothing was executed. */
export const refusals: ReadonlyArray<Refusal> = [
  { code: 1, reason: "MethodUnavailable" },
  { code: 2, reason: "MethodUnavailable" },
  { code: 3, reason: "MethodUnavailable" },
  { code: 4, reason: "AmountOutOfRange" },
  { code: 5, reason: "AmountOutOfRange" },
  { code: 9, reason: "InsufficientFunds" },
  { code: 10, reason: "InvalidRequest" },
  { code: 11, reason: "AuthenticationFailed" },
  { code: 12, reason: "AuthenticationFailed" },
  { code: 13, reason: "DestinationInvalid" },
  { code: 14, reason: "DestinationInvalid" },
  { code: 15, reason: "AuthenticationFailed" },
  { code: 16, reason: "ProviderUnavailable" },
  { code: 17, reason: "MethodUnavailable" },
  { code: 18, reason: "MethodUnavailable" },
  { code: 19, reason: "AuthenticationFailed" },
  { code: 20, reason: "AuthenticationFailed" },
  { code: 21, reason: "AuthenticationFailed" },
  { code: 1, reason: "AuthenticationFailed", message: badSign },
  { code: 10, reason: "AuthenticationFailed", message: badSign }
]

const envelope = (data: string, code: number, message: string): string =>
  `{"data":${data},"error_code":${code},"message":${JSON.stringify(message)},"result":${code === 0}}`

const answer = (status: number, body: string): Fault => ({ kind: "answer", status, body, acts: true })

/** No code that is documented, and the words of one that is, inside others. */
export const nearRefusal = ({ code, message }: Refusal): string =>
  envelope("null", 4711, `not yet ${message ?? `an error ${code}`}, asking the payment system again`)

/** The receipt service knows no envelope: it accepts with 202, and explains a refusal in `detail`. */
export const isReceipt = (operation: Harness.Operation): boolean =>
  operation === "uploadReceipt" || operation === "receipts"

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
        return answer(200, `{"data":{"id":1,"sta ${fault.text ?? ""}`)
      case "undocumented":
        return answer(200, isReceipt(operation) ? `{"hello":"world"}` : envelope(`{"hello":"world"}`, 0, "Ok"))
      case "html502":
        return { kind: "html", acts: true }
      case "redirect":
        return { kind: "answer", status: 302, body: "", location: `${url}/elsewhere`, acts: true }
      case "unknownAnswer": {
        const text = `never seen before ${fault.text ?? ""}`
        if (isReceipt(operation)) return answer(409, JSON.stringify({ detail: text }))
        // To a look-up 2000 means "not found" with one text alone, and with any other nothing at all.
        return answer(200, envelope("null", operation === "get" ? 2000 : 4711, text))
      }
      case "slow":
        return { kind: "delay", ms: fault.millis, when: "after" }
      case "rateLimit":
        return { kind: "rateLimit", retryAfter: fault.retryAfterSeconds }
      case "refuse": {
        const { code, message } = next(fault.reason)
        return message === undefined ? { kind: "error", code } : { kind: "error", code, message }
      }
      case "nearRefusal":
        return answer(200, nearRefusal(next(fault.reason)))
      case "duplicate":
        return { kind: "error", code: 6, status: 400 }
    }
  }

/** Takes the refusals of each reason in turn, so that asking for every reason in the list plays every refusal. */
export const inTurn = (): ((reason: Reason) => Refusal) => {
  const left: Array<Refusal> = []
  return (reason) => {
    if (!left.some((refusal) => refusal.reason === reason))
      left.push(...refusals.filter((all) => all.reason === reason))
    const index = left.findIndex((refusal) => refusal.reason === reason)
    return left.splice(index, 1)[0] ?? { code: 2000, reason }
  }
}
