/** Payments that are held, captured in parts, let go, approved, paid back and disputed, as the provider counts them. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import type { Payment, PaymentRequest } from "@switchyard/core/Payment"
import type { RefundRequest } from "@switchyard/core/Refund"
import * as Memory from "@switchyard/memory/Memory"
import { example, type Options } from "@switchyard/memory/MemoryOptions"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"

const rub = (value: string) => Money.unsafe(value, "RUB")

const asked: PaymentRequest = { reference: "pay-1", amount: rub("100"), method: "page", captureMethod: "manual" }

const shown = ({ status, ...payment }: Payment) => {
  const text = (money: Money.Money | undefined) => money && Money.toText(money)
  return [status, text(payment.capturableAmount), text(payment.capturedAmount), text(payment.refundedAmount)]
}

/** A payment that is held, and how it is read. */
const held = (options: Partial<Options> = {}) =>
  Effect.gen(function* () {
    const memory = yield* Memory.make({ ...example, ...options })
    yield* memory.payments.create(asked)
    memory.simulator.settle("payment", "pay-1", "held")
    const read = Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      return yield* memory.payments.get({ reference: "pay-1" })
    })
    const capture = (number: number, amount: string, final = true) =>
      memory.payments.capture({ reference: "pay-1", number, amount: rub(amount), final })
    const refund = (reference: string, amount: string) =>
      memory.refunds.create({ reference, payment: { reference: "pay-1", method: "page" }, amount: rub(amount) })
    return { ...memory, capture, read, refund, seen: Effect.map(read, shown) }
  })

const reasonOf = <A>(send: Effect.Effect<A, { readonly reason: string }>) =>
  Effect.map(Effect.flip(send), ({ reason }) => reason)

