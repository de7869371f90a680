/**
 * The problems with the rules of a config, once it is known what the instances can do: a rule that names nobody, or
 * takes for itself what nobody of its list can do, stops the start and not the first payout.
 */
import type { Problem } from "../Config.ts"
import type { Kind, Rule, Target } from "../Routing.ts"

/** The operations that the rules ask of instances that cannot do them. `targets` are those that could be loaded. */
export const check = (
  kind: Kind,
  rules: ReadonlyArray<{ readonly index: number; readonly rule: Rule }>,
  targets: ReadonlyArray<Target>,
  configured: ReadonlyArray<string>
): ReadonlyArray<Problem> =>
  rules.flatMap(({ index, rule }) => {
    const place = `routes.${kind}[${index}]`
    const known = rule.try.flatMap((name) => targets.find(({ instance }) => instance === name) ?? [])
    const ofTry = rule.try.flatMap((name, position): ReadonlyArray<Problem> => {
      const path = `${place}.try[${position}]`
      if (!configured.includes(name)) return [{ path, reason: `is no configured provider; ${listOf(configured)}` }]
      const target = known.find(({ instance }) => instance === name)
      const reason = target === undefined ? undefined : cannotServe(kind, target, rule)
      return reason === undefined ? [] : [{ path, reason }]
    })
    // What a rule takes for itself, nobody after it gets: some instance of its list must be able to do it.
    const isComplete = known.length === rule.try.length && ofTry.length === 0
    return isComplete ? unserved(place, rule, known) : ofTry
  })

const listOf = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "there is none" : `configured are ${names.join(", ")}`

const methodsOf = ({ when }: Rule) => when?.destination ?? when?.method

const serves = (target: Target, method: string | undefined, currency: string | undefined): boolean =>
  target.manifest?.routes.some(
    (route) =>
      (method === undefined || route.method === method) &&
      (currency === undefined || route.currencies.includes(currency))
  ) ?? false

const combinations = (rule: Rule): ReadonlyArray<readonly [string | undefined, string | undefined]> =>
  (methodsOf(rule) ?? [undefined]).flatMap((method) =>
    (rule.when?.currency ?? [undefined]).map((currency) => [method, currency] as const)
  )

const cannotServe = (kind: Kind, target: Target, rule: Rule): string | undefined => {
  if (target.manifest === undefined) return `${target.instance} has no ${kind}`
  if (combinations(rule).some(([method, currency]) => serves(target, method, currency))) return undefined
  return `${target.instance} can do nothing of what this rule matches`
}

const unserved = (place: string, rule: Rule, targets: ReadonlyArray<Target>): ReadonlyArray<Problem> => {
  const isServed = (methods: ReadonlyArray<string | undefined>, currencies: ReadonlyArray<string | undefined>) =>
    targets.some((target) => methods.some((method) => currencies.some((code) => serves(target, method, code))))
  const currencies = rule.when?.currency
  const methods = methodsOf(rule)
  const reason = "no provider that this rule tries can do it"
  const member = rule.when?.destination === undefined ? "method" : "destination"
  return [
    ...(currencies ?? []).flatMap((code, at) =>
      isServed(methods ?? [undefined], [code]) ? [] : [{ path: `${place}.when.currency[${at}]`, reason }]
    ),
    ...(methods ?? []).flatMap((method, at) =>
      isServed([method], currencies ?? [undefined]) ? [] : [{ path: `${place}.when.${member}[${at}]`, reason }]
    )
  ]
}
