/**
 * Payments and payouts behind one interface, so that the worker carries both in one way: open the stored request, see who
 * could take it, send it once, read its status. Nothing of a request or an answer is decided here.
 */
import type { Callback, Outcome, ProviderError } from "@switchyard/core"
import type { Payments, Payouts, Routing, Switchyard } from "@switchyard/facade"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Policy } from "../lifecycle/Operation.ts"
import type { Kind } from "../lifecycle/Status.ts"
import type { Row } from "../store/Row.ts"
import type * as Vault from "../vault.ts"
import { type Answer, ofPayment, ofPayout } from "./answers.ts"
import { openPayment, openPayout } from "./requests.ts"

/** A stored request, opened. */
export interface Opened {
  readonly candidates: () => ReadonlyArray<Routing.Candidate>
  /** Exactly one attempt. */
  readonly createOn: (instance: string, sendUntil: DateTime.Utc) => Outcome.Send<Answer>
  /** Reads it at the instance that holds it. */
  readonly get: (instance: string) => Effect.Effect<Answer, ProviderError.ReadError>
  /** Reads it at any other instance, which knows it by our own id only. */
  readonly getByReference: (instance: string) => Effect.Effect<Answer, ProviderError.ReadError>
}

/** The request cannot be opened: its key is not configured. */
export interface Sealed {
  readonly _tag: "Sealed"
}

/** One kind of operation. */
export interface Side {
  readonly open: (row: Row) => Effect.Effect<Opened, Sealed>
  readonly policy: (instance: string | null) => Policy | undefined
  /** Whether the instance can be asked by our own id. */
  readonly canAsk: (instance: string) => boolean
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Effect.Effect<Callback.Event, Callback.CallbackRejected | ProviderError.Unsupported>
}

const answered = <A>(send: Outcome.Send<A>, read: (value: A) => Answer): Outcome.Send<Answer> =>
  Effect.map(send, (outcome) =>
    outcome._tag === "Accepted" ? { _tag: "Accepted" as const, value: read(outcome.value) } : outcome
  )

const sealed = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, Sealed> =>
  Effect.mapError(effect, (): Sealed => ({ _tag: "Sealed" }))

const queryOf = ({ providerReference, reference }: Row) =>
  providerReference === null ? { reference } : { reference, providerReference }

/** Both kinds over the facade. */
export const make = (
  { instances, payments, payouts }: Switchyard.Service,
  vault: Vault.Service
): Readonly<Record<Kind, Side>> => {
  const named = (instance: string | null) => instances.find(({ name }) => name === instance)?.capabilities
  const asks = (operations: ReadonlyArray<string> | undefined) => operations?.includes("getByReference") === true
  return {
    payout: {
      open: (row) =>
        Effect.map(sealed(openPayout(vault, row.id, row.sealed)), (request: Payouts.PayoutRequest) => ({
          candidates: () => payouts.candidates(request),
          createOn: (instance, sendUntil) =>
            answered(payouts.createOn(instance, request, { sendUntil }), (value) => ofPayout(request, value)),
          get: (instance) => Effect.map(payouts.get(instance, queryOf(row)), (value) => ofPayout(request, value)),
          getByReference: (instance) =>
            Effect.map(payouts.get(instance, { reference: row.reference }), (value) => ofPayout(request, value))
        })),
      policy: (instance) => named(instance)?.payouts,
      canAsk: (instance) => asks(named(instance)?.payouts?.operations),
      parseCallback: payouts.parseCallback
    },
    payment: {
      open: (row) =>
        Effect.map(sealed(openPayment(vault, row.id, row.sealed)), (request: Payments.PaymentRequest) => ({
          candidates: () => payments.candidates(request),
          createOn: (instance, sendUntil) =>
            answered(payments.createOn(instance, request, { sendUntil }), (value) => ofPayment(request, value)),
          get: (instance) => Effect.map(payments.get(instance, queryOf(row)), (value) => ofPayment(request, value)),
          getByReference: (instance) =>
            Effect.map(payments.get(instance, { reference: row.reference }), (value) => ofPayment(request, value))
        })),
      policy: (instance) => named(instance)?.payments,
      canAsk: (instance) => asks(named(instance)?.payments?.operations),
      parseCallback: payments.parseCallback
    }
  }
}
