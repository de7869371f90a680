/** The laws themselves: each is broken once in otherwise honest books, and must be the one that says so. */
import { describe, expect, it } from "vitest"
import type { BankRefund } from "../../soak/bank/life.ts"
import type { Resource } from "../../soak/merchant/client.ts"
import type { Received } from "../../soak/merchant/receiver.ts"
import type { Facts, ProviderFacts } from "../../soak/verdict/facts.ts"
import { broken } from "../../soak/verdict/laws.ts"
import { a, acknowledge, b, honest, moved, resource, side, story, webhook } from "./support/books.ts"

// The books with `a` in another state, of which its merchant was told.
const withA = (more: Partial<Resource>, p2p: ProviderFacts): Facts => {
  const other = { ...a, ...more }
  return {
    ...honest,
    resources: [other, b],
    acknowledged: [acknowledge(other), acknowledge(b)],
    providers: { ...honest.providers, p2p },
    webhooks: [...story(other), ...story(b)]
  }
}

const [first, last] = story(a)

// A message of `a` that failed as often as there are pauses, in seconds, after each of which it came again.
const retried = (id: string, ...pauses: ReadonlyArray<number>): ReadonlyArray<Received> => {
  const instants = [0, ...pauses].map((_, n) => pauses.slice(0, n).reduce((sum, pause) => sum + pause * 1000, 0))
  return instants.map((sentAt, index) => webhook(a, { id, digest: id, sentAt, accepted: index === pauses.length }))
}
const many = (...pauses: ReadonlyArray<number>) => Array.from({ length: 20 }, (_, n) => retried(`evt_${n}`, ...pauses))
const nothing = side([])

// A payment of 100.00 at the bank of which 60.00 was paid back by us, and 40.00 by its desk.
const paidBack: BankRefund = { id: "t1", reference: "r", payment: "p", status: "paid_back", amount: "60.00" }
const desk: BankRefund = { ...paidBack, id: "t2", reference: null, amount: "40.00" }
const money = (value: string) => ({ value, currency: "RUB" })
const p = resource("p", {
  object: "payment",
  status: "refunded",
  provider: "bank",
  amount: money("100.00"),
  refundedAmount: money("100.00")
})
const r = resource("r", {
  object: "refund",
  status: "succeeded",
  provider: "bank",
  amount: money("60.00"),
  payment: p.id
})
const back: Facts = {
  ...honest,
  acknowledged: [acknowledge(p), acknowledge(r)],
  resources: [p, r],
  providers: {
    bank: {
      ledger: [
        moved("p", { kind: "payment", amount: "100.00" }),
        moved("r", { kind: "refund", amount: "60.00" }),
        moved("desk-1", { kind: "refund", amount: "40.00" })
      ],
      operations: [{ id: "t0", reference: "p" }]
    },
    p2p: nothing,
    feennex: nothing
  },
  bankRefunds: [paidBack, desk],
  webhooks: [...story(p), ...story(r)]
}
const withR = (status: string): Partial<Facts> => {
  const other = { ...r, status }
  return { resources: [p, other], webhooks: [...story(p), ...story(other)] }
}

