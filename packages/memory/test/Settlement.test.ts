/** The statement of the memory provider: a row for whatever moved money, and what a test can do to its pages. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Memory } from "../src/index.ts"

const period = { from: 0, to: 1_000 }

const rowsOf = ({ pull }: Memory.Memory) =>
  Effect.map(Stream.runCollect(pull.pull(period)), (pages) => pages.flatMap(({ rows }) => rows))

const options = {
  account: "memory-account",
  secretKey: Redacted.make("memory_secret_key"),
  payoutFee: Money.unsafe("2.00", "RUB")
}

describe("the statement", () => {
  it.effect("has what was paid, with ids, amounts and fee, and a payout that came back twice", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.make(options)
      const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
      yield* memory.payouts.create({ reference: "payout-1", amount: Money.unsafe("100.00", "RUB"), destination })
      yield* memory.payouts.create({ reference: "payout-2", amount: Money.unsafe("50.00", "RUB"), destination })
      yield* memory.payments.create({ reference: "order-1", amount: Money.unsafe("7.00", "USD"), method: "page" })
      assert.deepStrictEqual(yield* rowsOf(memory), [])
      memory.simulator.settle("payout", "payout-1", "returned")
      memory.simulator.settle("payment", "order-1", "received")
      const rows = yield* rowsOf(memory)
      const [payment, paid, back] = rows.flatMap((row) => (row._tag === "Entry" ? [row] : []))
      assert.deepInclude(payment, {
        kind: "payment",
        status: "paid",
        of: { providerReference: "payment-3", reference: "order-1" }
      })
      assert.deepInclude(paid, {
        kind: "payout",
        status: "paid",
        of: { providerReference: "payout-1", reference: "payout-1" }
      })
      assert.deepInclude(back, { kind: "payout", status: "returned" })
      assert.strictEqual(rows.length, 3)
      assert.deepStrictEqual(
        [paid?.amount, paid?.net, paid?.fee].map((money) => money && Money.toText(money)),
        ["100.00", "102.00", "2.00"]
      )
    })
  )

  it.effect("has captures, refunds and lost disputes with their payment, and a refund that came back twice", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.make(options)
      const { payments, refunds, simulator } = memory
      const rub = (value: string) => Money.unsafe(value, "RUB")
      const held = { reference: "order-1", amount: rub("100.00"), method: "page", captureMethod: "manual" } as const
      yield* payments.create(held)
      simulator.settle("payment", "order-1", "held")
      yield* payments.capture({ reference: "order-1", number: 1, amount: rub("30.00"), final: false })
      yield* payments.capture({ reference: "order-1", number: 2, amount: rub("20.00") })
      const payment = { reference: "order-1", method: "page" }
      for (const reference of ["re-1", "re-2", "re-3"]) {
        yield* refunds.create({ reference, payment, amount: rub("5.00") })
      }
      simulator.settle("refund", "re-1", "paid_back")
      for (const status of ["paid_back", "bounced"]) simulator.settle("refund", "re-2", status)
      // What was never paid has not come back.
      simulator.settle("refund", "re-3", "bounced")
      simulator.refund("order-1", { amount: rub("3.00"), status: "paid_back" })
      simulator.dispute("order-1", { amount: rub("7.00"), status: "open" })
      const lost = simulator.dispute("order-1", { amount: rub("8.00"), status: "open" })
      simulator.settleDispute("order-1", lost, "lost")
      const of = { providerReference: "payment-1", reference: "order-1" }
      const rows = (yield* rowsOf(memory)).flatMap((row) => (row._tag === "Entry" ? [row] : []))
      assert.deepStrictEqual(
        rows.map((row) => [row.kind, row.status, row.of?.reference, row.net && Money.toText(row.net)]),
        [
          ["payment", "paid", "order-1", "30.00"],
          ["payment", "paid", "order-1", "20.00"],
          ["dispute", "paid", undefined, "8.00"],
          ["refund", "paid", "re-1", "5.00"],
          ["refund", "paid", "re-2", "5.00"],
          ["refund", "returned", "re-2", "5.00"],
          ["refund", "paid", undefined, "3.00"]
        ]
      )
      assert.deepStrictEqual(
        rows.map((row) => row.payment),
        [undefined, undefined, of, of, of, of, of]
      )
    })
  )

  it.effect("says where a row cannot be read", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.make(options)
      const net = Money.unsafe("1.00", "RUB")
      const plain = { kind: "fee", at: 0, status: "settled", net }
      memory.simulator.statement.book({ ...plain, id: "a", kind: "levitation" })
      memory.simulator.statement.book({ ...plain, id: "b", status: "lost" })
      assert.deepStrictEqual(
        (yield* rowsOf(memory)).map((row) => [row._tag, row.id, row._tag === "BadRow" && row.column]),
        [
          ["BadRow", "a", "kind"],
          ["BadRow", "b", "status"]
        ]
      )
    })
  )
})