describe("a payment that is held", () => {
  it.effect("is captured in parts, never above what is held, and what is left is let go by the last", () =>
    Effect.gen(function* () {
      const it = yield* held()
      assert.deepStrictEqual(yield* it.seen, ["authorized", "100.00", "0.00", "0.00"])
      yield* it.capture(1, "30", false)
      assert.deepStrictEqual(yield* it.seen, ["authorized", "70.00", "30.00", "0.00"])
      assert.strictEqual(yield* reasonOf(it.capture(2, "70.01")), "AmountOutOfRange")
      yield* it.capture(3, "20")
      const payment = yield* it.read
      assert.deepStrictEqual(shown(payment), ["paid", "0.00", "50.00", "0.00"])
      assert.deepStrictEqual(
        payment.captures?.parts.map(({ reference, status }) => [reference, status]),
        [
          ["pay-1.capture.1", "succeeded"],
          ["pay-1.capture.3", "succeeded"]
        ]
      )
      assert.strictEqual(yield* reasonOf(it.capture(4, "1")), "InvalidRequest")
      assert.deepStrictEqual(
        it.simulator.ledger("payment").map(({ amount }) => Money.toText(amount)),
        ["30.00", "20.00"]
      )
    })
  )

  it.effect("is held until it says, and says so only while it is held", () =>
    Effect.gen(function* () {
      const day = 86_400_000
      const it = yield* held({ holdsForMillis: 7 * day })
      const { captureBefore, createdAt } = yield* it.read
      assert.strictEqual(DateTime.toEpochMillis(captureBefore!) - DateTime.toEpochMillis(createdAt!), 7 * day)
      yield* it.capture(1, "100")
      assert.isUndefined((yield* it.read).captureBefore)
      assert.isUndefined((yield* (yield* held()).read).captureBefore)
    })
  )

  it.effect("holds nothing after a last capture that is still on its way, and all of it when that has failed", () =>
    Effect.gen(function* () {
      const it = yield* held({ captures: "later" })
      yield* it.capture(1, "30")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "0.00", "0.00", "0.00"])
      assert.strictEqual(yield* reasonOf(it.capture(2, "1")), "AmountOutOfRange")
      it.simulator.settleCapture("pay-1", "payment-1-capture-1", "failed")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "100.00", "0.00", "0.00"])
    })
  )

  it.effect("is let go, and neither after a capture nor twice", () =>
    Effect.gen(function* () {
      const cancel = { reference: "pay-1", number: 1 }
      const it = yield* held()
      yield* it.payments.cancel(cancel)
      assert.deepStrictEqual(yield* it.seen, ["canceled", "0.00", "0.00", "0.00"])
      assert.strictEqual((yield* it.payments.cancel(cancel))._tag, "OutcomeUnknown")
      const taken = yield* held()
      yield* taken.capture(1, "30", false)
      assert.strictEqual(yield* reasonOf(taken.payments.cancel(cancel)), "InvalidRequest")
      assert.deepStrictEqual(yield* taken.seen, ["authorized", "70.00", "30.00", "0.00"])
    })
  )

  it.effect("is captured later where its provider says so, and what fails is free again", () =>
    Effect.gen(function* () {
      const it = yield* held({ captures: "later" })
      yield* it.capture(1, "100")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "0.00", "0.00", "0.00"])
      const [first] = it.simulator.captures("pay-1")
      it.simulator.settleCapture("pay-1", first?.id ?? "", "failed")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "100.00", "0.00", "0.00"])
      yield* it.capture(2, "60")
      const [, second] = it.simulator.captures("pay-1")
      it.simulator.settleCapture("pay-1", second?.id ?? "", "done")
      assert.deepStrictEqual(yield* it.seen, ["paid", "0.00", "60.00", "0.00"])
    })
  )

  it.effect("is held for as long as its provider says, and over then by what was captured", () =>
    Effect.gen(function* () {
      for (const [captured, ...over] of [
        [undefined, "canceled", "0.00", "0.00"],
        ["30", "paid", "0.00", "30.00"]
      ] as const) {
        const it = yield* held({ holdsForMillis: 600_000 })
        const { captureBefore, createdAt, status } = yield* it.read
        assert.strictEqual(status, "authorized")
        assert.strictEqual(Number(captureBefore?.epochMilliseconds), Number(createdAt?.epochMilliseconds) + 600_000)
        if (captured !== undefined) yield* it.capture(1, captured, false)
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(yield* reasonOf(it.capture(2, "1")), "InvalidRequest")
        const payment = yield* it.read
        assert.deepStrictEqual(shown(payment).slice(0, 3), over)
        assert.isUndefined(payment.captureBefore)
      }
    })
  )

  it.effect("is held as before where its last capture fails, and over when another last one is done", () =>
    Effect.gen(function* () {
      const it = yield* held({ captures: "later" })
      const settled = (place: number, status: string) =>
        it.simulator.settleCapture("pay-1", it.simulator.captures("pay-1")[place]?.id ?? "", status)
      yield* it.capture(1, "30", false)
      settled(0, "done")
      yield* it.capture(2, "20")
      settled(1, "failed")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "70.00", "30.00", "0.00"])
      yield* it.capture(3, "10", false)
      settled(2, "done")
      assert.deepStrictEqual(yield* it.seen, ["authorized", "60.00", "40.00", "0.00"])
      yield* it.capture(4, "60")
      assert.strictEqual((yield* it.read).status, "authorized")
      settled(3, "done")
      assert.deepStrictEqual(yield* it.seen, ["paid", "0.00", "100.00", "0.00"])
    })
  )

  it.effect("does with a second capture of one number what its options say", () =>
    Effect.gen(function* () {
      const refused = yield* held()
      yield* refused.capture(1, "30", false)
      const again = yield* refused.capture(1, "30", false)
      assert.deepStrictEqual(
        [again._tag, again._tag === "OutcomeUnknown" && again.reason],
        ["OutcomeUnknown", "DuplicateReference"]
      )
      assert.deepStrictEqual(yield* refused.seen, ["authorized", "70.00", "30.00", "0.00"])

      const undocumented = yield* held({ changes: "undocumented" })
      yield* undocumented.capture(1, "30", false)
      yield* undocumented.capture(1, "30", false)
      assert.deepStrictEqual(yield* undocumented.seen, ["authorized", "40.00", "60.00", "0.00"])
      assert.isFalse(undocumented.payments.capabilities.operations.includes("capture.replay"))

      const replayed = yield* held({ changes: "replayed" })
      const request = { reference: "pay-1", number: 1, amount: rub("30"), final: false }
      const { hash, replay } = replayed.payments.replays.capture
      const key = yield* hash(request)
      if (key === undefined) return assert.fail("a key can be taken")
      const now = yield* DateTime.now
      yield* replayed.payments.capture(request, { replayKey: key })
      yield* TestClock.adjust("10 minutes")
      const record = { ...key, firstSentAt: now, lastSendUntil: DateTime.add(now, { seconds: 30 }) }
      assert.strictEqual((yield* replay(request, record, { clocksApartMillis: 0 }))._tag, "Accepted")
      assert.deepStrictEqual(yield* replayed.seen, ["authorized", "70.00", "30.00", "0.00"])
    })
  )
})

