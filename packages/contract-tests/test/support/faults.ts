/** The suite's faults in the memory provider's words, and the codes of its documented refusals. */
import type { Reason } from "@switchyard/core/Reason"
import type * as Simulator from "@switchyard/memory/Simulator"
import type * as Harness from "../../src/Harness.ts"

const refusals: Partial<Record<Reason, string>> = {
  InvalidRequest: "bad_request",
  AuthenticationFailed: "bad_signature",
  InsufficientFunds: "insufficient_funds",
  AmountOutOfRange: "amount_out_of_range",
  MethodUnavailable: "method_closed",
  DestinationInvalid: "bad_destination",
  RateLimited: "rate_limited",
  ProviderUnavailable: "maintenance"
}

const isReason = (name: string): name is Reason => Object.hasOwn(refusals, name)

/** The reasons of the refusals. */
export const refused: ReadonlyArray<Reason> = Object.keys(refusals).filter(isReason)

/** The reasons of the refusals of a commit. */
export const refusedDrafts = refused.filter(
  (reason) => reason !== "AmountOutOfRange" && reason !== "DestinationInvalid"
)

/** A fault as the provider plays it. */
export const toSimulatorFault = (fault: Exclude<Harness.Fault, { readonly kind: "changed" }>): Simulator.Fault => {
  switch (fault.kind) {
    case "rubbish":
      return { kind: "answer", status: 200, body: `{"ok":tru ${fault.text ?? ""}` }
    case "undocumented":
      return { kind: "answer", status: 200, body: `{"ok":true,"data":{"hello":"world"}}` }
    case "html502":
      return { kind: "answer", status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" }
    case "redirect":
      return { kind: "answer", status: 302, body: "", location: "https://memory.invalid/elsewhere" }
    case "unknownAnswer": {
      const message = JSON.stringify(`never seen before ${fault.text ?? ""}`)
      return { kind: "answer", status: 422, body: `{"ok":false,"code":"strange_thing","message":${message}}` }
    }
    case "rateLimit":
      return { kind: "error", code: "rate_limited", retryAfterSeconds: fault.retryAfterSeconds }
    case "refuse":
      return { kind: "error", code: refusals[fault.reason] ?? "" }
    case "nearRefusal": {
      const code = refusals[fault.reason] ?? ""
      const body = JSON.stringify({ ok: false, code: `not_${code}_yet`, message: `not ${code}, but nearly` })
      return { kind: "answer", status: 422, body }
    }
    case "duplicate":
      return { kind: "error", code: "duplicate_reference" }
    default:
      return fault
  }
}
