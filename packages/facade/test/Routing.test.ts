/** Routing: the first rule that matches decides, a pin overrides it, and no rule may promise what nobody can do. */
import { assert, describe, it } from "@effect/vitest"
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import * as Routing from "@switchyard/facade/Routing"
import * as Schema from "effect/Schema"
import * as RouteCheck from "../src/internal/routeCheck.ts"

const target = (instance: string, routes: Manifest["routes"] | undefined): Routing.Target => ({
  instance,
  manifest: routes && {
    routes,
    duplicates: { create: { kind: "refused" } },
    lookUp: {},
    statusReads: { spacingMillis: 0, polling: "free" },
    callbacks: "none"
  }
})

const both = [{ method: "card", currencies: ["RUB", "USD"], debitCurrencies: ["RUB"] }]
const targets = [
  target("a", both),
  target("b", [...both, { method: "sbp", currencies: ["RUB"] }]),
  target("c", [
    {
      method: "card",
      currencies: ["RUB"],
      limits: { RUB: { min: Money.unsafe("100", "RUB"), max: Money.unsafe("200", "RUB") } }
    }
  ]),
  target("none", undefined)
]

const subject = (over: Partial<Routing.Subject> & { readonly value?: string } = {}): Routing.Subject => {
  const { value = "150.00", ...rest } = over
  return { method: "card", currency: "RUB", amount: Money.unsafe(value, "RUB"), ...rest }
}

const tried = (rules: ReadonlyArray<Routing.Rule>, of: Routing.Subject) =>
  Routing.candidates("payouts", rules, targets, of)
    .filter((candidate) => candidate.in)
    .map(({ instance }) => instance)

const rest = { try: ["a"] }

describe("the first rule whose conditions all hold decides", () => {
  const cases: ReadonlyArray<
    readonly [law: string, when: Routing.Rule["when"], of: Routing.Subject, isMatched: boolean]
  > = [
    ["no condition matches everything", undefined, subject(), true],
    ["a currency of the list", { currency: ["USD", "RUB"] }, subject(), true],
    ["another currency", { currency: ["USD"] }, subject(), false],
    ["a currency that is not known", { currency: ["RUB"] }, subject({ currency: undefined }), false],
    ["a destination of the list", { destination: ["sbp", "card"] }, subject(), true],
    ["another destination", { destination: ["sbp"] }, subject(), false],
    ["a method of the list", { method: ["card"] }, subject(), true],
    ["the least amount", { amount: { min: "150" } }, subject(), true],
    ["just below the least amount", { amount: { min: "150" } }, subject({ value: "149.99" }), false],
    ["the greatest amount", { amount: { max: "150.0" } }, subject(), true],
    ["just above the greatest amount", { amount: { max: "150" } }, subject({ value: "150.01" }), false],
    ["an amount that is not known", { amount: { min: "0" } }, subject({ amount: undefined }), false],
    [
      "a debit, whatever amount it has",
      { amount: { min: "0" } },
      subject({ amount: undefined, debit: Money.unsafe("150", "RUB") }),
      false
    ],
    ["the same metadata, and more", { metadata: { vip: "yes" } }, subject({ metadata: { vip: "yes", x: "1" } }), true],
    ["other metadata", { metadata: { vip: "yes" } }, subject({ metadata: { vip: "no" } }), false],
    ["no metadata", { metadata: { vip: "yes" } }, subject(), false],
    ["metadata that only looks inherited", { metadata: { constructor: "x" } }, subject({ metadata: {} }), false],
    ["one condition of two", { currency: ["RUB"], destination: ["sbp"] }, subject(), false]
  ]
  for (const [law, when, of, isMatched] of cases) {
    it(`${law}: ${isMatched ? "matches" : "does not match"}`, () => {
      assert.deepEqual(tried([{ when, try: ["b", "a"] }, rest], of), isMatched ? ["b", "a"] : ["a"])
    })
  }

  it("a later rule is never reached once one has matched, even if nobody of it can do it", () => {
    assert.deepEqual(tried([{ try: ["c"] }, rest], subject({ value: "1.00" })), [])
  })

  it("a pin overrides every rule", () => {
    assert.deepEqual(tried([rest], subject({ provider: "b" })), ["b"])
    assert.deepEqual(tried([], subject({ provider: "b" })), ["b"])
    assert.deepEqual(tried([rest], subject({ provider: "nobody" })), [])
  })
})