describe("a payment whose payer approves it", () => {
  it.effect("is not paid before it is completed, and is completed once", () =>
    Effect.gen(function* () {
      const { payments, simulator } = yield* Memory.make({ ...example, approval: "asked" })
      const { captureMethod: _, ...automatic } = asked
      yield* payments.create(automatic)
      const completion = { reference: "pay-1", number: 1, amount: rub("100") }
      assert.strictEqual(yield* reasonOf(payments.complete(completion)), "InvalidRequest")
      simulator.settle("payment", "pay-1", "approved")
      assert.strictEqual((yield* payments.get({ reference: "pay-1" })).status, "approved")
      assert.deepStrictEqual(simulator.ledger("payment"), [])
      yield* payments.complete({ ...completion, number: 2 })
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* payments.get({ reference: "pay-1" })).status, "paid")
      assert.lengthOf(simulator.ledger("payment"), 1)
    })
  )
})

describe("a refund", () => {
  const paid = (options: Partial<Options> = {}) => Effect.tap(held(options), ({ capture }) => capture(1, "100"))

  it.effect("is one of several, and none goes above what was captured, whoever made the others", () =>
    Effect.gen(function* () {
      const it = yield* paid()
      yield* it.refund("re-1", "30")
      it.simulator.refund("pay-1", { amount: rub("20"), status: "paid_back" })
      it.simulator.dispute("pay-1", { amount: rub("10"), status: "open" })
      assert.strictEqual(yield* reasonOf(it.refund("re-2", "40.01")), "AmountOutOfRange")
      yield* it.refund("re-3", "40")
      const payment = yield* it.read
      assert.deepStrictEqual(shown(payment), ["paid", "0.00", "100.00", "20.00"])
      assert.deepStrictEqual(
        payment.refunds?.parts.map(({ reference, status }) => [reference, status]),
        [
          ["re-1", "processing"],
          [undefined, "succeeded"],
          ["re-3", "processing"]
        ]
      )
      assert.deepStrictEqual(
        payment.disputes?.parts.map(({ status }) => status),
        ["open"]
      )
    })
  )

  it.effect("bounces after it has succeeded, and its place is free again", () =>
    Effect.gen(function* () {
      const it = yield* paid()
      yield* it.refund("re-1", "100")
      it.simulator.settle("refund", "re-1", "paid_back")
      assert.deepStrictEqual(yield* it.seen, ["refunded", "0.00", "100.00", "100.00"])
      it.simulator.settle("refund", "re-1", "bounced")
      assert.deepStrictEqual(yield* it.seen, ["paid", "0.00", "100.00", "0.00"])
      assert.strictEqual((yield* it.refunds.get({ reference: "re-1" })).status, "failed")
      assert.deepStrictEqual(it.simulator.ledger("refund"), [])
      yield* it.refund("re-2", "100")
    })
  )

  it.effect("is of the capture that it names, up to what that has brought", () =>
    Effect.gen(function* () {
      const it = yield* held()
      yield* it.capture(1, "30", false)
      yield* it.capture(2, "70")
      const [first] = (yield* it.read).captures?.parts ?? []
      const of = (reference: string, amount: string, capture: string) =>
        it.refunds.create({
          reference,
          payment: { reference: "pay-1", method: "page", capture },
          amount: rub(amount)
        })
      assert.strictEqual(yield* reasonOf(of("re-1", "30.01", first!.id)), "AmountOutOfRange")
      assert.strictEqual((yield* of("re-2", "20", first!.id))._tag, "Accepted")
      assert.strictEqual(yield* reasonOf(of("re-3", "10.01", first!.id)), "AmountOutOfRange")
      assert.strictEqual(yield* reasonOf(of("re-4", "1", "capture-of-nobody")), "InvalidRequest")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* it.refunds.get({ reference: "re-2" })).payment?.capture, first!.id)
    })
  )

  it.effect("is of a payment that is there", () =>
    Effect.gen(function* () {
      const { refunds } = yield* paid()
      const other: RefundRequest = {
        reference: "re-1",
        payment: { reference: "pay-2", method: "page" },
        amount: rub("1")
      }
      assert.strictEqual(yield* reasonOf(refunds.create(other)), "InvalidRequest")
    })
  )

  it.effect("and what was captured are stated in parts, as sums, cut, or not at all", () =>
    Effect.gen(function* () {
      const cut = yield* paid({ lists: "cut" })
      yield* cut.refund("re-1", "10")
      yield* cut.refund("re-2", "10")
      const { refunds } = yield* cut.read
      assert.deepStrictEqual([refunds?.isWhole, refunds?.parts.map(({ reference }) => reference)], [false, ["re-2"]])
      const sums = yield* paid({ states: "sum" })
      const summed = yield* sums.read
      assert.deepStrictEqual(shown(summed), ["paid", "0.00", "100.00", "0.00"])
      assert.isUndefined(summed.captures)
      const silent = yield* paid({ states: "nothing" })
      const nothing = yield* silent.read
      assert.deepStrictEqual(shown(nothing), ["paid", undefined, undefined, undefined])
      assert.deepStrictEqual(silent.payments.capabilities.states, {})
    })
  )
})
