/** The balance transactions pass the laws of pulling; and what a row means, on the documented one. */
import { assert, describe, it } from "@effect/vitest"
import { SettlementContract } from "@switchyard/contract-tests"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { settlement } from "./contract/statement.ts"
import { account } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { plain } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

SettlementContract.suite("stripe", settlement)

const period = { from: 1_234_567_000_000, to: 1_234_568_000_000 }

const pulled = (row: string, more = "") =>
  Effect.gen(function* () {
    const { pull } = yield* account()
    const { provide, sent } = answering(`{"object":"list","has_more":false,"data":[${row}]${more}}`)
    const pages = yield* provide(Stream.runCollect(pull.pull(period)))
    return { rows: pages.flatMap(({ rows }) => rows).map(plain), sent }
  })

const text = (changes: object) => changedBy("balance-transaction", changes)

describe("a row of the balance", () => {
  it.effect("of a charge is a payment, by our reference and its intent", () =>
    Effect.gen(function* () {
      const source = {
        object: "charge",
        id: "ch_1",
        amount: 120,
        amount_captured: 100,
        currency: "usd",
        payment_intent: "pi_1",
        metadata: { switchyard_payment: "order-1" }
      }
      const { rows, sent } = yield* pulled(text({ source, fee: 3, net: 97 }))
      assert.deepStrictEqual(rows, [
        {
          _tag: "Entry",
          line: 1,
          id: "txn_1PgaxNB7WZ01zgkWEV3TLf40",
          kind: "payment",
          at: 1_234_567_890_000,
          status: "paid",
          of: { providerReference: "pi_1", reference: "order-1" },
          amount: "1.00 USD",
          net: "0.97 USD",
          fee: "0.03 USD"
        }
      ])
      assert.strictEqual(
        sent[0]?.url,
        "https://api.stripe.com/v1/balance_transactions?created%5Bgte%5D=1234567000&created%5Blt%5D=1234568000&expand%5B0%5D=data.source&limit=100"
      )
    })
  )

  it.effect.each([
    // On a page the row does not name the session by which the payment is known.
    [
      { object: "charge", id: "ch_1", payment_intent: "pi_1", metadata: { switchyard_session_payment: "order-2" } },
      "charge",
      { kind: "payment", of: { reference: "order-2" } }
    ],
    [
      {
        object: "refund",
        id: "re_1",
        payment_intent: "pi_1",
        metadata: { switchyard_refund: "back-1", switchyard_of: "order-1" }
      },
      "refund",
      {
        kind: "refund",
        of: { providerReference: "re_1", reference: "back-1" },
        payment: { providerReference: "pi_1", reference: "order-1" }
      }
    ],
    [
      { object: "payout", id: "po_1", metadata: { switchyard_payout: "out-1" } },
      "payout",
      { kind: "payout", of: { providerReference: "po_1", reference: "out-1" } }
    ],
    ["po_2", "payout_failure", { kind: "payout", of: { providerReference: "po_2" } }],
    [
      { object: "dispute", id: "du_1", payment_intent: "pi_1" },
      "adjustment",
      { kind: "dispute", payment: { providerReference: "pi_1" } }
    ],
    [null, "adjustment", { kind: "adjustment" }],
    [null, "stripe_fee", { kind: "fee" }]
  ])("%j of type %s says what it is about", ([source, type, about]) =>
    Effect.gen(function* () {
      const { rows } = yield* pulled(text({ source, type }))
      const [{ kind, of, payment } = {}] = rows as ReadonlyArray<Record<string, unknown>>
      assert.deepStrictEqual(JSON.parse(JSON.stringify({ kind, of, payment })), about)
    })
  )

  it.effect.each([
    [{ type: "levitation" }, "type"],
    [{ created: null }, "created"],
    [{ created: "today" }, "created"],
    [{ currency: "xyz" }, "currency"],
    [{ net: "1.5" }, "net"],
    [{ net: null }, "net"],
    [{ fee: "x" }, "amount"],
    [{ source: { object: "charge", amount: 1.5, currency: "usd" } }, "amount"]
  ] as const)("with %j is a bad row that names the member", ([changes, column]) =>
    Effect.gen(function* () {
      const { rows } = yield* pulled(text(changes))
      const [row] = rows as ReadonlyArray<Record<string, unknown>>
      assert.deepStrictEqual([row?._tag, row?.column, row?.id], ["BadRow", column, "txn_1PgaxNB7WZ01zgkWEV3TLf40"])
    })
  )
})

describe("every type of the balance", () => {
  const types: Readonly<Record<string, readonly [kind: string, status: string]>> = {
    charge: ["payment", "paid"],
    payment: ["payment", "paid"],
    payment_failure_refund: ["payment", "returned"],
    payment_reversal: ["payment", "returned"],
    refund: ["refund", "paid"],
    payment_refund: ["refund", "paid"],
    refund_failure: ["refund", "returned"],
    payout: ["payout", "paid"],
    payout_cancel: ["payout", "failed"],
    payout_failure: ["payout", "returned"],
    stripe_fee: ["fee", "paid"],
    stripe_fx_fee: ["fee", "paid"],
    tax_fee: ["fee", "paid"],
    adjustment: ["adjustment", "paid"],
    application_fee: ["adjustment", "paid"],
    application_fee_refund: ["adjustment", "paid"],
    fee_credit_funding: ["adjustment", "paid"],
    transfer: ["transfer", "paid"],
    topup: ["transfer", "paid"],
    reserve_hold: ["transfer", "paid"],
    reserve_release: ["transfer", "paid"],
    reserve_transaction: ["transfer", "paid"],
    reserved_funds: ["transfer", "paid"],
    payout_minimum_balance_hold: ["transfer", "paid"],
    payout_minimum_balance_release: ["transfer", "paid"],
    connect_collection_transfer: ["transfer", "paid"],
    transfer_cancel: ["transfer", "returned"],
    transfer_failure: ["transfer", "returned"],
    transfer_refund: ["transfer", "returned"],
    topup_reversal: ["transfer", "returned"]
  }

  it.effect.each(Object.keys(types))("%s is of a kind, ends so, and loses what it does not gain", (type) =>
    Effect.gen(function* () {
      const { rows } = yield* pulled(text({ type, net: 97, source: null }))
      const [row] = rows as ReadonlyArray<Record<string, unknown>>
      const [kind, status] = types[type] ?? []
      assert.deepInclude(row, { kind, status, net: kind === "payment" ? "0.97 USD" : "-0.97 USD" })
    })
  )
})
