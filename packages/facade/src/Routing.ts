/**
 * Which instances are tried for an operation, in which order, and why each of the others is not. The first rule whose
 * conditions all hold decides; a pin overrides the rules. Pure functions of the config, the request and the manifests:
 * whether a provider is healthy just now is for the platform to know.
 */
import * as Capabilities from "@switchyard/core/Capabilities"
import type { Currency } from "@switchyard/core/Currency"
import type { Within } from "@switchyard/core/Destination"
import * as Members from "@switchyard/core/Members"
import * as Money from "@switchyard/core/Money"
import * as OperationContext from "@switchyard/core/OperationContext"
import type { FieldIssue, Obstacle } from "@switchyard/core/ProviderError"
import * as Result from "effect/Result"
import { bounds } from "./internal/routeFile.ts"

/** The kind of operations. Of these only refunds are never routed: they go where their payment is. */
export type Kind = "payments" | "payouts" | "refunds"

/** One rule of the config, for either kind. */
export interface Rule {
  readonly when?:
    | {
        readonly currency?: ReadonlyArray<string>
        readonly destination?: ReadonlyArray<string>
        readonly method?: ReadonlyArray<string>
        readonly amount?: { readonly min?: string; readonly max?: string }
        readonly metadata?: { readonly [key: string]: string }
      }
    | undefined
  readonly try: ReadonlyArray<string>
}

/** The part of a request that routing looks at. A member that a request does not have meets no condition about it. */
export interface Subject {
  /** The destination type of a payout, the method of a payment. */
  readonly method: string
  readonly currency?: string | undefined
  /** The amount that the recipient gets or the payer is asked for. */
  readonly amount?: Money.Money | undefined
  /** The amount that leaves the merchant's balance, where a payout is asked for by that; it meets no condition about an amount. */
  readonly debit?: Money.Money | undefined
  /** The clearing system of a destination that has one. */
  readonly within?: Within | undefined
  /** The currency of the balance that is debited, where one is chosen. */
  readonly source?: Currency | undefined
  /** The members that a route must list (core's `Members.given`). */
  readonly given?: ReadonlyArray<string> | undefined
  /** The context, which belongs to one instance: a subject that has one must be pinned. */
  readonly context?: OperationContext.OperationContext | undefined
  /** The question that is asked, where nothing is created. */
  readonly question?: string | undefined
  readonly metadata?: { readonly [key: string]: string } | undefined
  /** The instance that the request is pinned to. */
  readonly provider?: string | undefined
}

/** An instance as routing sees it; `manifest` is undefined where it has nothing of this kind. */
export interface Target {
  readonly instance: string
  readonly manifest: Capabilities.Manifest | undefined
}

/** A configured instance, whether it is tried for a request, and why or why not. */
export interface Candidate {
  readonly instance: string
  readonly in: boolean
  readonly why: string
  /** The fields for which it is out, where other values of theirs would bring it in. */
  readonly issues?: ReadonlyArray<FieldIssue>
}

/** Why nobody can be tried for a request. */
export interface NoRoute {
  readonly message: string
  /** The fields that stand in the way of somebody; none where no other value of a field would bring anybody in. */
  readonly issues: ReadonlyArray<FieldIssue>
  /** Why each instance is out; of a pinned request that one alone. */
  readonly instances: ReadonlyArray<Obstacle>
}

/** The instance to ask, where that is not left to the rules. */
export interface At {
  readonly instance?: string | undefined
}

/** The instance that answered. */
export interface From {
  readonly instance: string
}

const matches = ({ when = {} }: Rule, subject: Subject): boolean => {
  const methods = when.destination ?? when.method
  return (
    (when.currency === undefined || (subject.currency !== undefined && when.currency.includes(subject.currency))) &&
    (methods === undefined || methods.includes(subject.method)) &&
    (when.amount === undefined || (subject.amount !== undefined && isWithin(when.amount, subject.amount))) &&
    Object.entries(when.metadata ?? {}).every(
      ([key, value]) =>
        subject.metadata !== undefined && Object.hasOwn(subject.metadata, key) && subject.metadata[key] === value
    )
  )
}

const isWithin = (range: { readonly min?: string; readonly max?: string }, amount: Money.Money): boolean => {
  const { max, min } = bounds(range, amount.currency)
  const holds = (end: Result.Result<Money.Money | undefined, string>, wrongSide: -1 | 1) =>
    Result.isSuccess(end) && (end.success === undefined || Money.compare(amount, end.success) !== wrongSide)
  return holds(min, -1) && holds(max, 1)
}

type Against = Pick<Candidate, "why" | "issues">

const ofFields = (issues: ReadonlyArray<FieldIssue>): Against | undefined =>
  issues.length === 0 ? undefined : { why: issues.map(describe).join("; "), issues }

