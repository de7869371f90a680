/**
 * A deliberately wrong adapter: the memory provider with one part changed, the mistake in words, and the laws that must
 * catch it. It breaks exactly those and no other, which proves that each law looks at its own matter.
 */
import { compact } from "@switchyard/core/Optional"
import type { Outcome, OutcomeUnknown, Send } from "@switchyard/core/Outcome"
import type { Payment } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, type ReadFailed, Rejected, type SendError } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import { example } from "@switchyard/memory/MemoryOptions"
import type { Exchange, Request } from "@switchyard/memory/Simulator"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import { header, keyHeader, sign } from "../support/signature.ts"

export interface Wrong {
  readonly name: string
  /** The mistake of its author. */
  readonly mistake: string
  readonly kind: "payouts" | "payments" | "refunds"
  /** The ids of exactly the laws that catch it. */
  readonly breaks: ReadonlyArray<string>
  /** Built anew for every law, so that what it remembers is its own. */
  readonly parts: () => Parts
}

type Exchanged = ReturnType<Exchange>

const sends = ["/create", "/cancel", "/uploadReceipt"]

/** Changes how the requests to these paths go over the line. */
export const on =
  (paths: ReadonlyArray<string>) =>
  (change: (send: Exchanged, request: Request, exchange: Exchange, deadline: DateTime.Utc | undefined) => Exchanged) =>
  (exchange: Exchange): Exchange =>
  (request, deadline) => {
    const send = exchange(request, deadline)
    return paths.some((path) => request.path.endsWith(path)) ? change(send, request, exchange, deadline) : send
  }

/** Changes how everything that sends goes over the line. */
export const onSends = on(sends)

/** Changes how creates go over the line. */
export const onCreate = on(["/create"])

/** A request whose body was changed and signed again. */
export const resigned = (request: Request, change: (body: string) => string): Request => {
  const body = change(request.body)
  return { ...request, body, headers: { ...request.headers, [header]: sign(body, Redacted.value(example.secretKey)) } }
}

/** A request under another key. */
export const withKey = (request: Request, key: string): Request => ({
  ...request,
  headers: { ...request.headers, [keyHeader]: key }
})

/** Changes the unknowns that a send ends with. */
export const onUnknown =
  <A>(change: (unknown: OutcomeUnknown) => Send<A>) =>
  (send: Send<A>): Send<A> =>
    Effect.flatMap(send, (outcome: Outcome<A>) =>
      outcome._tag === "OutcomeUnknown" ? change(outcome) : Effect.succeed(outcome)
    )

const about = ({ message, operation, provider }: OutcomeUnknown, reason: Reason) => ({
  provider,
  operation,
  reason,
  message
})

/** The details of an error, to make another one of it. */
export const detailsOf = ({ message, operation, provider, providerCode, reason }: SendError | ReadFailed) =>
  compact({ provider, operation, reason, message, providerCode })

/** A refusal made of an unknown. */
export const asRejected = (unknown: OutcomeUnknown, reason: Reason = "ProviderUnavailable") =>
  Effect.fail(new Rejected(about(unknown, reason)))

/** "Not executed" made of an unknown. */
export const asNotExecuted = (unknown: OutcomeUnknown) => Effect.fail(new NotExecuted(about(unknown, "TimedOut")))

/** Changes what a read of a payout reports. */
export const onPayoutRead =
  (change: (payout: Payout) => Payout) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), change),
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), change)
  })

/** Changes what a read of a payment reports. */
export const onPaymentRead =
  (change: (payment: Payment) => Payment) =>
  (spi: PaymentProvider.Spi): PaymentProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), change),
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), change)
  })