describe("the laws of refunds", () => {
  it("find nothing in honest books", () => {
    expect(broken(back, new Set())).toEqual([])
    const asked = { exceeding: [{ reference: "r", payment: "p" }] }
    // Its desk may have come first.
    expect(broken({ ...back, ...asked }, new Set())).toEqual([])
  })

  it.each<readonly [string, Partial<Facts>, RegExp]>([
    [
      "more than was captured",
      { bankRefunds: [paidBack, { ...desk, amount: "40.01" }] },
      /^p: 100.01 of 100.00 was paid/
    ],
    [
      "one that was paid back twice",
      { bankRefunds: [paidBack, { ...paidBack, id: "t3" }] },
      /^r exists 2 times at the/
    ],
    [
      "one nobody asked for",
      { bankRefunds: [paidBack, desk, { ...desk, reference: "x" }] },
      /^x: a refund nobody asked/
    ],
    [
      "another amount",
      { bankRefunds: [{ ...paidBack, amount: "59.00" }, desk] },
      /^r is 60.00, and 59.00 was paid back$/
    ],
    ["another payment", { bankRefunds: [{ ...paidBack, payment: "q" }, desk] }, /^r is of p, and q was paid back$/],
    ["one that bounced", { bankRefunds: [{ ...paidBack, status: "bounced" }, desk] }, /^r has succeeded, and the bank/],
    ["one that is called failed", withR("failed"), /^r is failed, and was paid back$/],
    ["one that hangs", withR("processing"), /^r is still processing at bank$/],
    ["a payment that does not show it", { resources: [{ ...p, refundedAmount: money("60.00") }, r] }, /^p shows 60.00/],
    [
      "one that was asked for beyond what was captured",
      { bankRefunds: [paidBack], exceeding: [{ reference: "r2", payment: "p" }] },
      /^r2 was asked for at the bank, and more than was captured/
    ],
    [
      "a payment that is told twice",
      {
        webhooks: [
          ...["e1", "e2"].map((id, n) => webhook({ ...p, version: n + 1 }, { id, type: "payment.paid" })),
          webhook({ ...p, version: 5 }),
          ...story(r)
        ]
      },
      /^p is told 2 times that it is paid$/
    ]
  ])("find %s", (_, wrong, law) => {
    const found = broken({ ...back, ...wrong }, new Set())
    expect(
      found.some((each) => law.test(each)),
      found.join("; ")
    ).toBe(true)
  })
})

