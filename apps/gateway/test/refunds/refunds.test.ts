/** Refunds from their request to their end, over both databases: never more than was captured. */
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Decimal from "../../src/model/Decimal.ts"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import { summaries } from "../operations/support/app.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import { gatewayOver, paid, refund, refundOf, rowOf } from "./support/app.ts"
import { make } from "./support/bank.ts"

const testKeys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }

const open_: Array<{ close: () => Promise<unknown> }> = []
let server: Awaited<ReturnType<typeof startPostgres>>
let embedded: Database

beforeAll(async () => {
  server = await startPostgres()
  embedded = await openEmbedded()
}, 600_000)
afterAll(async () => {
  await embedded.close()
  await server.close()
})
afterEach(async () => {
  for (const each of open_.splice(0).reverse()) await each.close()
})

const databases = {
  embedded: async () => {
    await embedded.empty()
    return { ...embedded, close: () => Promise.resolve() }
  },
  postgres: async () => {
    const opened = await keepOpen(server.layer(await server.database()))
    open_.push(opened)
    return opened
  }
}

const started = async (
  bank: ReturnType<typeof make>,
  database: Awaited<ReturnType<typeof databases.embedded>>,
  options = {}
) => {
  const opened = await gatewayOver(bank, database.layer, { keys: testKeys, ...options })
  open_.push(opened.app)
  return opened
}

type Opened = Awaited<ReturnType<typeof started>>

const reread = async ({ app, simulators }: Opened, id: string) => {
  await simulators.clock.advance(2_000)
  return app.run(app.core.refunds.refresh(id))
}

const rereadPayment = async ({ app, simulators }: Opened, id: string) => {
  await simulators.clock.advance(2_000)
  return app.run(app.core.payments.refresh(id))
}

