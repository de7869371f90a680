/** Builds the Promise API over the Effect API. */
import { Event } from "@switchyard/core/Callback"
import type { InvalidInput } from "@switchyard/core/Input"
import * as Kind from "@switchyard/core/Kind"
import { compact } from "@switchyard/core/Optional"
import * as Payment from "@switchyard/core/Payment"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Payout from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Refund from "@switchyard/core/Refund"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as Stages from "@switchyard/core/Stages"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Api from "../Api.ts"
import type { Client, Common, CreateOptions } from "../Client.ts"
import * as Payments from "../Payments.ts"
import * as Payouts from "../Payouts.ts"
import type { Show } from "./answers.ts"
import * as Calls from "./calls.ts"
import { preparedJson } from "./json.ts"
import * as Promised from "./promised.ts"
import * as Runner from "./runner.ts"
import type { Service } from "./service.ts"

const event = Schema.encodeEffect(Event)

// It may be older than a rule, so it is read as what was written down.
const findingPayout = Calls.finding(Payouts.StoredRequest)
const findingPayment = Calls.finding(Payments.PaymentRequest)
const findingRefund = Calls.finding(Refund.RefundRequest)

// What is asked of the instance that holds it, or that is named.
const atInstance = <Request, A, Shown>(
  service: Pick<Api.Common<Request, A, unknown>, "createOn" | "lookUp" | "parseCallback">,
  { callback, read, send }: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Show<A, Shown>,
  finding: Calls.Finding<Request>
): Omit<Common<unknown, Shown>, "candidates"> => ({
  // What was decoded is not checked again.
  createOn: (instance, input, options = {}) =>
    send(
      instance,
      input,
      { signal: options.signal, until: ["sendUntil", options.sendUntil] },
      (sendUntil) =>
        Effect.flatMap(decode(input), (request) => {
          const { beforeCommit, generation } = options
          const hook =
            beforeCommit && ((prepared: Stages.Committing) => Calls.stored(() => beforeCommit(preparedJson(prepared))))
          return Kind.checked(service.createOn)(instance, request, { sendUntil, generation, beforeCommit: hook })
        }),
      show
    ),
  lookUp: ({ context, instance, providerReference, reference }, options = {}) =>
    read(
      Effect.flatMap(finding(options), (found) =>
        service.lookUp({ provider: instance, reference, ...compact({ context, providerReference }) }, found)
      ),
      show,
      options
    ),
  parseCallback: (instance, raw) => callback(service.parseCallback(instance, raw), event)
})

const common = <Request, A, Shown>(
  service: Api.Common<Request, A, unknown> & { readonly create: Api.Create<Request, A> },
  calls: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Show<A, Shown>,
  finding: Calls.Finding<Request>
): Common<unknown, Shown> & {
  readonly create: (input: unknown, options?: CreateOptions) => ReturnType<typeof calls.create<Request, A, Shown>>
} => ({
  ...atInstance(service, calls, decode, show, finding),
  candidates: (input) => calls.read(Effect.map(decode(input), service.candidates), Effect.succeed),
  create: (input, options) => calls.create(decode, input, options, Kind.checked(service.create), show)
})

/** The Promise API of a service; `context` is what its effects run in. */
export const make = (service: Service, context: Context.Context<never>): Client => {
  const { instances, payments, payouts, refunds } = service
  const runner = Runner.make(context)
  const calls = Calls.make(runner)
  return {
    instances,
    payments: {
      ...Promised.make(PaymentProvider.kind, payments, calls, findingPayment),
      ...common(payments, calls, Payments.decodeRequest, Schema.encodeEffect(Payment.Payment), findingPayment)
    },
    payouts: {
      ...Promised.make(PayoutProvider.kind, payouts, calls, findingPayout),
      ...common(payouts, calls, Payouts.decodeRequest, Schema.encodeEffect(Payout.Payout), findingPayout)
    },
    refunds: {
      ...Promised.make(RefundProvider.kind, refunds, calls, findingRefund),
      ...atInstance(refunds, calls, Refund.decodeRequest, Schema.encodeEffect(Refund.Refund), findingRefund)
    },
    close: runner.close,
    [Symbol.asyncDispose]: runner.close
  }
}
