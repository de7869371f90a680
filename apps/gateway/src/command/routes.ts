/**
 * What each route of a config would do, as lines for a person: for every kind, method and currency that a rule or an
 * instance speaks of, the instances in the order they are tried and why the others are out. Rules that also look at
 * amount or metadata are shown one by one with their conditions, because the answer depends on the request.
 */
import { type Config, Routing, type Switchyard } from "@switchyard/facade"

interface Combination {
  readonly method: string
  readonly currency: string
}

const targetsOf = (kind: Routing.Kind, { instances }: Switchyard.Service): ReadonlyArray<Routing.Target> =>
  instances.map(({ capabilities, name }) => ({ instance: name, manifest: capabilities[kind] }))

const combinations = (
  targets: ReadonlyArray<Routing.Target>,
  rules: ReadonlyArray<Routing.Rule>
): ReadonlyArray<Combination> => {
  const ofInstances = targets.flatMap(({ manifest }) =>
    (manifest?.routes ?? []).flatMap(({ currencies, method }) => currencies.map((currency) => ({ method, currency })))
  )
  const ofRules = rules.flatMap(({ when }) =>
    (when?.destination ?? when?.method ?? []).flatMap((method) =>
      (when?.currency ?? []).map((currency) => ({ method, currency }))
    )
  )
  const all = new Map([...ofInstances, ...ofRules].map((each) => [`${each.method} ${each.currency}`, each]))
  return [...all.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}

const conditionsOf = ({ when }: Routing.Rule): ReadonlyArray<string> => {
  const { amount, metadata } = when ?? {}
  return [
    ...(amount?.min === undefined ? [] : [`amount from ${amount.min}`]),
    ...(amount?.max === undefined ? [] : [`amount up to ${amount.max}`]),
    ...Object.keys(metadata ?? {}).map((key) => `metadata.${key} as configured`)
  ]
}

const isAbout = ({ when }: Routing.Rule, { currency, method }: Combination): boolean => {
  const methods = when?.destination ?? when?.method
  return (when?.currency?.includes(currency) ?? true) && (methods?.includes(method) ?? true)
}

// The rules with one of them unconditional and none of the others matching, so that places keep their numbers.
const only = (rules: ReadonlyArray<Routing.Rule>, index: number): ReadonlyArray<Routing.Rule> =>
  rules.map((rule, at) => ({ try: rule.try, ...(at === index ? {} : { when: { currency: [] } }) }))

const describe = (candidates: ReadonlyArray<Routing.Candidate>): ReadonlyArray<string> => {
  const tried = candidates.filter((candidate) => candidate.in).map(({ instance }) => instance)
  const out = candidates.filter((candidate) => !candidate.in).map(({ instance, why }) => `${instance} (${why})`)
  return [
    tried.length === 0 ? "nobody: refused" : tried.join(", then "),
    ...(out.length === 0 ? [] : [`  out: ${out.join("; ")}`])
  ]
}

const ofCombination = (
  kind: Routing.Kind,
  rules: ReadonlyArray<Routing.Rule>,
  targets: ReadonlyArray<Routing.Target>,
  combination: Combination
): ReadonlyArray<string> => {
  const about = rules.flatMap((rule, index) => (isAbout(rule, combination) ? [{ rule, index }] : []))
  const certain = about.findIndex(({ rule }) => conditionsOf(rule).length === 0)
  const applicable = certain < 0 ? about : about.slice(0, certain + 1)
  const blocks = applicable.map(({ index, rule }) => {
    const conditions = conditionsOf(rule)
    const when =
      conditions.length > 0 ? `with ${conditions.join(" and ")}: ` : applicable.length > 1 ? "otherwise: " : ""
    const [first, ...rest] = describe(Routing.candidates(kind, only(rules, index), targets, combination))
    return [`    ${when}${first}`, ...rest.map((line) => `    ${line}`)]
  })
  const isOpen = certain < 0
  const rest = isOpen ? describe(Routing.candidates(kind, only(rules, -1), targets, combination)) : []
  const otherwise = rest.map((line, at) => `    ${at === 0 && applicable.length > 0 ? "otherwise: " : ""}${line}`)
  return [`  ${combination.method} ${combination.currency}`, ...blocks.flat(), ...otherwise]
}

// A refund goes where its payment is.
const kinds = ["payouts", "payments"] as const satisfies ReadonlyArray<keyof NonNullable<Config.Config["routes"]>>

const ofKind = (kind: (typeof kinds)[number], service: Switchyard.Service): ReadonlyArray<string> => {
  const rules: ReadonlyArray<Routing.Rule> = service.config.routes?.[kind] ?? []
  const targets = targetsOf(kind, service)
  const all = combinations(targets, rules)
  if (all.length === 0) return [kind, "  no instance has any"]
  return [kind, ...all.flatMap((combination) => ofCombination(kind, rules, targets, combination))]
}

/** The lines of all routes. */
export const lines = (service: Switchyard.Service): ReadonlyArray<string> =>
  kinds.flatMap((kind) => ofKind(kind, service))
