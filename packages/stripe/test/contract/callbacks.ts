/** Webhooks that really come from the sandbox to our address. */
import type { Harness } from "@switchyard/contract-tests"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Effect from "effect/Effect"
import type { Way } from "./operations.ts"
import { settle } from "./settling.ts"
import type { World } from "./world.ts"

const types: Readonly<Record<Way, string>> = {
  card: "payment_intent.succeeded",
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
    const name = way === "page" ? "amount_total" : "amount"
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
    ...((way === "card" || way === "page" || way === "confirmed") && {
      ofPayment: (kind: "refund" | "dispute", reference: string, amount: Money.Money) =>
        Effect.suspend(() =>
          sockets.delivered(async () => {
            if (admin.operations(reference)[0]?.status !== "succeeded") {
              settle(way, admin, reference, way === "page" ? "complete, succeeded" : "succeeded")
            }
            const id =
              kind === "refund"
                ? admin.refund(reference, Number(units(amount)))
                : admin.dispute(reference, Number(units(amount)))
            await admin.callbacksIdle()
            await admin.sendEvent(kind === "refund" ? "refund.updated" : "charge.dispute.updated", id)
            await admin.callbacksIdle()
          })
        )
    })
  }
}
