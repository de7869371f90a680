/** The checks of an input by the manifest before anything is sent: the route, its limits, and every member that it must list. */
import * as Result from "effect/Result"
import * as OperationContext from "../../domain/OperationContext.ts"
import { describe } from "../../outcome/internal/issues.ts"
import type { FieldIssue } from "../../outcome/ProviderError.ts"
import type { Reason } from "../../outcome/Reason.ts"
import * as Capabilities from "../Capabilities.ts"
import * as Members from "../Members.ts"
import type { Codec, Modify, Referring, Subject } from "../Op.ts"

/** The reason for which an input is refused, and each member that stands in the way. */
export interface Refusal {
  readonly reason: Reason
  readonly issues: readonly [FieldIssue, ...ReadonlyArray<FieldIssue>]
}

/** The words for a request that no rule could be held against. */
export const uncheckable = "the request could not be checked"

/** A refusal in words. */
export const messageOf = ({ issues }: Refusal): string => describe(issues)

const because = (reason: Reason, issue: FieldIssue): Refusal => ({ reason, issues: [issue] })

const unsupported = (paths: ReadonlyArray<string>, reason: string): Refusal | undefined => {
  const [first, ...rest] = paths.map((path) => ({ path, reason }))
  return first && { reason: "Unsupported", issues: [first, ...rest] }
}

export const make = (provider: string, manifest: Capabilities.Manifest) => {
  const inWords = ({ currency, method, within }: Subject) => `${Capabilities.wayOf(method, within)} in ${currency}`

  /** The refusal of a context that is not known here. */
  const context = (given: OperationContext.OperationContext | undefined): Refusal | undefined =>
    unsupported(OperationContext.unknown(given, manifest.context), `${provider} has no context of this name`)

  /** The refusal of a debit or a balance on a route that is there. */
  const balance = (found: Capabilities.Route, subject: Subject): Refusal | undefined => {
    const { currency, debit, method, source } = subject
    if (debit !== undefined && !Capabilities.takesDebit(found, debit.currency)) {
      const reason = `${provider} takes no debit in ${debit.currency} for ${method} in ${currency}`
      return because("Unsupported", { path: "debit", reason })
    }
    // Of a debit it says no more than that does.
    if (source === undefined || debit !== undefined || Capabilities.takesSource(found, source)) return undefined
    const reason = `${provider} takes nothing from a balance in ${source} for ${method} in ${currency}`
    return because("Unsupported", { path: "source", reason })
  }

  /** The refusal of the way in which a payment's money is to be taken. */
  const capturing = (found: Capabilities.Route, { captureMethod = "automatic", ...rest }: Subject) => {
    if (Capabilities.takesCapture(found, captureMethod)) return undefined
    const reason = `${provider} has no ${captureMethod} capture for ${inWords(rest)}`
    return because("Unsupported", { path: "captureMethod", reason })
  }

  /** The refusal of a change of an operation that exists. */
  const change = <I extends Referring["Type"]>(
    input: I & { readonly context?: OperationContext.OperationContext | undefined },
    op: Pick<Modify<Referring, Codec>, "refuses">
  ): Refusal | undefined => {
    const [first, ...rest] = op.refuses?.(input, manifest) ?? []
    return context(input.context) ?? (first && { reason: "Unsupported", issues: [first, ...rest] })
  }

  const found = ({ currency, method, within }: Subject) => Capabilities.route(manifest, method, currency, within)

  /** The refusal of a question: of what stands in its input and is not asked with. */
  const question = (operation: string, subject: Subject): Refusal | undefined => {
    const route = found(subject)
    const unasked = Members.unasked(manifest, route ?? nowhere, operation, subject.given ?? [])
    return (
      context(subject.context) ??
      (route && balance(route, subject)) ??
      unsupported(unasked, `${provider} does not ask with it`)
    )
  }

  /** `path` names the member of the request that says the method. */
  const route = (subject: Subject, path: string): Refusal | undefined => {
    const { amount, given = [] } = subject
    const way = found(subject)
    if (way === undefined) {
      return because("MethodUnavailable", { path, reason: `${provider} has no ${inWords(subject)}` })
    }
    const misfit = amount && Capabilities.misfit(way, amount)
    return (
      context(subject.context) ??
      balance(way, subject) ??
      capturing(way, subject) ??
      unsupported(Members.untaken(way, given), `${provider} does not take it for ${inWords(subject)}`) ??
      (misfit && because("AmountOutOfRange", { path: "amount", reason: `${misfit} of ${provider}` }))
    )
  }

  return { change, context, question, route }
}

const nowhere: Capabilities.Route = { method: "", currencies: [] }

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
      return refusal === undefined ? (ofProvider?.(input) ?? []) : refusal.issues
    })
    return Result.getOrElse(found, () => [{ path: "", reason: uncheckable }])
  }
