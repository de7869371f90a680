/** Comparing a settlement report with the ledger: what matches, each way to differ, and that the order of things does not matter. */
import { describe, expect, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type * as Settlement from "@switchyard/core/Settlement"
import * as BigDecimal from "effect/BigDecimal"
import fc from "fast-check"
import * as Reconciliation from "../src/Reconciliation.ts"

const rub = (text: string) => Money.unsafe(text, "RUB")
const usd = (text: string) => Money.unsafe(text, "USD")

type Over = Partial<Settlement.Entry> & Settlement.Ids

// An entry with the ids of its operation beside its other members; by itself it is the only entry about that.
const entryOf = (ids: Settlement.Ids, plain: Omit<Settlement.Entry, "id" | "of">, over: Over): Settlement.Entry => {
  const { isReferenceNumber, providerReference, reference, ...rest } = { ...ids, ...over }
  const of = compact({ providerReference, reference, isReferenceNumber })
  return { ...plain, id: `${rest.kind ?? plain.kind}:${providerReference ?? reference}`, of, ...rest }
}

const payment = (over: Over = {}, ids: Settlement.Ids = { providerReference: "500", reference: "order-1" }) =>
  entryOf(
    ids,
    {
      _tag: "Entry",
      line: 2,
      kind: "payment",
      at: 0,
      status: "paid",
      amount: usd("301.00"),
      net: usd("282.94"),
      fee: usd("18.06")
    },
    over
  )

const payout = (over: Over = {}) =>
  entryOf(
    { providerReference: "700", reference: "payout-1" },
    { _tag: "Entry", line: 3, kind: "payout", at: 0, status: "paid", net: rub("1530.00"), fee: rub("30.00") },
    over
  )

const paid: Reconciliation.Operation = {
  kind: "payment",
  reference: "order-1",
  providerReference: "500",
  status: "paid",
  amount: usd("301.00"),
  net: usd("282.94")
}

const paidOut: Reconciliation.Operation = {
  kind: "payout",
  reference: "payout-1",
  providerReference: "700",
  status: "paid",
  amount: rub("1500.00"),
  net: rub("1530.00")
}

const without = <A extends object>(value: A, member: "net" | "fee" | "providerReference"): A => {
  const rest = { ...value }
  Reflect.deleteProperty(rest, member)
  return rest
}

const found = (entry: Settlement.Entry, operation?: Reconciliation.Operation, earlier?: Reconciliation.Earlier) =>
  Reconciliation.judge(entry, operation, earlier).map(({ kind, ours, theirs }) => [kind, ours, theirs])

describe("what a payout cost", () => {
  const cost = { ...paidOut, amount: rub("100.00"), net: rub("102.00") }

  it("is the debit that its provider stated: a report with debit 150 against a stated 102 does not match", () => {
    const entry = payout({ net: rub("150.00"), fee: rub("50.00") })
    expect(found(entry, cost)).toEqual([["debited", "102.00 RUB", "150.00 RUB"]])
    expect(Reconciliation.reconcile([entry], [cost])).toMatchObject({ matched: 0, notComparable: 0 })
  })

  it("is found beside another fee, which changes what the recipient can have got", () => {
    expect(found(payout({ net: rub("150.00"), fee: rub("2.00") }), cost)).toEqual([
      ["amount", "100.00 RUB", "148.00 RUB"],
      ["debited", "102.00 RUB", "150.00 RUB"]
    ])
  })

  it("is compared in the shop's currency where the recipient gets another one", () => {
    const inDollars = { ...paidOut, net: usd("19.13") }
    const entry = payout({ net: usd("19.14"), fee: usd("0.38"), currency: "RUB" })
    expect(found(entry, inDollars)).toEqual([["debited", "19.13 USD", "19.14 USD"]])
    expect(Reconciliation.reconcile([{ ...entry, net: usd("19.13") }], [inDollars])).toMatchObject({ matched: 1 })
  })

  it("that nobody has stated has nothing to be compared with, and is not called matched", () => {
    const unstated = without(paidOut, "net")
    expect(found(payout(), unstated)).toEqual([])
    expect(Reconciliation.reconcile([payout()], [unstated])).toEqual({
      matched: 0,
      notComparable: 1,
      services: 0,
      findings: []
    })
  })
})

describe("a line of a settlement report", () => {
  it("matches an operation that agrees in everything that can be compared", () => {
    expect(found(payment(), paid)).toEqual([])
    expect(found(payout(), paidOut)).toEqual([])
    const inDollars = { ...paidOut, net: usd("19.13") }
    expect(found(payout({ net: usd("19.13"), fee: usd("0.38"), currency: "RUB" }), inDollars)).toEqual([])
  })

  it.each(["paid_other_amount", "refunding", "refunded"] as const)(
    "matches a payment that has gone on to %s",
    (status) => {
      expect(found(payment(), { ...paid, status })).toEqual([])
    }
  )

  it.each([
    ["an amount", payment({ amount: usd("301.01") }), paid, "amount", "301.00 USD", "301.01 USD"],
    ["a credit", payment({ net: usd("282.95") }), paid, "credited", "282.94 USD", "282.95 USD"],
    ["a debit", payout({ net: rub("1530.01"), fee: rub("30.01") }), paidOut, "debited", "1530.00 RUB", "1530.01 RUB"],
    ["what the recipient got", payout({ fee: rub("29.99") }), paidOut, "amount", "1500.00 RUB", "1500.01 RUB"],
    ["a currency", payout({ currency: "EUR" }), paidOut, "currency", "RUB", "EUR"],
    ["a debit's currency", payout({ net: usd("1530.00"), fee: usd("30.00") }), paidOut, "currency", "RUB", "USD"],
    ["a payment's currency", payment({ amount: rub("301.00") }), paid, "currency", "USD", "RUB"],
    ["a net currency", payment({ net: rub("282.94") }), paid, "currency", "USD", "RUB"],
    ["a fee", payment(), { ...paid, fee: usd("18.00") }, "fee", "18.00 USD", "18.06 USD"],
    ["a fee's currency", payment(), { ...paid, fee: rub("18.06") }, "currency", "RUB", "USD"],
    ["a status", payment(), { ...paid, status: "expired" }, "status", "expired", "paid"],
    ["a failed payout", payout(), { ...paidOut, status: "failed" }, "status", "failed", "paid"],
    ["a returned payout", payout({ status: "returned" }), paidOut, "status", "paid", "returned"],
    ["an id", payment({ providerReference: "501" }), paid, "foreign", "500", "501"],
    ["a reference", payment({ reference: "order-9" }), paid, "foreign", "order-1", "order-9"],
    ["an account", payment(), { ...paid, isElsewhere: true }, "foreign", "held elsewhere", undefined]
  ] as const)("differs in %s", (_, entry, operation, ...finding) => {
    expect(found(entry, operation)).toEqual([finding])
  })

  it("has every difference of one operation", () => {
    const other = { ...paid, status: "failed" as const, amount: usd("300.00"), net: usd("1.00"), fee: usd("1.00") }
    expect(found(payment(), other).map(([kind]) => kind)).toEqual(["status", "amount", "credited", "fee"])
    const payoutIn = { ...paidOut, net: usd("19.13") }
    expect(found(payout({ currency: "EUR", net: usd("19.14") }), payoutIn).map(([kind]) => kind)).toEqual([
      "currency",
      "debited"
    ])
  })

  it("has one finding where two currencies differ, however many amounts are in them", () => {
    const inRoubles = { ...paid, amount: rub("301.00"), net: rub("282.94"), fee: rub("18.06") }
    expect(found(payment(), inRoubles)).toEqual([["currency", "RUB", "USD"]])
  })

  it("compares only what was credited where another amount was paid than asked for", () => {
    const recalculated: Reconciliation.Operation = { ...paid, status: "paid_other_amount", amount: usd("500.00") }
    expect(found(payment(), recalculated)).toEqual([])
    expect(found(payment({ net: usd("1.00") }), recalculated)).toEqual([["credited", "282.94 USD", "1.00 USD"]])
  })

  it.each([
    ["nobody stated what was credited", payment(), without(paid, "net"), 0],
    ["it states only the amount, as the ledger has it", without(payment(), "net"), paid, 1],
    ["it states only a currency", without(payout({ currency: "RUB" }), "net"), paidOut, 0],
    [
      "another amount was paid, and the credit is as stated",
      payment(),
      { ...paid, status: "paid_other_amount" as const },
      1
    ],
    [
      "another amount was paid, and it states no credit",
      without(payment(), "net"),
      { ...paid, status: "paid_other_amount" as const },
      0
    ]
  ])("without a difference matches only if what moved was compared: %s", (_, entry, operation, matched) => {
    expect(Reconciliation.reconcile([entry], [operation])).toEqual({
      matched,
      notComparable: 1 - matched,
      services: 0,
      findings: []
    })
  })

  it.each([
    ["what was credited is not the amount without the fee", payment({ fee: usd("18.07") }), "fee 18.07 USD"],
    ["it states no fee, and another credit than amount", without(payment(), "fee"), "no fee"]
  ])("that does not add up in itself, %s, is found", (_, entry, fee) => {
    expect(found(entry, paid)).toEqual([["fee_differs", undefined, `301.00 USD, credited 282.94 USD, ${fee}`]])
    expect(Reconciliation.reconcile([entry], [paid])).toMatchObject({ matched: 0, notComparable: 0 })
    // Also where the ledger does not know it.
    expect(found(entry).map(([kind]) => kind)).toEqual(["missing_here", "fee_differs"])
  })

  it.each([
    ["its credit differs from the ledger", payment({ net: usd("282.95") }), paid, ["credited"]],
    ["its fee does", payment({ fee: usd("18.07") }), { ...paid, fee: usd("18.06") }, ["fee"]],
    ["it is the provider's own business", payment({ kind: "adjustment", fee: usd("1.00") }), paid, []],
    ["it was undone", payment({ status: "returned", fee: usd("1.00") }), { ...paid, status: "refunded" as const }, []],
    ["its fee is in another currency", payment({ fee: rub("1.00") }), paid, []],
    ["it states no fee and no other credit", without(payment({ net: usd("301.00") }), "fee"), without(paid, "net"), []],
    ["a payout adds up", payout({ amount: rub("1500.00") }), paidOut, []],
    ["a payout does not", payout({ amount: rub("1500.00"), fee: rub("29.00") }), paidOut, ["fee_differs"]]
  ])("is called so only once and only for what moved: %s", (_, entry, operation, kinds) => {
    expect(found(entry, operation).map(([kind]) => kind)).toEqual(kinds)
  })

  it("without an operation is missing here, unless it is the provider's own business", () => {
    expect(found(payment())).toEqual([["missing_here", undefined, undefined]])
    expect(found(payment({ kind: "adjustment" }))).toEqual([])
  })

  it("that stands there again is a duplicate and nothing else", () => {
    const earlier = { same: 7, entry: 7, paid: 7 }
    expect(found(payment(), { ...paid, status: "failed" }, earlier)).toEqual([
      ["duplicate", undefined, "also in line 7"]
    ])
  })

  it.each([
    ["by ours, and by the provider's id", { providerReference: "500" }, { reference: "order-1" }],
    [
      "by the provider's id, with and without zeros",
      { providerReference: "500" },
      { providerReference: "0500", reference: "order-1" }
    ],
    [
      "by two references under one id",
      { providerReference: "500", reference: "order-1" },
      { providerReference: "500", reference: "order-2" }
    ]
  ])("that says of an operation that it was paid says it again in another line, which names it %s", (_, one, other) => {
    const entries = [one, other].map((ids, at) => payment({ id: `entry-${at}`, line: 2 + at }, ids))
    const second: Reconciliation.Operation = { ...paid, reference: "order-2", providerReference: "501" }
    for (const lines of [entries, entries.toReversed()]) {
      const { findings } = Reconciliation.reconcile(lines, [paid, second])
      const twice = findings.filter(({ kind }) => kind === "paid_twice")
      expect(twice.map(({ line, theirs }) => [line, theirs])).toEqual([
        [lines[1]!.line, `also in line ${lines[0]!.line}`]
      ])
    }
  })

  it("says of two operations that each was paid once", () => {
    const second: Reconciliation.Operation = { ...paid, reference: "order-2", providerReference: "501" }
    const lines = [payment(), payment({ line: 3 }, { providerReference: "501" })]
    expect(Reconciliation.reconcile(lines, [paid, second]).findings).toEqual([])
  })

  it("names ids, amounts and the line", () => {
    expect(Reconciliation.judge(payment(), { ...paid, status: "failed" })).toEqual([
      {
        operation: "payment",
        line: 2,
        entry: "payment:500",
        reference: "order-1",
        providerReference: "500",
        kind: "status",
        ours: "failed",
        theirs: "paid"
      }
    ])
  })
})

describe("an entry with an id of its own", () => {
  const refund = (over: Over = {}) =>
    payout({ kind: "refund", net: usd("10.00"), amount: usd("10.00"), fee: usd("0.00"), ...over })
  const given: Reconciliation.Operation = {
    kind: "refund",
    reference: "refund-1",
    providerReference: "re_1",
    parent: { reference: "order-1", providerReference: "500" },
    status: "succeeded",
    amount: usd("10.00"),
    net: usd("10.00")
  }
  const ofPayment = { payment: { providerReference: "500" } }
  const one = refund({ id: "t1", line: 2, reference: "refund-1", providerReference: "re_1", ...ofPayment })
  const other = refund({ id: "t2", line: 3, reference: "refund-2", providerReference: "re_2", ...ofPayment })

  it("is one of two equal partial refunds of a payment, and each matches its own", () => {
    const second = { ...given, reference: "refund-2", providerReference: "re_2" }
    const report = Reconciliation.reconcile([payment(), one, other], [paid, given, second])
    expect(report).toEqual({ matched: 3, notComparable: 0, services: 0, findings: [] })
  })

  it("is no duplicate of another refund that the ledger does not have, and is missing here with its payment", () => {
    const bare = [
      { ...refund({ id: "t1", line: 2 }), ...ofPayment },
      { ...refund({ id: "t2", line: 3 }), ...ofPayment }
    ].map(({ of: _, ...entry }) => entry)
    const { findings } = Reconciliation.reconcile(bare, [])
    expect(findings.map(({ entry, kind, providerReference }) => [kind, entry, providerReference])).toEqual([
      ["missing_here", "t1", "500"],
      ["missing_here", "t2", "500"]
    ])
  })

  it("is foreign where the refund here is of another payment", () => {
    expect(found({ ...one, payment: { providerReference: "501" } }, given)).toEqual([["foreign", "500", "501"]])
    expect(found({ ...one, payment: { reference: "order-9" } }, given)).toEqual([["foreign", "order-1", "order-9"]])
  })

  it("has its refund missing at the provider, and with another amount or state, as other operations", () => {
    expect(Reconciliation.reconcile([], [given]).findings.map(({ kind }) => kind)).toEqual(["missing_at_provider"])
    expect(found({ ...one, amount: usd("9.00"), net: usd("9.00") }, given)).toEqual([
      ["amount", "10.00 USD", "9.00 USD"],
      ["debited", "10.00 USD", "9.00 USD"]
    ])
    expect(found(one, { ...given, status: "failed" })).toEqual([["status", "failed", "paid"]])
  })

  it("may be the return of a payout beside the entry of the payout itself", () => {
    const back = payout({ id: "t9", line: 9, status: "returned" })
    const kinds = (operation: Reconciliation.Operation) =>
      Reconciliation.reconcile([payout(), back], [operation]).findings.map(({ entry, kind }) => [kind, entry])
    expect(kinds({ ...paidOut, status: "returned" })).toEqual([])
    expect(kinds(paidOut)).toEqual([["status", "t9"]])
  })

  it("that says once more that an operation was paid is found as that", () => {
    const again = payout({ id: "t9", line: 9 })
    const { findings } = Reconciliation.reconcile([payout(), again], [paidOut])
    expect(findings).toMatchObject([{ kind: "paid_twice", entry: "t9", line: 9, theirs: "also in line 3" }])
  })

  it("that stands there again with another content contradicts itself, and is compared too", () => {
    const changed = payment({ line: 5, net: usd("282.95"), fee: usd("18.05") })
    const { findings } = Reconciliation.reconcile([payment(), changed, { ...payment(), line: 6 }], [paid])
    expect(findings.map(({ kind, line, theirs }) => [kind, line, theirs])).toEqual([
      ["contradiction", 5, "other than line 2"],
      ["credited", 5, "282.95 USD"],
      ["duplicate", 6, "also in line 2"]
    ])
  })

  it.each(["fee", "transfer", "adjustment", "dispute"] as const)("alone is no difference, being a %s", (kind) => {
    const { of: _, ...alone } = payment({ kind, id: "t1" })
    expect(Reconciliation.reconcile([alone], [])).toEqual({ matched: 0, notComparable: 0, services: 1, findings: [] })
    // The same id twice is not passed over.
    const twice = Reconciliation.reconcile([alone, { ...alone, line: 3 }, { ...alone, line: 4, at: 1 }], [])
    expect(twice.findings.map((finding) => [finding.kind, finding.operation])).toEqual([
      ["duplicate", kind],
      ["contradiction", kind]
    ])
  })

  it("says the same whatever line it stands in, and however an amount is written", () => {
    const written = { ...payment(), line: 7, amount: { ...usd("301.00"), value: BigDecimal.fromStringUnsafe("301") } }
    expect(Reconciliation.keysOf(written, paid)).toEqual(Reconciliation.keysOf(payment(), paid))
  })
})

describe("a reference of which a spreadsheet has left a number", () => {
  const number = (reference: string) => payment({ reference, isReferenceNumber: true })
  const operationWith = (reference: string) => ({ ...paid, reference })

  it.each([
    ["0001001", "1001"],
    ["1E5", "100000"],
    ["1001", "1001"]
  ])("such as %s, is found by the provider's id", (reference, left) => {
    // Another operation may bear just that number.
    const other = { ...paid, reference: left, providerReference: "777" }
    const ledger = reference === left ? [operationWith(reference)] : [operationWith(reference), other]
    const { findings, matched } = Reconciliation.reconcile([number(left)], ledger)
    expect(matched).toBe(1)
    expect(findings.map(({ kind, reference }) => [kind, reference])).toEqual(
      reference === left ? [] : [["missing_at_provider", left]]
    )
  })

  it("is found so too in a text, where nobody sees that it was one", () => {
    const ledger = [
      operationWith("0001001"),
      { ...paid, reference: "1001", providerReference: "777", status: "failed" as const }
    ]
    expect(Reconciliation.reconcile([payment({ reference: "1001" })], ledger)).toMatchObject({
      matched: 1,
      findings: []
    })
  })

  it("is another one where the number is another", () => {
    expect(found(number("1002"), operationWith("0001001"))).toEqual([["foreign", "0001001", "1002"]])
    expect(found(number("1001"), operationWith("order-1001"))).toEqual([["foreign", "order-1001", "1001"]])
    // Twenty digits that are the same double are not the same.
    const long = found(payment({ reference: "10000000000000000001" }), operationWith("10000000000000000002"))
    expect(long.map(([kind]) => kind)).toEqual(["foreign"])
  })

  it("is reported where the ledger knows no provider's id to decide by", () => {
    const unknown = without(operationWith("1001"), "providerReference")
    expect(found(number("1001"), unknown)).toEqual([["number_only", "1001", "a spreadsheet's number 1001"]])
    // And the operation is not accused on top of it.
    expect(Reconciliation.reconcile([number("1001")], [unknown]).findings.map(({ kind }) => kind)).toEqual([
      "number_only"
    ])
    // A text is what it is.
    expect(found(payment({ reference: "1001" }), unknown)).toEqual([])
  })

  it("is nobody's where the operation of that number is known under another id", () => {
    const { findings } = Reconciliation.reconcile(
      [number("1001")],
      [{ ...operationWith("1001"), providerReference: "777" }]
    )
    expect(findings.map(({ kind, theirs }) => [kind, theirs])).toEqual([
      ["missing_here", "a spreadsheet's number 1001"],
      ["missing_at_provider", undefined]
    ])
  })

  it("may stand beside a provider's id in another notation", () => {
    const entry = payment({ reference: "1001", isReferenceNumber: true, providerReference: "70000004" })
    const ledger = [{ ...operationWith("1001"), providerReference: "0070000004" }]
    expect(Reconciliation.reconcile([entry], ledger)).toMatchObject({ matched: 1, findings: [] })
  })
})

describe("a settlement report", () => {
  const kinds = (entries: ReadonlyArray<Settlement.Entry>, operations: ReadonlyArray<Reconciliation.Operation>) =>
    Reconciliation.reconcile(entries, operations).findings.map(({ kind, line, reference }) => [kind, line ?? reference])

  it("that agrees with the ledger has no findings", () => {
    const report = Reconciliation.reconcile(
      [payment(), payout(), payment({ kind: "adjustment", line: 4 })],
      [paid, paidOut]
    )
    expect(report).toEqual({ matched: 2, notComparable: 0, services: 1, findings: [] })
  })

  it("that is empty misses what the ledger has as settled, and nothing else", () => {
    const open = { ...paid, reference: "order-2", status: "awaiting_payer" as const }
    const elsewhere = { ...paid, reference: "order-3", isElsewhere: true }
    expect(kinds([], [paid, paidOut, open, elsewhere])).toEqual([
      ["missing_at_provider", "order-1"],
      ["missing_at_provider", "payout-1"]
    ])
    expect(kinds([], [])).toEqual([])
  })

  it("is matched by the provider's id where a line has no reference", () => {
    expect(kinds([payment({}, { providerReference: "500" })], [paid])).toEqual([])
  })

  it("with another operation under our reference misses the expected one as well", () => {
    expect(kinds([payment({ providerReference: "501" })], [paid])).toEqual([
      ["foreign", 2],
      ["missing_at_provider", "order-1"]
    ])
  })

  it("with payments and payouts of one reference keeps them apart", () => {
    const same = { ...paidOut, reference: "order-1" }
    expect(kinds([payment(), payout({ reference: "order-1" })], [paid, same])).toEqual([])
  })

  it("has each line matched or found, and each settled operation spoken of or missing, in any order", () => {
    const id = fc.integer({ min: 0, max: 9 })
    const entries = fc.array(
      fc.record({ reference: id, provider: id, kind: fc.constantFrom("payment", "payout", "adjustment" as const) })
    )
    const operations = fc.uniqueArray(
      fc.record({ reference: id, provider: id, status: fc.constantFrom("paid", "failed", "refunded") }),
      { selector: ({ reference }) => reference }
    )
    fc.assert(
      fc.property(entries, operations, fc.boolean(), (lines, ledger, isReversed) => {
        const report = lines.map(({ kind, provider, reference }, line) =>
          payment({ line: line + 2, kind, providerReference: `${provider}`, reference: `r${reference}` })
        )
        const held = ledger.map(({ provider, reference, status }) => ({
          ...paid,
          reference: `r${reference}`,
          providerReference: `${provider}`,
          status
        }))
        const { findings, matched, notComparable, services } = Reconciliation.reconcile(
          report,
          isReversed ? held.toReversed() : held
        )
        const spoken = new Set(findings.flatMap(({ line }) => (line === undefined ? [] : [line])))
        const again = findings.filter(({ operation }) => operation === "adjustment").length
        expect(matched + notComparable + services + spoken.size - again).toBe(report.length)
        const settled = held.filter(({ status }) => status !== "failed")
        const missing = new Set(
          findings.filter(({ kind }) => kind === "missing_at_provider").map((each) => each.reference)
        )
        for (const { providerReference, reference } of settled) {
          const isThere = report.some(
            (entry) =>
              entry.kind === "payment" &&
              entry.of?.providerReference === providerReference &&
              (entry.of?.reference === reference || !held.some((each) => each.reference === entry.of?.reference))
          )
          if (!isThere) expect(missing.has(reference)).toBe(true)
        }
      })
    )
  })
})
