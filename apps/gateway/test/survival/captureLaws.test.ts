/** The laws of captures and cancels: each is broken once in otherwise honest books, and must be the one that says so. */
import { describe, expect, it } from "vitest"
import type { BankCapture } from "../../soak/bank/life.ts"
import type { Resource } from "../../soak/merchant/client.ts"
import type { Change } from "../../soak/verdict/changes.ts"
import type { Facts } from "../../soak/verdict/facts.ts"
import { broken } from "../../soak/verdict/laws.ts"
import { acknowledge, honest, moved, resource, side, story, webhook } from "./support/books.ts"

const money = (value: string) => ({ value, currency: "RUB" })
const held = (reference: string, more: Partial<Resource>): Resource =>
  resource(reference, {
    object: "payment",
    provider: "bank",
    amount: money("100.00"),
    captureMethod: "manual",
    version: 9,
    ...more
  })

// A payment of 100.00 of which 50.00 was captured, then 30.00 by the bank's desk, then a capture failed, and then the last 20.00; and
// one that was let go.
const p = held("p", {
  capturedAmount: money("100.00"),
  change: { number: 3, type: "capture", status: "succeeded" }
})
const q = held("q", { status: "canceled", capturedAmount: money("0.00") })
const half: BankCapture = { id: "c1", mark: "p.capture.1", payment: "p", status: "done", amount: "50.00" }
const desk: BankCapture = { ...half, id: "c2", mark: null, amount: "30.00" }
const rest: BankCapture = { ...half, id: "c3", mark: "p.capture.3", amount: "20.00" }
const first: Change = { payment: "p", name: "capture", number: 1, amount: "50.00", became: "done", why: "it is there" }
const failed: Change = { ...first, number: 2, became: "dead" }
const last: Change = { ...first, number: 3, amount: "20.00" }
const cancel: Change = { ...first, payment: "q", name: "cancel", amount: null }

const captured = (number: number, version: number) =>
  webhook(
    { ...p, version, change: { number, type: "capture", status: "succeeded" } },
    { id: `evt_capture_${number}`, type: "payment.captured" }
  )
const authorized = webhook({ ...p, status: "authorized", version: 2 })
const toldOf = { p: [authorized, captured(1, 5), ...story(p).slice(1), captured(3, 9)], q: story(q) }

const books: Facts = {
  ...honest,
  acknowledged: [acknowledge(p), acknowledge(q)],
  asked: [
    ...[1, 2, 3].map(() => ({ payment: "p", name: "capture" as const })),
    { payment: "q", name: "cancel" as const }
  ],
  changes: [first, failed, last, cancel],
  resources: [p, q],
  providers: {
    bank: {
      ledger: ["50.00", "30.00", "20.00"].map((amount) => moved("p", { kind: "payment", amount })),
      operations: [
        { id: "t1", reference: "p" },
        { id: "t2", reference: "q" }
      ]
    },
    p2p: side([]),
    feennex: side([])
  },
  bankCaptures: [half, desk, rest],
  webhooks: [...toldOf.p, ...toldOf.q]
}

describe("the laws of captures and cancels", () => {
  it("find nothing in honest books", () => {
    expect(broken(books, new Set())).toEqual([])
  })

  it("leave to a person what is a person's", () => {
    const reviewed = { ...p, status: "needs_review" }
    const webhooks = [authorized, captured(1, 5), webhook(reviewed), ...toldOf.q]
    const open = [first, failed, { ...last, became: null }, cancel]
    expect(broken({ ...books, resources: [reviewed, q], webhooks, changes: open }, new Set())).toEqual([])
  })

  it("leave to those who wait longer what is asked for for days", () => {
    const change = { number: 3, type: "capture", status: "unknown" }
    const sought = { ...p, status: "authorized", change }
    const webhooks = [authorized, captured(1, 5), ...toldOf.q]
    const changes = [first, failed, { ...last, became: null }, cancel]
    const open = { ...books, resources: [sought, q], webhooks, changes, isPatient: false }
    expect(broken(open, new Set())).toEqual([])
    expect(broken({ ...open, isPatient: true }, new Set())).toEqual([
      "p: capture 3 has not ended",
      "p is still authorized at bank"
    ])
  })

  it.each<readonly [string, Partial<Facts>, RegExp]>([
    [
      "more than was held",
      { bankCaptures: [half, { ...desk, amount: "30.01" }, rest] },
      /^p: 100.01 was captured of 100.00 that was held$/
    ],
    [
      "one that was captured twice",
      { bankCaptures: [half, { ...desk, mark: half.mark }, rest] },
      /^p: capture 1 exists 2 times at the bank$/
    ],
    ["one that is not there", { bankCaptures: [half, desk] }, /^p: capture 3 is done, and the bank says nothing$/],
    [
      "one that has failed there",
      { bankCaptures: [half, desk, { ...rest, status: "failed" }] },
      /^p: capture 3 is done, and the bank says failed$/
    ],
    [
      "another amount",
      { bankCaptures: [half, desk, { ...rest, amount: "19.00" }] },
      /^p: capture 3 is 20.00, and 19.00 was captured$/
    ],
    [
      "one that is called dead",
      { bankCaptures: [half, { ...desk, mark: "p.capture.2" }, rest] },
      /^p: capture 2 is dead, and was captured$/
    ],
    [
      "one nobody asked for",
      { bankCaptures: [half, { ...desk, mark: "p.capture.7" }, rest] },
      /^p: a capture nobody asked for: p.capture.7$/
    ],
    [
      "a capture after a cancel",
      { bankCaptures: [...books.bankCaptures, { ...desk, payment: "q" }] },
      /^q: cancel 1 is done, and something was captured$/
    ],
    [
      "an end without money beside money",
      { bankCaptures: [...books.bankCaptures, { ...desk, payment: "q" }] },
      /^q is canceled, and was captured$/
    ],
    ["a payment of which nothing was captured", { bankCaptures: [] }, /^p is paid, and nothing was captured$/],
    ["books that show less", { resources: [{ ...p, capturedAmount: money("80.00") }, q] }, /^p shows 80.00 captured/],
    [
      "a change that hangs",
      { changes: [first, failed, last, { ...cancel, became: null }] },
      /^q: cancel 1 has not ended$/
    ],
    ["a lost change", { changes: [first, last, cancel] }, /^p: 3 times a capture was taken, and 2 are known$/],
    ["one that is there twice", { changes: [...books.changes, { ...cancel, number: 2 }] }, /^q: 1 times a cancel was/],
    [
      "one that is not told",
      { webhooks: [authorized, ...story(p).slice(1), captured(3, 9), ...toldOf.q] },
      /^p: capture 1 is told 0 times$/
    ],
    [
      "one that is told twice",
      { webhooks: [...toldOf.p, webhook({ ...p, version: 10 }, { type: "payment.captured" }), ...toldOf.q] },
      /^p: capture 3 is told 2 times$/
    ],
    [
      "one that is told and was not carried out",
      { webhooks: [authorized, captured(1, 5), captured(2, 6), ...toldOf.p.slice(2), ...toldOf.q] },
      /^p: capture 2 is told, and was not carried out$/
    ],
    [
      "a payment that was made twice",
      { providers: { ...books.providers, bank: side(["p", "p"]) } },
      /^p exists 2 times at the bank$/
    ],
    ["one that is held for ever", { resources: [{ ...p, status: "authorized" }, q] }, /^p is still authorized at bank$/]
  ])("find %s", (_, wrong, law) => {
    const found = broken({ ...books, ...wrong }, new Set())
    expect(
      found.some((each) => law.test(each)),
      found.join("; ")
    ).toBe(true)
  })
})