describe("the laws of the soak", () => {
  it("find nothing in honest books", () => {
    expect(broken(honest, new Set())).toEqual([])
    // A clock that was put half a minute back in between.
    const [at, again] = retried("evt_x", 2)
    const wrong = at && again ? [at, { ...again, lateMillis: 30_000 }] : []
    const found = broken({ ...honest, webhooks: [...honest.webhooks, ...wrong] }, new Set())
    expect(found.filter((each) => /came again/.test(each))).toEqual([])
  })

  it.each<readonly [string, Partial<Facts>, RegExp]>([
    ["a lost one", { resources: [b] }, /^a was acknowledged and is lost$/],
    ["one that exists twice", { resources: [a, a, b] }, /^a exists 2 times$/],
    ["another one", { acknowledged: [{ ...acknowledge(a), id: "po_other" }] }, /^a is not what was acknowledged$/],
    ["one nobody asked for", { acknowledged: [acknowledge(a)] }, /^b was never asked for$/],
    [
      "a payment nobody asked for",
      { providers: { ...honest.providers, feennex: side(["b", "c"]) } },
      /^c: a payout nobody/
    ],
    ["a double payment", { providers: { ...honest.providers, feennex: side(["a", "b"]) } }, /^a was paid 2 times$/],
    ["a payment that was not", { providers: { ...honest.providers, p2p: nothing } }, /^a is paid and was never paid$/],
    [
      "somebody else",
      { providers: { ...honest.providers, p2p: nothing, feennex: side(["a", "b"]) } },
      /^a is paid by p2p, and somebody else/
    ],
    [
      "another amount",
      { providers: { ...honest.providers, p2p: { ...side(["a"]), ledger: [moved("a", { amount: "100.02" })] } } },
      /^a is 100.01, and 100.02 moved$/
    ],
    ["a failed one that was paid", withA({ status: "failed" }, side(["a"])), /^a is failed and was paid$/],
    ["one that hangs", withA({ status: "processing" }, nothing), /^a is still processing at p2p$/],
    ["one that is looked for in vain", withA({ status: "unknown" }, side(["a"])), /^a is unknown, and p2p has it$/],
    ["an untold end", { webhooks: [...(first ? [first] : []), ...story(b)] }, /^a is paid, and the merchant was not/],
    ["a refused last word", { webhooks: [...story(b), webhook(a, { accepted: false })] }, /^a is paid, and the merch/],
    ["a wrong order", { webhooks: [...story(a).toReversed(), ...story(b)] }, /^a: webhooks out of order/],
    ["two ids", { webhooks: [...story(a), webhook(a, { id: "evt_2" }), ...story(b)] }, /^a: webhooks out of order/],
    ["a changed repeat", { webhooks: [...honest.webhooks, webhook(a, { digest: "other" })] }, /^a: a repeated webhook/],
    [
      "a last word that is none",
      { webhooks: [...story(a), webhook({ ...a, status: "failed", version: 5 }), ...story(b)] },
      /^a is paid, and the last webhook said payout.failed$/
    ],
    [
      "an overtaking one",
      { webhooks: [...story(a).map((each, n) => ({ ...each, accepted: n === 1 })), ...story(b)] },
      /^a: payout.paid came before payout.processing was taken$/
    ],
    [
      "haste of one whose clock is right",
      { webhooks: [...honest.webhooks, ...retried("evt_x", 2)] },
      /^a: a webhook came again 2 s after it had failed 1/
    ],
    [
      "later haste",
      { webhooks: retried("evt_x", 5, 20) },
      /^a: a webhook came again 20 s after it had failed 2 times$/
    ],
    [
      "a lease for a pause",
      { webhooks: many(90).flat() },
      /^most webhooks that failed 1 times came again only after 90 s/
    ],
    [
      "another lease",
      { webhooks: many(5, 91).flat() },
      /^most webhooks that failed 2 times came again only after 91 s/
    ],
    ["a bad signature", { unsigned: ["evt_1"] }, /no good signature: evt_1$/],
    ["what was not delivered", { undelivered: 2 }, /^2 webhooks were not delivered$/],
    ["a surprise", { surprises: ["a was answered with 500"] }, /^a was answered with 500$/]
  ])("find %s", (_, change, law) => {
    const found = broken({ ...honest, ...change }, new Set())
    expect(
      found.some((each) => law.test(each)),
      found.join("\n")
    ).toBe(true)
  })

  it("find impatience", () => {
    const violation = { at: 0, kind: "tooEarly", endpoint: "/invoice/check", reference: "a", detail: "after 2 s" }
    const found = broken({ ...honest, violations: [violation] }, new Set())
    expect(found).toEqual(["a: tooEarly at /invoice/check: after 2 s"])
  })

  it("let webhooks come again as the backoff says, late when a gateway was killed, and anyhow when time leaps", () => {
    const spaced = [retried("evt_a_4", 4, 36, 96, 480), retried("evt_a_4", 90, 24, 91), retried("evt_a_4", 6)]
    for (const each of spaced) {
      const later = each.filter(({ accepted }) => !accepted)
      expect(
        broken({ ...honest, webhooks: [...later, ...honest.webhooks] }, new Set()).filter((law) =>
          /came again/.test(law)
        )
      ).toEqual([])
    }
    const hasty = { ...honest, webhooks: retried("evt_x", 2) }
    expect(broken({ ...hasty, calmSince: 1_000 }, new Set()).filter((law) => /came again/.test(law))).toEqual([])
    const resent = [0, 0].map((sentAt) => webhook(a, { id: "evt_x", sentAt, accepted: false }))
    expect(broken({ ...honest, webhooks: resent }, new Set()).filter((law) => /came again/.test(law))).toEqual([])
  })

  it("let be what may be", () => {
    expect(broken({ ...honest, webhooks: [...honest.webhooks, ...(last ? [last] : [])] }, new Set())).toEqual([])
    expect(broken(withA({ status: "unknown" }, nothing), new Set())).toEqual([])
    expect(broken(withA({ status: "needs_review" }, nothing), new Set())).toEqual([])
    expect(broken(withA({ status: "needs_review" }, side(["a"])), new Set())).toEqual([])
    const waiting = { object: "payment", provider: "feennex", status: "awaiting_payer" } as const
    expect(broken(withA(waiting, nothing), new Set(["a"]))).toEqual([])
    expect(broken(withA(waiting, nothing), new Set())).toEqual(["a is still awaiting_payer at feennex"])
  })
})
