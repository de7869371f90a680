/** The money of payments at the sandbox, and what happens to it without us. */
import type { Harness } from "@switchyard/contract-tests"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { CaptureStatus, RefundStatus } from "@switchyard/core/PaymentParts"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import { asking, type Members } from "./desk.ts"
import { toMoney } from "./held.ts"
import type { Way } from "./operations.ts"
import type { World } from "./world.ts"

const statuses: Readonly<Record<string, RefundStatus>> = {
  pending: "processing",
  requires_action: "processing",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "canceled"
}

const counts: Readonly<Record<string, number>> = { JPY: 0, MGA: 0, KWD: 3 }

const unitsOf = (amount: Money.Money): number => {
  const digits = counts[amount.currency] ?? 2
  const text = Money.toFixedText(amount, digits)
  if (text._tag === "Failure") throw new RangeError("cannot be written")
  return Number(text.success.replace(".", ""))
}

const listOf = (answer: Members): ReadonlyArray<Members> => (Array.isArray(answer.data) ? answer.data : [])

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

// Of a payment that is to be there, in units that Stripe takes: the last of three digits is 0.
const payable = ({ currency, value }: Money.Money): number => {
  const units = Number(BigDecimal.format(value)) * 10 ** (counts[currency] ?? 2)
  return currency === "KWD" ? Math.ceil(units / 10) * 10 : Math.ceil(units)
}

/** The part of a harness that speaks of it. */
export const moneyOf = (way: Way, world: World): Harness.PaymentMoney => {
  const { admin } = world
  const { post, read } = asking(world)
  let made = 0
  const intentOf = (reference: string): string => {
    const found = admin.operations(reference).find(({ kind }) => kind === "payment")
    if (found === undefined) throw new Error(`there is no payment ${reference}`)
    return found.id
  }
  const intent = (reference: string) => read(`/v1/payment_intents/${intentOf(reference)}?expand[]=latest_charge`)
  return {
    ...(way === "refund" && {
      payment: ({ amount, context, method }: Harness.PaidPayment) =>
        Effect.promise(async () => {
          made += 1
          const reference = `paid-${made}`
          const paid = await post(
            "/v1/payment_intents",
            {
              amount: String(payable(amount)),
              currency: amount.currency.toLowerCase(),
              confirm: "true",
              payment_method: "pm_card_pendingRefund",
              "automatic_payment_methods[enabled]": "true",
              "automatic_payment_methods[allow_redirects]": "never",
              "metadata[switchyard_payment]": reference
            },
            context?.connectedAccount
          )
          if (paid.status !== "succeeded") throw new Error(`the payment is ${JSON.stringify(paid)}`)
          const id = String(paid.id)
          return { reference, providerReference: id, ids: { intent: id }, method }
        })
    }),
    captures: (reference) =>
      Effect.promise(async () => {
        const { amount_received: received, currency } = await intent(reference)
        const amount = toMoney(String(received), String(currency))
        const status: CaptureStatus = "succeeded"
        return Money.isPositive(amount) ? [{ id: reference, amount, status }] : []
      }),
    refunds: (reference) =>
      Effect.promise(async () => {
        const id = intentOf(reference)
        const found = listOf(await read(`/v1/refunds?payment_intent=${id}&limit=100`))
        return found.toReversed().map((refund) =>
          compact({
            id: String(refund.id),
            mark: fieldOf(refund.metadata, "switchyard_refund") as string | undefined,
            amount: toMoney(String(refund.amount), String(refund.currency)),
            status: statuses[String(refund.status)] ?? "unrecognised"
          })
        )
      }),
    disputeElsewhere: (reference, amount) => Effect.sync(() => admin.dispute(reference, unitsOf(amount))),
    heldUntil: (reference) =>
      Effect.promise(async () => {
        const { latest_charge: charge } = await intent(reference)
        const card = fieldOf(fieldOf(charge, "payment_method_details"), "card")
        const until = fieldOf(card, "capture_before")
        return typeof until === "number" ? until * 1_000 : undefined
      }),
    captureElsewhere: (reference, amount) => Effect.sync(() => admin.capture(reference, unitsOf(amount))),
    refundElsewhere: (reference, amount) => Effect.sync(() => void admin.refund(reference, unitsOf(amount)))
  }
}
