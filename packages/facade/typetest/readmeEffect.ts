import { Payouts, Switchyard } from "@switchyard/facade"
import * as Effect from "effect/Effect"

export const pay = Effect.gen(function* () {
  const { payouts } = yield* Switchyard.Switchyard
  const request = yield* Payouts.decodeRequest({
    reference: "order-1001",
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "recipient@shop.example"
  })
  const created = yield* payouts.create(request, {
    beforeAttempt: ({ attempt, fingerprint, instance, sendUntil }) =>
      Effect.log("write this down first", { attempt, fingerprint, instance, sendUntil })
  })
  return created._tag === "Accepted" ? created.value.status : `look up ${created.reference} at ${created.instance}`
})

export const program = (config: unknown) =>
  pay.pipe(Effect.provide(Switchyard.layer(config, { env: process.env, load: (name) => import(name) })))