describe("a refund", { timeout: 120_000 }, () => {
  it("is sent after its payment was read, succeeds, and shows in its payment", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    const reads = bank.counts.paymentReads
    const id = await refund(app, payment, "re-1", "30.00")
    assert.match(id, /^rf_/)
    await app.later(60)
    const done = await refundOf(app, id)
    assert.strictEqual(done.status, "succeeded", (await summaries(app, id)).join("\n"))
    assert.isAbove(bank.counts.paymentReads, reads)
    assert.strictEqual(bank.paidBack("pay-1"), "30")
    const shown = await app.run(app.core.payments.get(payment))
    assert.deepStrictEqual(
      [shown.status, shown.capturedAmount, shown.refundedAmount, shown.disputed],
      [
        "paid",
        { value: "100.00", currency: "RUB" },
        { value: "30.00", currency: "RUB" },
        { value: "0.00", currency: "RUB" }
      ]
    )
  })

  it("takes its place at once, and what is left without an amount", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    assert.match(await refund(app, payment, "re-1", "60.00"), /^rf_/)
    assert.strictEqual(await refund(app, payment, "re-2", "50.00"), "exceeds_captured")
    const rest = await refund(app, payment, "re-3")
    assert.deepInclude((await refundOf(app, rest)).amount, { currency: "RUB" })
    assert.strictEqual((await refundOf(app, rest)).amount.value, "40.00")
    assert.strictEqual(await refund(app, payment, "re-4", "0.01"), "exceeds_captured")
    await app.later(60)
    assert.strictEqual(bank.paidBack("pay-1"), "100")
    assert.strictEqual((await app.run(app.core.payments.get(payment))).status, "refunded")
  })

  it("that succeeded and is sent back makes its payment paid again, and is told as a refund that failed", async () => {
    const bank = make({ failedMayChangeForMillis: 0 })
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    const id = await refund(app, payment, "re-1")
    await app.later(60)
    assert.strictEqual((await app.run(app.core.payments.get(payment))).status, "refunded")
    bank.set("re-1", "failed")
    await app.later(24 * 3600)
    assert.strictEqual((await refundOf(app, id)).status, "failed")
    const shown = await app.run(app.core.payments.get(payment))
    assert.deepStrictEqual([shown.status, shown.refundedAmount?.value], ["paid", "0.00"])
    // Its place is free at once, as nothing of it may change any more.
    const again = await refund(app, payment, "re-2")
    await app.later(60)
    assert.strictEqual((await refundOf(app, again)).status, "succeeded")
    assert.strictEqual(bank.paidBack("pay-1"), "100")
  })

  it("is told to its merchant by its own events and those of its payment, and that this was paid only once", async () => {
    const bank = make({ failedMayChangeForMillis: 0 })
    const database = await databases.embedded()
    const endpoint = { url: "https://shop.example/hooks", events: ["*"], secrets: [] }
    const { app } = await started(bank, database, { runner: { endpoints: [endpoint] } })
    const payment = await paid(app, "pay-1")
    await refund(app, payment, "re-1", "40.00")
    await app.later(60)
    await refund(app, payment, "re-2", "60.00")
    await app.later(60)
    bank.set("re-1", "failed")
    await app.later(24 * 3600)
    const told = await database.sql<{ type: string }>("SELECT type FROM delivery ORDER BY seq")
    assert.deepStrictEqual(told.map(({ type }) => type).toSorted(), [
      "payment.paid",
      "payment.refund_failed",
      "payment.refunded",
      "payment.updated",
      "refund.failed",
      "refund.succeeded",
      "refund.succeeded"
    ])
  })

  it("that failed once keeps its place until that was read twice", async () => {
    const bank = make()
    const opened = await started(bank, await databases.embedded())
    const { app } = opened
    const payment = await paid(app, "pay-1")
    bank.script.endsAs = "processing"
    const id = await refund(app, payment, "re-1")
    await app.later(60)
    bank.set("re-1", "failed")
    await reread(opened, id)
    assert.strictEqual((await refundOf(app, id)).status, "failed")
    assert.strictEqual(await refund(app, payment, "re-2"), "exceeds_captured")
    await app.later(700)
    assert.match(await refund(app, payment, "re-3"), /^rf_/)
  })

  it("that failed and succeeds after all is for a person, and nothing of its payment leaves any more", async () => {
    const bank = make()
    const opened = await started(bank, await databases.embedded())
    const { app } = opened
    const payment = await paid(app, "pay-1")
    bank.script.endsAs = "processing"
    const id = await refund(app, payment, "re-1", "60.00")
    await app.later(60)
    bank.set("re-1", "failed")
    await reread(opened, id)
    await app.later(700)
    bank.script.isAway = true
    const second = await refund(app, payment, "re-2", "30.00")
    await app.due()
    bank.script.isAway = false
    bank.set("re-1", "succeeded")
    const after = await reread(opened, id)
    assert.strictEqual(after.status, "needs_review")
    await app.later(120)
    assert.strictEqual((await refundOf(app, second)).status, "needs_review", (await summaries(app, second)).join("\n"))
    assert.strictEqual(bank.paidBack("pay-1"), "60")
    assert.isTrue(Decimal.isSame((await rowOf(app, payment)).reserved, "90"))
  })

  it("that is refused never left, and frees its place at once", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    bank.script.refuses = true
    const id = await refund(app, payment, "re-1")
    await app.later(60)
    assert.strictEqual((await refundOf(app, id)).status, "failed")
    bank.script.refuses = false
    assert.match(await refund(app, payment, "re-2"), /^rf_/)
  })

  it("is not sent where the office has paid back meanwhile, and an operator may give it up at no risk", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    const id = await refund(app, payment, "re-1", "60.00")
    bank.office("pay-1", "60.00")
    await app.later(60)
    assert.strictEqual((await refundOf(app, id)).status, "needs_review")
    assert.strictEqual(bank.paidBack("pay-1"), "60")
    const resolution = { outcome: "failed" as const, note: "n", acceptDuplicateRisk: false, operator: "anna" }
    assert.strictEqual((await app.run(app.core.refunds.resolve(id, resolution))).status, "failed")
    assert.match(await refund(app, payment, "re-2", "40.00"), /^rf_/)
    assert.strictEqual(await refund(app, payment, "re-3", "0.01"), "exceeds_captured")
  })

  it("leaves what is disputed alone", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    bank.payments.get("pay-1")!.disputed = "100.00"
    const id = await refund(app, payment, "re-1", "60.00")
    await app.later(60)
    assert.strictEqual((await refundOf(app, id)).status, "needs_review")
    assert.strictEqual(bank.paidBack("pay-1"), "0")
  })

  it("whose answer was lost is looked up, and counted once", async () => {
    for (const states of ["parts", "sum", "nothing"] as const) {
      const bank = make({ states })
      const { app } = await started(bank, await databases.embedded())
      const payment = await paid(app, "pay-1")
      bank.script.losesAnswers = true
      const id = await refund(app, payment, "re-1", "60.00")
      await app.later(3600)
      assert.strictEqual((await refundOf(app, id)).status, "succeeded", states)
      bank.script.losesAnswers = false
      const rest = await refund(app, payment, "re-2", "40.00")
      await app.later(60)
      assert.strictEqual(
        (await refundOf(app, rest)).status,
        "succeeded",
        `${states} ${(await summaries(app, rest)).join("\n")}`
      )
      assert.strictEqual(await refund(app, payment, "re-3", "0.01"), "exceeds_captured")
      assert.strictEqual(bank.paidBack("pay-1"), "100")
    }
  })

  it("that may not be in the sum yet, by the manifest of refunds, hides nothing that the office pays back", async () => {
    const lag = { states: "sum", sumLagMillis: 900_000, foundAfterMillis: { payments: 0, refunds: 900_000 } } as const
    const bank = make(lag)
    const opened = await started(bank, await databases.embedded())
    const { app, simulators } = opened
    const payment = await paid(app, "pay-1")
    const first = await refund(app, payment, "re-1", "30.00")
    await app.later(60)
    assert.strictEqual((await refundOf(app, first)).status, "succeeded")
    bank.office("pay-1", "60.00")
    // Ours is not in the sum, which is the office's alone.
    await simulators.clock.advance(10 * 60_000)
    await rereadPayment(opened, payment)
    assert.strictEqual((await rowOf(app, payment)).worth?.elsewhere, "60")
    assert.strictEqual(await refund(app, payment, "re-2", "10.01"), "exceeds_captured")
    // And now it is.
    await simulators.clock.advance(6 * 60_000)
    await rereadPayment(opened, payment)
    assert.strictEqual((await rowOf(app, payment)).worth?.elsewhere, "60")
    const rest = await refund(app, payment, "re-3", "10.00")
    await app.later(60)
    assert.strictEqual((await refundOf(app, rest)).status, "succeeded", (await summaries(app, rest)).join("\n"))
    assert.strictEqual(bank.paidBack("pay-1"), "100")
  })

  it("that never arrived is sent again where refunds refuse duplicates, after another read of its payment", async () => {
    const bank = make()
    const { app } = await started(bank, await databases.embedded())
    const payment = await paid(app, "pay-1")
    bank.script.losesRequests = true
    const id = await refund(app, payment, "re-1", "60.00")
    await app.later(30)
    assert.strictEqual((await refundOf(app, id)).status, "unknown")
    bank.script.losesRequests = false
    bank.office("pay-1", "10.00")
    await app.later(600)
    assert.strictEqual((await refundOf(app, id)).status, "succeeded", (await summaries(app, id)).join("\n"))
    assert.strictEqual(bank.paidBack("pay-1"), "70")
    const other = make({ duplicates: "undocumented" })
    const second = await started(other, await databases.embedded())
    const held = await paid(second.app, "pay-1")
    other.script.losesRequests = true
    const lost = await refund(second.app, held, "re-1", "60.00")
    await second.app.later(4 * 24 * 3600)
    assert.strictEqual((await refundOf(second.app, lost)).status, "needs_review")
    assert.strictEqual(other.counts.creates, 0)
  })

  for (const [name, database] of Object.entries(databases)) {
    it(`is one of a hundred at once, and never more is paid back than was captured (${name})`, async () => {
      const bank = make()
      const opened = await database()
      const opened_ = await started(bank, opened)
      const { app, simulators } = opened_
      const payment = await paid(app, "pay-1")
      bank.office("pay-1", "10.00")
      bank.payments.get("pay-1")!.disputed = "15.00"
      await rereadPayment(opened_, payment)
      let lost = 0
      // Some answers of the database are lost after it has written.
      const wrap: NonNullable<Parameters<typeof gatewayOver>[2]>["wrap"] = (store) => ({
        ...store,
        createRefund: (asked) =>
          Effect.flatMap(store.createRefund(asked), (made) => {
            lost += 1
            return lost % 7 === 0
              ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false }))
              : Effect.succeed(made)
          })
      })
      const other = (await gatewayOver(bank, opened.layer, { wrap, keys: testKeys }, simulators)).app
      open_.push(other)
      const asked = Array.from({ length: 100 }, (_, n) => n)
      const ask = (n: number) => refund(n % 2 ? app : other, payment, `re-${n}`, "4.00", `hundred-${n}`)
      const first = await Promise.all(asked.map(ask))
      // Whoever heard nothing asks once more, under the same key.
      const second = await Promise.all(asked.map(ask))
      const made = new Set(second.filter((answer) => answer.startsWith("rf_")))
      assert.strictEqual(made.size, 18, JSON.stringify(second))
      for (const [n, answer] of first.entries()) {
        if (answer.startsWith("rf_")) assert.strictEqual(second[n], answer)
      }
      assert.isTrue(Decimal.isSame((await rowOf(app, payment)).reserved, "72"))
      bank.script.losesAnswers = true
      await Promise.all([app.due(), other.due()])
      bank.script.losesAnswers = false
      for (let turn = 0; turn < 8; turn += 1) {
        await Promise.all([app.later(30), other.due()])
      }
      assert.strictEqual(bank.paidBack("pay-1"), "82")
      assert.strictEqual(bank.counts.creates, 18)
      assert.strictEqual(await refund(app, payment, "re-more", "4.00"), "exceeds_captured")
      const rows = await opened.sql<{ sum: string; held: string }>(
        `SELECT (SELECT sum(reserved) FROM operation WHERE kind = 'refund')::text AS sum, reserved::text AS held
         FROM operation WHERE kind = 'payment'`
      )
      assert.isTrue(Decimal.isSame(rows[0]?.sum ?? "", rows[0]?.held ?? ""))
    })
  }
})
