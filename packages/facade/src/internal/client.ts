/** Builds the Promise face over the Effect face. */
import { Balance } from "@switchyard/core/Balance"
import { Event } from "@switchyard/core/Callback"
import { CardForm } from "@switchyard/core/NextAction"
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AboutOptions, Client, PaymentsClient, PayoutsClient } from "../Client.ts"
import * as Payments from "../Payments.ts"
import * as Payouts from "../Payouts.ts"
import type { From } from "../Routing.ts"
import type { Service } from "../Switchyard.ts"
import * as Calls from "./calls.ts"
import * as Runner from "./runner.ts"

const show = {
  payout: Schema.encodeEffect(Payout.Payout),
  payment: Schema.encodeEffect(Payment.Payment),
  payoutQuote: Schema.encodeEffect(Payout.Quote),
  paymentQuote: Schema.encodeEffect(Payment.Quote),
  accountCheck: Schema.encodeEffect(Payout.AccountCheck),
  balances: Schema.encodeEffect(Schema.Array(Balance)),
  cardForm: Schema.encodeEffect(CardForm),
  receipt: Schema.encodeEffect(Payment.Receipt),
  receipts: Schema.encodeEffect(Schema.Array(Payment.Receipt)),
  event: Schema.encodeEffect(Event)
}

const asIs = Effect.succeed

const about = ({ sensitive }: AboutOptions = {}) => ({ sensitive })

// Which instance answered stands beside what it said.
const from =
  <A, B extends object, E>(encode: (value: A) => Effect.Effect<B, E>) =>
  (value: A & From) =>
    Effect.map(encode(value), (encoded) => ({ ...encoded, instance: value.instance }))

const payouts = (service: Payouts.Payouts, { callback, create, read, send }: Calls.Calls): PayoutsClient => ({
  candidates: (input) => read(Effect.map(Payouts.decodeRequest(input), service.candidates), asIs),
  create: (input, options) => create(Payouts.decodeRequest, input, options, service.create, show.payout),
  createOn: (instance, input, options = {}) =>
    send(
      instance,
      input,
      { signal: options.signal, until: ["sendUntil", options.sendUntil] },
      (sendUntil) =>
        Effect.flatMap(Payouts.decodeRequest(input), (request) => service.createOn(instance, request, { sendUntil })),
      show.payout
    ),
  get: (instance, query, options) => read(service.get(instance, query, about(options)), show.payout, options),
  cancel: (instance, query, options = {}) =>
    send(
      instance,
      query,
      { signal: options.signal, until: ["deadline", options.deadline] },
      (deadline) => service.cancel(instance, query, { deadline, ...about(options) }),
      asIs
    ),
  quote: (input, options) =>
    read(
      Effect.flatMap(Payout.decodeQuoteRequest(input), (request) => service.quote(request, options)),
      from(show.payoutQuote),
      options
    ),
  checkAccount: (input, options) =>
    read(
      Effect.flatMap(Payout.decodeAccountCheckRequest(input), (request) => service.checkAccount(request, options)),
      from(show.accountCheck),
      options
    ),
  balance: (instance, options) => read(service.balance(instance), show.balances, options),
  parseCallback: (instance, raw) => callback(service.parseCallback(instance, raw), show.event)
})

const payments = (service: Payments.Payments, { callback, create, read, send }: Calls.Calls): PaymentsClient => ({
  candidates: (input) => read(Effect.map(Payments.decodeRequest(input), service.candidates), asIs),
  create: (input, options) => create(Payments.decodeRequest, input, options, service.create, show.payment),
  createOn: (instance, input, options = {}) =>
    send(
      instance,
      input,
      { signal: options.signal, until: ["sendUntil", options.sendUntil] },
      (sendUntil) =>
        Effect.flatMap(Payments.decodeRequest(input), (request) => service.createOn(instance, request, { sendUntil })),
      show.payment
    ),
  get: (instance, query, options) => read(service.get(instance, query, about(options)), show.payment, options),
  quote: (input, options) =>
    read(
      Effect.flatMap(Payment.decodeQuoteRequest(input), (request) => service.quote(request, options)),
      from(show.paymentQuote),
      options
    ),
  cardForm: (instance, session, options) =>
    read(service.cardForm(instance, session, about(options)), show.cardForm, options),
  uploadReceipt: (instance, upload, options = {}) =>
    send(
      instance,
      upload,
      { signal: options.signal, until: ["deadline", options.deadline] },
      (deadline) => service.uploadReceipt(instance, upload, { deadline, ...about(options) }),
      show.receipt
    ),
  receipts: (instance, links, options) =>
    read(service.receipts(instance, links, about(options)), show.receipts, options),
  parseCallback: (instance, raw) => callback(service.parseCallback(instance, raw), show.event)
})

/** The Promise face of a service; `context` is what its effects run in. */
export const make = (service: Service, context: Context.Context<never>): Client => {
  const runner = Runner.make(context)
  const calls = Calls.make(runner)
  return {
    instances: service.instances,
    payments: payments(service.payments, calls),
    payouts: payouts(service.payouts, calls),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close
  }
}
