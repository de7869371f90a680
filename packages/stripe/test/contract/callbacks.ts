/** Webhooks that really come from the sandbox to our address. */
import type { Harness } from "@switchyard/contract-tests"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import { isOnPage, kindOf, type Way } from "./operations.ts"
import { settle } from "./settling.ts"
import type { World } from "./world.ts"

const types: Readonly<Record<Way, string>> = {
  card: "payment_intent.succeeded",
  held: "payment_intent.succeeded",
  heldPage: "checkout.session.completed",
  confirmed: "payment_intent.succeeded",
  page: "checkout.session.completed",
  payout: "payout.updated",
  refund: "refund.updated"
}

const units = (amount: Money.Money): string => {
  const digits: Readonly<Record<string, number>> = { JPY: 0, MGA: 0, KWD: 3 }
  const text = Money.toFixedText(amount, digits[amount.currency] ?? 2)
  if (text._tag === "Failure") throw new RangeError("cannot be written")
  return text.success.replace(".", "")
}

/** The event about an operation as it is now, bent as asked. */
export const callbackOf = (
  way: Way,
  { admin, sockets }: World,
  reference: string,
  { amount, isForged = false, status }: Harness.CallbackChanges = {}
) =>
  sockets.delivered(async () => {
    await admin.callbacksIdle()
    const name = isOnPage(way) ? "amount_total" : "amount"
    const changes = { ...(amount && { [name]: units(amount) }), ...compact({ status }) }
    await admin.sendEvent(types[way], reference, { forged: isForged, changes })
    await admin.callbacksIdle()
  })

/** The events that not every provider has. */
export const callbackKinds = (way: Way, world: World): Harness.CallbackKinds => {
  const { admin, sockets } = world
  return {
    statesContext: true,
    toleranceMillis: 300_000,
    ...(kindOf(way) === "payments" && {
      ofPayment: (kind: "refund" | "dispute", reference: string, amount: Money.Money) =>
        sockets.delivered(async () => {
          await settle(way, world, reference, "succeeded")
          await admin.callbacksIdle()
          const id = kind === "refund" ? admin.refund(reference, 10) : admin.dispute(reference, 10)
          await admin.callbacksIdle()
          const changes = { amount: units(amount) }
          if (kind === "refund") await admin.sendEvent("refund.updated", id, { changes })
          else await admin.sendEvent("charge.dispute.updated", reference, { changes })
          await admin.callbacksIdle()
        })
    })
  }
}
