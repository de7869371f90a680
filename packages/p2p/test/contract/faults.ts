/**
 * The suite's faults in the sandbox's words, and the three documented refusals of create_pay_out with the reason that
 * the document gives for each, written down here a second time and not taken from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { ServerFault } from "@switchyard/contract-tests/live/Dialer"
import type { Reason } from "@switchyard/core/Reason"
import type { Fault } from "@switchyard/sandbox"

/** The texts after which nothing was executed. */
export const refusals: Partial<Record<Reason, string>> = {
  ProviderUnavailable: "overloading requisite",
  InsufficientFunds: "low balance",
  MethodUnavailable: "this payment method is disabled for your merchant"
}

/** Their reasons. */
export const refusalReasons: ReadonlyArray<Reason> = ["ProviderUnavailable", "InsufficientFunds", "MethodUnavailable"]

const operations: Readonly<Record<string, Harness.Operation>> = {
  create_pay_out: "create",
  status_pay_out: "get",
  rejected_pay_out: "cancel",
  status: "balance"
}

/** The sandbox's name of the endpoint that a path leads to; the path itself where it leads to none. */
export const endpointOf = (path: string): string => /^\/api\/merchant\/[^/]+\/([a-z_]+)\/.*$/.exec(path)?.[1] ?? path

/** The operation that an address, or the sandbox's name of one, serves. */
export const operationOf = (path: string): Harness.Operation | undefined => operations[endpointOf(path)]

const answer = (status: number, body: string): Fault => ({ kind: "answer", status, body, acts: true })

/** The words of a refusal inside others: nothing that the document lists. */
export const nearRefusal = (reason: Reason): string =>
  JSON.stringify({ ok: false, error: `the first route says "${refusals[reason] ?? ""}", the second is asked` })

/** Puts the suite's faults into the sandbox's words. */
export const toSandbox =
  (url: string) =>
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
        return answer(200, `{"ok":tru ${fault.text ?? ""}`)
      case "undocumented":
        // All that the document promises of a cancellation's answer is `ok`.
        return answer(200, operation === "cancel" ? `{"hello":"world"}` : `{"ok":true,"hello":"world"}`)
      case "html502":
        return { kind: "html", acts: true }
      case "redirect":
        return { kind: "answer", status: 302, body: "", location: `${url}/elsewhere/`, acts: true }
      case "unknownAnswer":
        return answer(200, JSON.stringify({ ok: false, error: `never seen before ${fault.text ?? ""}` }))
      case "slow":
        return { kind: "delay", ms: fault.millis, when: "after" }
      case "rateLimit":
        return { kind: "rateLimit", retryAfter: fault.retryAfterSeconds }
      case "refuse":
        return { kind: "error", message: refusals[fault.reason] ?? "" }
      case "nearRefusal":
        return answer(200, nearRefusal(fault.reason))
      case "duplicate":
        // Played only where the manifest promises a refusal; this platform's document is silent about it.
        return { kind: "error", message: "order_id already exists" }
    }
  }
