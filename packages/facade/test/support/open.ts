/** Opens a config over scripted providers. */
import { Reason } from "@switchyard/core/Reason"
import * as Payments from "@switchyard/facade/Payments"
import * as Payouts from "@switchyard/facade/Payouts"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import { pair, paymentInput, payoutInput } from "./config.ts"
import { type Script, world } from "./fake.ts"

/** Every reason of the closed list. */
export const reasons: ReadonlyArray<Reason> = Reason.literals

/** The facade over two instances of one package, each doing as told. */
export const open = Effect.fnUntraced(function* (
  scripts: { readonly [instance: string]: Script },
  json: unknown = pair
) {
  const { load, sent, steps } = world(scripts)
  const service = yield* Switchyard.make(json, { load })
  return { ...service, sent, steps, names: () => sent.map(({ instance }) => instance) }
})

/** A decoded payout request. */
export const payoutRequest = (over: object = {}, reference?: string) => {
  // A member that is given as undefined is left out.
  const members = Object.entries({ ...payoutInput(reference), ...over }).filter(([, value]) => value !== undefined)
  return Effect.orDie(Payouts.decodeRequest(Object.fromEntries(members)))
}

/** A decoded payment request. */
export const paymentRequest = (over: object = {}) =>
  Effect.orDie(Payments.decodeRequest({ ...paymentInput(), ...over }))
