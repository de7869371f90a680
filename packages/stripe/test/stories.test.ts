/** Whole stories against the simulator's sockets: what a payer, a bank and Stripe do between our calls. */
import { assert, describe, it } from "@effect/vitest"
import { Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Stripe from "../src/Stripe.ts"
import { open } from "./contract/world.ts"
import { paymentRequest, refundRequest } from "./support/account.ts"
import { ended, found, plain } from "./support/plain.ts"

const methods = {
  token: { through: "confirm", types: ["card"] },
  card: { through: "intent", types: ["card"] },
  page: { through: "checkout" }
} as const satisfies Stripe.Options["methods"]

// On the wall's clock: nobody here looks twice at one payment within its spacing.
const setUp = Effect.gen(function* () {
  const { admin, options, sockets } = yield* open("page", { feeDelay: 0 })
  const stripe = yield* Stripe.make({ ...options, methods })
  const provide = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, Transport, sockets.transport)
  return { admin, provide, stripe }
})

const page = { method: "page", successUrl: "https://shop.example/thanks" }

const confirmed = (paymentMethod: string) => ({ method: "token", providerOptions: { stripe: { paymentMethod } } })

const idOf = (end: { readonly [name: string]: unknown }): string => {
  const value = end._tag === "Accepted" ? (end.value as { readonly providerReference: string }) : end
  return String((value as { readonly providerReference?: string }).providerReference)
}

describe("a payment on Stripe's page", () => {
  it.live(
    "is paid by its payer, paid back in part, and disputed",
    () =>
      Effect.gen(function* () {
        const { admin, provide, stripe } = yield* setUp
        const { payments, refunds } = stripe
        const created = yield* provide(ended(payments.create(yield* paymentRequest(page))))
        const providerReference = idOf(created)
        assert.nestedPropertyVal(created, "value.next.type", "redirect")
        admin.pay("order-1")
        const paid = yield* provide(found(payments.get({ reference: "order-1", providerReference })))
        assert.deepInclude(paid, {
          status: "paid",
          received: "10.99 USD",
          capturedAmount: "10.99 USD",
          fee: "0.62 USD"
        })
        const ids = paid.ids as { readonly intent: string }
        const request = yield* refundRequest({
          payment: { reference: "order-1", providerReference, ids, method: "page" }
        })
        const back = yield* provide(ended(refunds.create(request)))
        assert.nestedPropertyVal(back, "value.payment.reference", "order-1")
        admin.dispute("order-1", 500)
        yield* Effect.sleep("5 seconds")
        const later = yield* provide(found(payments.get({ reference: "order-1", providerReference })))
        assert.nestedPropertyVal(later, "refunds.parts[0].reference", "back-1")
        assert.nestedPropertyVal(later, "disputes.parts[0].status", "open")
        assert.nestedPropertyVal(later, "disputes.parts[0].amount", "5.00 USD")
      }),
    30_000
  )

  it.live("that is ended can be paid by nobody", () =>
    Effect.gen(function* () {
      const { admin, provide, stripe } = yield* setUp
      const { payments } = stripe
      const providerReference = idOf(yield* provide(ended(payments.create(yield* paymentRequest(page)))))
      const known = { reference: "order-1", providerReference, ids: { session: providerReference } }
      yield* provide(payments.cancel({ ...known, number: 1 }))
      const over = yield* provide(found(payments.get({ reference: "order-1", providerReference })))
      assert.deepInclude(over, { status: "expired", providerStatus: "expired, no intent" })
      assert.throws(() => admin.pay("order-1"))
      assert.lengthOf(admin.ledger(), 0)
    })
  )
})

describe("a payment that is confirmed at once", () => {
  it.live(
    "and declined is left there, until it is abandoned and read as dead",
    () =>
      Effect.gen(function* () {
        const { admin, provide, stripe } = yield* setUp
        const { payments } = stripe
        const request = yield* paymentRequest(confirmed("pm_card_visa_chargeDeclinedInsufficientFunds"))
        const declined = yield* provide(ended(payments.create(request)))
        assert.deepInclude(declined, { _tag: "OutcomeUnknown", reason: "Leftover" })
        const providerReference = idOf(declined)
        const left = yield* provide(found(payments.get({ reference: "order-1", providerReference })))
        assert.deepInclude(left, { status: "declined" })
        assert.nestedPropertyVal(left, "failure.providerCode", "insufficient_funds")
        const abandoned = yield* provide(
          ended(payments.stages.abandon(request, { generation: 0, providerReference, asked: 0 }))
        )
        assert.strictEqual(abandoned._tag, "Accepted")
        yield* Effect.sleep("5 seconds")
        const dead = yield* provide(found(payments.get({ reference: "order-1", providerReference })))
        assert.deepInclude(dead, { status: "canceled" })
        assert.throws(() => admin.pay("order-1"))
        // Its next create is another payment, under another key.
        const again = yield* provide(
          ended(payments.create(yield* paymentRequest(confirmed("pm_card_visa")), { generation: 1 }))
        )
        assert.nestedPropertyVal(again, "value.status", "paid")
        yield* Effect.sleep("5 seconds")
        const byReference = yield* provide(found(payments.get({ reference: "order-1" }, { request })))
        assert.deepInclude(byReference, { providerReference: idOf(again), isUnique: true, status: "paid" })
        assert.lengthOf(
          admin.ledger().filter(({ kind }) => kind === "payment"),
          1
        )
      }),
    30_000
  )

  it.live("waits for 3-D Secure, in Stripe's software or on a page", () =>
    Effect.gen(function* () {
      const { admin, provide, stripe } = yield* setUp
      const { payments } = stripe
      const secure = confirmed("pm_card_threeDSecure2Required")
      const inSoftware = yield* provide(ended(payments.create(yield* paymentRequest(secure))))
      assert.nestedPropertyVal(inSoftware, "value.next.type", "sdk")
      const successUrl = "https://shop.example/thanks"
      const onPage = yield* provide(
        ended(payments.create(yield* paymentRequest({ ...secure, reference: "order-2", successUrl })))
      )
      assert.nestedPropertyVal(onPage, "value.next.type", "redirect")
      admin.authenticate("order-1")
      admin.authenticate("order-2", false)
      const paid = yield* provide(found(payments.get({ reference: "order-1", providerReference: idOf(inSoftware) })))
      assert.strictEqual(paid.status, "paid")
      const failed = yield* provide(found(payments.get({ reference: "order-2", providerReference: idOf(onPage) })))
      assert.strictEqual(failed.status, "declined")
    })
  )
})

describe("money that was taken back by a payer's bank", () => {
  it.live("is lost as by a dispute, and the payment stays what it was", () =>
    Effect.gen(function* () {
      const { admin, provide, stripe } = yield* setUp
      const { payments } = stripe
      const providerReference = idOf(yield* provide(ended(payments.create(yield* paymentRequest(page)))))
      admin.method("pm_debit", { processing: true }, "us_bank_account")
      admin.pay("order-1", "pm_debit")
      admin.setStatus("payment", "order-1", "succeeded")
      admin.takeBack("order-1")
      const read = yield* provide(payments.get({ reference: "order-1", providerReference }))
      assert.strictEqual(read.status, "paid")
      const [lost] = read.disputes?.parts ?? []
      assert.deepInclude(plain(lost) as object, { status: "lost", isFinal: true, amount: "10.99 USD" })
    })
  )
})
