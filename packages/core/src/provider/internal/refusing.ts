/** The checks of an input by the manifest before anything is sent: the route, its limits, and its debits. */
import * as Result from "effect/Result"
import type { FieldIssue } from "../../outcome/ProviderError.ts"
import type { Reason } from "../../outcome/Reason.ts"
import * as Capabilities from "../Capabilities.ts"
import type { Referring, Subject } from "../Op.ts"

/** The reason for which an input is refused. */
export interface Refusal {
  readonly reason: Reason
  readonly issue: FieldIssue
}

/** The words for a request that no rule could be held against. */
export const uncheckable = "the request could not be checked"

/** A refusal in words. */
export const messageOf = ({ issue }: Refusal): string => `${issue.path}: ${issue.reason}`

export const make = (provider: string, manifest: Capabilities.Manifest) => {
  /** The refusal of a debit on a route that is there. */
  const debit = ({ currency, debit: asked, method, within }: Subject): Refusal | undefined => {
    const found = Capabilities.route(manifest, method, currency, within)
    if (asked === undefined || found === undefined || Capabilities.takesDebit(found, asked.currency)) return undefined
    const reason = `${provider} takes no debit in ${asked.currency} for ${method} in ${currency}`
    return { reason: "Unsupported", issue: { path: "debit", reason } }
  }

  /** `path` names the member of the request that says the method. */
  const route = (subject: Subject, path: string): Refusal | undefined => {
    const { amount, currency, method, within } = subject
    const found = Capabilities.route(manifest, method, currency, within)
    if (found === undefined) {
      const way = Capabilities.wayOf(method, within)
      return { reason: "MethodUnavailable", issue: { path, reason: `${provider} has no ${way} in ${currency}` } }
    }
    if (amount === undefined) return debit(subject)
    const misfit = Capabilities.misfit(found, amount)
    return misfit && { reason: "AmountOutOfRange", issue: { path: "amount", reason: `${misfit} of ${provider}` } }
  }

  return { debit, route }
}

type Request = Referring["Type"]

/** The refusal of a request by `create` before anything is sent: the first rule broken here, else the provider's. */
export const issues =
  (
    check: (input: Request) => Refusal | undefined,
    ofProvider: ((input: Request) => ReadonlyArray<FieldIssue>) | undefined
  ) =>
  (input: Request): ReadonlyArray<FieldIssue> => {
    const found = Result.try(() => {
      const refusal = check(input)
      return refusal === undefined ? (ofProvider?.(input) ?? []) : [refusal.issue]
    })
    return Result.getOrElse(found, () => [{ path: "", reason: uncheckable }])
  }