const ofField = (issue: FieldIssue): Against => ({ why: describe(issue), issues: [issue] })

// What one provider has promised, or the account of one, is nobody else's: another would pay otherwise, or from elsewhere.
const ofOneProvider = ({ context, given = [], provider }: Subject): Against | undefined => {
  const what = given.includes("offer") ? "an offer" : context === undefined ? undefined : "a context"
  return provider === undefined && what !== undefined
    ? ofField({ path: "provider", reason: `must be given with ${what}, which is one provider's` })
    : undefined
}

const describe = ({ path, reason }: FieldIssue): string => (path === "" ? reason : `${path}: ${reason}`)

// Undefined when the instance can do it, as far as its manifest states.
const whyNot = (kind: Kind, { manifest }: Target, subject: Subject): Against | undefined => {
  const { amount, context, currency, debit, given = [], method, question, source, within } = subject
  if (manifest === undefined) return { why: `has no ${kind}` }
  const [strange] = OperationContext.unknown(context, manifest.context)
  if (strange !== undefined) return ofField({ path: strange, reason: "is not known there" })
  if (currency === undefined) {
    return manifest.routes.some((route) => route.method === method) ? undefined : { why: `has no ${method}` }
  }
  const route = Capabilities.route(manifest, method, currency, within)
  if (route === undefined) return { why: `has no ${Capabilities.wayOf(method, within)} in ${currency}` }
  if (debit !== undefined && !Capabilities.takesDebit(route, debit.currency)) {
    const why = `takes no debit in ${debit.currency} for ${method} in ${currency}`
    return {
      why,
      issues: [{ path: "debit", reason: `in ${debit.currency} is not taken for ${method} in ${currency}` }]
    }
  }
  if (source !== undefined && debit === undefined && !Capabilities.takesSource(route, source)) {
    return ofField({ path: "source", reason: `in ${source} cannot be chosen for ${method} in ${currency}` })
  }
  const dropped =
    question === undefined ? Members.untaken(route, given) : Members.unasked(manifest, route, question, given)
  if (dropped.length > 0) return ofFields(dropped.map((path) => ({ path, reason: "is not taken there" })))
  if (amount === undefined) return undefined
  const misfit = Capabilities.misfit(route, amount)
  return misfit && { why: `the amount is ${misfit}`, issues: [{ path: "amount", reason: `is ${misfit}` }] }
}

/**
 * Every instance with the reason why it is in or out: those that are in come first, in the order they are tried.
 * `issuesOf` gives what an instance would refuse the request itself for; left out, only the manifests are looked at.
 */
export const candidates = (
  kind: Kind,
  rules: ReadonlyArray<Rule>,
  targets: ReadonlyArray<Target>,
  subject: Subject,
  issuesOf: (instance: string) => ReadonlyArray<FieldIssue> = () => []
): ReadonlyArray<Candidate> => {
  const pinned = subject.provider
  const index = rules.findIndex((rule) => matches(rule, subject))
  const list = pinned === undefined ? (rules[index]?.try ?? []) : [pinned]
  const unlisted =
    pinned === undefined
      ? index < 0
        ? `no rule of routes.${kind} matches`
        : `not in routes.${kind}[${index}].try`
      : `the request is pinned to ${pinned}`
  const listed = (place: number) => (pinned === undefined ? `routes.${kind}[${index}].try[${place}]` : "pinned")

  const unpinned = ofOneProvider(subject)

  const judged = targets.map((target) => {
    const place = list.indexOf(target.instance)
    const { instance } = target
    const against =
      unpinned ?? (place < 0 ? { why: unlisted } : (whyNot(kind, target, subject) ?? ofFields(issuesOf(instance))))
    return {
      place: against === undefined ? place : targets.length + list.length,
      candidate: { instance, in: against === undefined, ...(against ?? { why: listed(place) }) }
    }
  })
  return judged.sort((a, b) => a.place - b.place).map((each) => each.candidate)
}

/** Why nobody can be tried, where none of the candidates is in. */
export const noRoute = (candidates: ReadonlyArray<Candidate>, pinned?: string | undefined): NoRoute => {
  const meant = candidates.filter(({ instance }) => pinned === undefined || pinned === instance)
  if (pinned !== undefined && meant.length === 0) {
    const issue = { path: "provider", reason: "is no configured provider" }
    return { message: describe(issue), issues: [issue], instances: [] }
  }
  const issues = new Map(meant.flatMap((each) => each.issues ?? []).map((issue) => [describe(issue), issue]))
  const why = meant.map(({ instance, why }) => `${instance}: ${why}`).join("; ")
  return {
    message: `no provider can be tried (${why === "" ? "none is configured" : why})`,
    issues: [...issues.values()],
    instances: meant.map(({ instance, why }) => ({ instance, reason: why }))
  }
}
