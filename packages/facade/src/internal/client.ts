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
import { committingJson } from "./json.ts"
import * as Promised from "./promised.ts"
import * as PromisedReplays from "./promisedReplays.ts"
import * as Records from "./records.ts"
import * as Runner from "./runner.ts"
import type { Service } from "./service.ts"

// It may be older than a rule, so it is read as what was written down.
const findingPayout = Calls.finding(Payouts.StoredRequest)
const findingPayment = Calls.finding(Payments.PaymentRequest)
const findingRefund = Calls.finding(Refund.RefundRequest)

// What is asked of the instance that holds it, or that is named.
const atInstance = <Request, A, Shown>(
  service: Pick<Api.Common<Request, A, unknown>, "createOn" | "lookUp">,
  calls: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Show<A, Shown>,
  finding: Calls.Finding<Request>
): Pick<Common<unknown, Shown>, "createOn" | "lookUp"> => ({
  // What was decoded is not checked again.
  createOn: (instance, input, options = {}) =>
    calls.send(
      instance,
      input,
      { signal: options.signal, until: ["sendUntil", options.sendUntil] },
      (sendUntil) =>
        Effect.flatMap(decode(input), (request) => {
          const { beforeCommit, generation, replayKey } = options
          const hook =
            beforeCommit &&
            ((prepared: Stages.Committing) => Calls.stored(() => beforeCommit(committingJson(prepared))))
          const known = { sendUntil, generation, beforeCommit: hook, replayKey: replayKey && Records.keyOf(replayKey) }
          return Kind.checked(service.createOn)(instance, request, known)
        }),
      show
    ),
  lookUp: ({ context, instance, providerReference, reference }, options = {}) =>
    calls.read(
      Effect.flatMap(finding(options), (found) =>
        service.lookUp({ provider: instance, reference, ...compact({ context, providerReference }) }, found)
      ),
      show,
      options
    )
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
  ...Records.make(service, calls, decode, show),
  ...atInstance(service, calls, decode, show, finding),
  candidates: (input) => calls.read(Effect.map(decode(input), service.candidates), Effect.succeed),
  create: (input, options) => calls.create(decode, input, options, Kind.checked(service.create), show)
})

/** The Promise API of a service; `context` is what its effects run in, `end` lets go of what its instances hold. */
export const make = (service: Service, context: Context.Context<never>, end: () => Promise<void>): Client => {
  const { instances, payments, payouts, refunds } = service
  const runner = Runner.make(context)
  const calls = Calls.make(runner)
  const close = async () => {
    await runner.close()
    await end()
  }
  return {
    instances,
    payments: {
      ...Promised.make(PaymentProvider.kind, payments, calls, findingPayment),
      replays: PromisedReplays.make(PaymentProvider.kind, payments.replays, calls),
      ...common(payments, calls, Payments.decodeRequest, Schema.encodeEffect(Payment.Payment), findingPayment)
    },
    payouts: {
      ...Promised.make(PayoutProvider.kind, payouts, calls, findingPayout),
      replays: PromisedReplays.make(PayoutProvider.kind, payouts.replays, calls),
      ...common(payouts, calls, Payouts.decodeRequest, Schema.encodeEffect(Payout.Payout), findingPayout)
    },
    refunds: {
      ...Promised.make(RefundProvider.kind, refunds, calls, findingRefund),
      ...Records.replays(refunds, calls, Refund.decodeRequest, Schema.encodeEffect(Refund.Refund)),
      ...atInstance(refunds, calls, Refund.decodeRequest, Schema.encodeEffect(Refund.Refund), findingRefund)
    },
    parseCallback: (instance, raw) =>
      calls.callback(raw, (whole) => service.parseCallback(instance, whole), Schema.encodeEffect(Event)),
    close,
    [Symbol.asyncDispose]: close
  }
}