describe("every instance is listed with the reason", () => {
  it("those that are tried first, in their order; then the others, in the order of the config", () => {
    const rules = [{ when: { currency: ["USD"] }, try: ["a"] }, { try: ["c", "b", "none"] }]
    assert.deepEqual(Routing.candidates("payouts", rules, targets, subject({ value: "1.00" })), [
      { instance: "b", in: true, why: "routes.payouts[1].try[1]" },
      { instance: "a", in: false, why: "not in routes.payouts[1].try" },
      {
        instance: "c",
        in: false,
        why: "the amount is outside the limits",
        issues: [{ path: "amount", reason: "is outside the limits" }]
      },
      { instance: "none", in: false, why: "has no payouts" }
    ])
  })

  it("a pin, a missing rule and a missing route are told apart", () => {
    const why = (rules: ReadonlyArray<Routing.Rule>, of: Routing.Subject) =>
      Routing.candidates("payouts", rules, targets, of).map((each) => each.why)
    assert.deepEqual(
      why([], subject()),
      Array.from({ length: 4 }, () => "no rule of routes.payouts matches")
    )
    assert.deepEqual(why([rest], subject({ provider: "a" })).slice(0, 2), ["pinned", "the request is pinned to a"])
    assert.include(why([rest], subject({ provider: "a", method: "iban" })), "has no iban in RUB")
    assert.include(why([rest], subject({ method: "iban", currency: undefined, amount: undefined })), "has no iban")
  })

  it("what an instance would refuse itself puts it out, and is asked only of those that the rules try", () => {
    const asked: Array<string> = []
    const issuesOf = (instance: string) => {
      asked.push(instance)
      return instance === "b" ? [{ path: "recipientEmail", reason: "is required" }] : []
    }
    const rules = [{ try: ["b", "a", "none"] }]
    assert.deepEqual(Routing.candidates("payouts", rules, targets, subject(), issuesOf), [
      { instance: "a", in: true, why: "routes.payouts[0].try[1]" },
      {
        instance: "b",
        in: false,
        why: "recipientEmail: is required",
        issues: [{ path: "recipientEmail", reason: "is required" }]
      },
      { instance: "c", in: false, why: "not in routes.payouts[0].try" },
      { instance: "none", in: false, why: "has no payouts" }
    ])
    assert.deepEqual(asked, ["a", "b"])
  })

  const Name = Schema.Literals(["a", "b", "c", "none"])
  const Rules = Schema.Array(
    Schema.Struct({
      when: Schema.optionalKey(
        Schema.Struct({
          currency: Schema.optionalKey(Schema.Array(Schema.Literals(["RUB", "USD"]))),
          destination: Schema.optionalKey(Schema.Array(Schema.Literals(["card", "sbp"])))
        })
      ),
      try: Schema.Array(Name)
    })
  )
  const Subject = Schema.Struct({
    method: Schema.Literals(["card", "sbp"]),
    currency: Schema.Literals(["RUB", "USD"]),
    provider: Schema.optionalKey(Name)
  })

  it.prop(
    "each exactly once; who is in can do it, and is pinned or in the order of one rule",
    [Rules, Subject],
    ([rules, of]) => {
      const found = Routing.candidates("payouts", rules, targets, of)
      assert.sameMembers(
        found.map(({ instance }) => instance),
        targets.map(({ instance }) => instance)
      )
      const names = found.filter((candidate) => candidate.in).map(({ instance }) => instance)
      const list = of.provider === undefined ? rules.find(({ when }) => isMatched(when, of))?.try : [of.provider]
      assert.deepEqual(
        names,
        [...new Set(list)].filter((name) => can(name, of))
      )
    }
  )

  const isMatched = (when: (typeof Rules.Type)[number]["when"], of: typeof Subject.Type) =>
    (when?.currency?.includes(of.currency) ?? true) && (when?.destination?.includes(of.method) ?? true)
  const can = (name: string, of: typeof Subject.Type) =>
    targets
      .find(({ instance }) => instance === name)
      ?.manifest?.routes.some((route) => route.method === of.method && route.currencies.includes(of.currency))
})

describe("a rule that promises what nobody can do stops the start", () => {
  const problems = (rule: Routing.Rule, known = targets) =>
    RouteCheck.check("payouts", [{ index: 3, rule }], known, ["a", "b", "c", "none", "broken"])
  const place = "routes.payouts[3]"

  const cases: ReadonlyArray<
    readonly [law: string, rule: Routing.Rule, problems: ReadonlyArray<readonly [string, string]>]
  > = [
    ["one that can be kept", { when: { currency: ["RUB"], destination: ["card", "sbp"] }, try: ["a", "b"] }, []],
    ["no condition, as long as there is something it can do", { try: ["a"] }, []],
    [
      "an unknown provider",
      { try: ["a", "x"] },
      [["try[1]", "is no configured provider; configured are a, b, c, none, broken"]]
    ],
    ["a provider without payouts", { try: ["none"] }, [["try[0]", "none has no payouts"]]],
    [
      "a provider that has no route for the destination",
      { when: { destination: ["sbp"] }, try: ["b", "a"] },
      [["try[1]", "a can do nothing of what this rule matches"]]
    ],
    [
      "a provider that has no route for the currency",
      { when: { currency: ["USD"] }, try: ["c"] },
      [["try[0]", "c can do nothing of what this rule matches"]]
    ],
    [
      "a provider that has both, but not together",
      { when: { currency: ["USD"], destination: ["sbp"] }, try: ["b"] },
      [["try[0]", "b can do nothing of what this rule matches"]]
    ],
    [
      "a destination that nobody of the list can do",
      { when: { destination: ["card", "iban"] }, try: ["a"] },
      [["when.destination[1]", "no provider that this rule tries can do it"]]
    ],
    [
      "a currency that nobody of the list can do",
      { when: { currency: ["EUR", "RUB"], destination: ["card"] }, try: ["a", "b"] },
      [["when.currency[0]", "no provider that this rule tries can do it"]]
    ],
    ["one that could not be loaded is not accused twice", { when: { destination: ["iban"] }, try: ["broken"] }, []]
  ]
  for (const [law, rule, expected] of cases) {
    it(law, () => {
      assert.deepEqual(
        problems(rule),
        expected.map(([path, reason]) => ({ path: `${place}.${path}`, reason }))
      )
    })
  }
})
