/**
 * The facade with every call of a provider noted: counted and timed for the metrics, and told to whoever keeps the figures
 * of the instances. Each call gets the connections of its instance; nothing else of it is changed.
 */
import type { Outcome, ProviderError } from "@switchyard/core"
import type { Switchyard } from "@switchyard/facade"
import { Effect, type Exit } from "effect"
import * as Monotonic from "../model/Monotonic.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { asItIs, type Connect } from "./connections.ts"
import { endingOfRead, endingOfSend, type Service } from "./Health.ts"
import type { Ending } from "./verdict.ts"

const outcomes = {
  Accepted: "accepted",
  OutcomeUnknown: "unknown",
  Rejected: "rejected",
  NotExecuted: "not_executed",
  Read: "ok",
  NotFound: "not_found",
  ReadFailed: "read_failed",
  Unsupported: "unsupported"
} as const satisfies Record<Ending["_tag"], Metrics.CallOutcome>

/** What a call goes by beside the facade. */
export interface Ways {
  readonly connect?: Connect | undefined
  /** Told of a request that has left over connections that several instances share. */
  readonly spent?: ((instance: string) => Effect.Effect<void>) | undefined
}

/** The same facade, watched. */
export const watched = (
  switchyard: Switchyard.Service,
  { note }: Pick<Service, "note">,
  { connect = asItIs, spent = () => Effect.void }: Ways = {}
): Switchyard.Service => {
  const noted =
    <A, E>(operation: string, instanceOf: (exit: Exit.Exit<A, E>) => string | undefined) =>
    (call: Effect.Effect<A, E>, endingOf: (exit: Exit.Exit<A, E>) => Ending | undefined) =>
      Effect.flatMap(Monotonic.millis, (began) =>
        Effect.onExit(
          call,
          Effect.fnUntraced(function* (exit) {
            const ending = endingOf(exit)
            const instance = instanceOf(exit)
            if (ending === undefined || instance === undefined) return
            const millis = (yield* Monotonic.millis) - began
            const outcome = outcomes[ending._tag]
            yield* Metrics.providerCall({ provider: instance, operation, outcome, durationMillis: millis })
            yield* note({ instance, ending, millis })
          })
        )
      )

  // What a merchant asks for does not wait for what the worker sends, nor the other way round.
  const send = <A>(operation: string, instance: string, call: Outcome.Send<A>): Outcome.Send<A> =>
    noted<Outcome.Outcome<A>, ProviderError.SendError>(operation, () => instance)(
      connect(instance, operation.endsWith(".create") ? "send" : "ask")(call),
      endingOfSend
    )

  const read = <A>(operation: string, instance: string, call: Effect.Effect<A, ProviderError.ReadError>) =>
    noted<A, ProviderError.ReadError>(operation, () => instance)(
      connect(instance, operation.endsWith(".get") ? "read" : "ask")(call),
      endingOfRead
    )

  const answering = <A extends { readonly instance: string }>(exit: Exit.Exit<A, ProviderError.ReadError>) =>
    exit._tag === "Success"
      ? exit.value.instance
      : exit.cause.reasons.flatMap((reason) => (reason._tag === "Fail" ? [reason.error.provider] : []))[0]

  // Of a question to whoever can answer it, the answer tells who that was.
  const ask = <A extends { readonly instance: string }>(
    operation: string,
    at: string | undefined,
    call: Effect.Effect<A, ProviderError.ReadError>
  ) =>
    noted<A, ProviderError.ReadError>(operation, answering)(
      Effect.onExit(connect(at, "ask")(call), (exit) => {
        const instance = at === undefined ? answering(exit) : undefined
        return instance === undefined ? Effect.void : spent(instance)
      }),
      endingOfRead
    )

  const { payments, payouts } = switchyard
  return {
    ...switchyard,
    payouts: {
      ...payouts,
      createOn: (instance, request, options) =>
        send("payouts.create", instance, payouts.createOn(instance, request, options)),
      get: (instance, ...rest) => read("payouts.get", instance, payouts.get(instance, ...rest)),
      cancel: (instance, query, options) => send("payouts.cancel", instance, payouts.cancel(instance, query, options)),
      quote: (request, at) => ask("payouts.quote", at?.instance, payouts.quote(request, at)),
      checkAccount: (request, at) => ask("payouts.checkAccount", at?.instance, payouts.checkAccount(request, at)),
      balance: (instance) => read("payouts.balance", instance, payouts.balance(instance))
    },
    payments: {
      ...payments,
      createOn: (instance, request, options) =>
        send("payments.create", instance, payments.createOn(instance, request, options)),
      get: (instance, ...rest) => read("payments.get", instance, payments.get(instance, ...rest)),
      quote: (request, at) => ask("payments.quote", at?.instance, payments.quote(request, at)),
      cardForm: (instance, ...rest) => read("payments.cardForm", instance, payments.cardForm(instance, ...rest)),
      receipts: (instance, ...rest) => read("payments.receipts", instance, payments.receipts(instance, ...rest)),
      uploadReceipt: (instance, ...rest) =>
        send("payments.uploadReceipt", instance, payments.uploadReceipt(instance, ...rest))
    }
  }
}
