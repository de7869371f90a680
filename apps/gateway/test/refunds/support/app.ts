/** A gateway over the bank, and what its merchant does. */
import { Effect, type Layer } from "effect"
import type { Store, Service as StoreService } from "../../../src/store/Store.ts"
import { type App, type AppOptions, createPayment, open } from "../../operations/support/app.ts"
import { makeSimulators } from "../../operations/support/simulators.ts"
import { type make, rub } from "./bank.ts"

type Bank = ReturnType<typeof make>

export const gatewayOver = async (
  bank: Bank,
  // biome-ignore lint/suspicious/noExplicitAny: any failure of a test's database ends the test
  database: Layer.Layer<Store, any, any>,
  options: Partial<AppOptions> & { readonly wrap?: (store: StoreService) => StoreService } = {},
  simulators = makeSimulators()
) => {
  const app = await open(simulators, database, { config: bank.config, load: bank.load, ...options })
  return { app, simulators }
}

/** A payment of 100.00 that is paid. */
export const paid = async (app: App, reference: string) => {
  const id = await createPayment(app, reference, { amount: { value: "100.00", currency: "RUB" }, method: "card" })
  await app.due()
  // What its create says is no read.
  await app.run(app.core.payments.refresh(id))
  return id
}

let made = 0

/** Asks for a refund; gives its id, or the code that it is refused with. */
export const refund = async (app: App, payment: string, reference: string, amount?: string, key?: string) => {
  made += 1
  const input = {
    idempotencyKey: key ?? `refund-key-${made}`,
    bodyDigest: reference,
    request: { reference, payment, amount: amount === undefined ? undefined : rub(amount), request: {} }
  }
  const ended = await app.run(Effect.result(app.core.refunds.create(input)))
  if (ended._tag === "Success") return ended.success.resource.id
  return "code" in ended.failure ? ended.failure.code : ended.failure._tag
}

export const refundOf = (app: App, id: string) => app.run(app.core.refunds.get(id))
export const rowOf = async (app: App, id: string) => (await app.run(app.store.find(id)))!
