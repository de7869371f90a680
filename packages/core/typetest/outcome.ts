/** An unknown outcome cannot reach anything that handles errors, and an error cannot pass for an unknown. */
import type { Accepted, Outcome, OutcomeUnknown, Send } from "@switchyard/core/Outcome"
import type { Payment } from "@switchyard/core/Payment"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { NotExecuted, ReadError, ReadFailed, Rejected, SendError } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"

declare const send: Send<Payout>
declare const unknown: OutcomeUnknown
declare const outcome: Outcome<Payout>
declare const read: Effect.Effect<Payout, ReadError>

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

// The shape of every call that moves money, to the letter.
holds<Equal<Effect.Error<typeof send>, NotExecuted | Rejected>>()
holds<Equal<Effect.Success<typeof send>, Accepted<Payout> | OutcomeUnknown>>()
holds<Equal<Effect.Error<ReturnType<PayoutProvider.Service["create"]>>, SendError>>()
holds<Equal<Effect.Error<ReturnType<PayoutProvider.Service["cancel"]>>, SendError>>()
// Reads end with a value or one of their own errors.
holds<Equal<Effect.Success<ReturnType<PayoutProvider.Service["get"]>>, Payout>>()
holds<Equal<Effect.Error<ReturnType<PayoutProvider.Service["get"]>>, ReadError>>()
holds<Equal<Effect.Error<ReturnType<PayoutProvider.Service["quote"]>>, ReadError>>()

// @ts-expect-error an unknown is not an error of a send
export const asSendError: SendError = unknown
// @ts-expect-error nor of a read
export const asReadError: ReadError = unknown
// @ts-expect-error no tag to catch it by
export const caught = Effect.catchTag(send, "OutcomeUnknown", () => send)
// @ts-expect-error Effect.catch never sees one
export const seen = Effect.catch(send, (error) => Effect.succeed<OutcomeUnknown>(error))
// @ts-expect-error a retry cannot ask for one
export const retried = Effect.retry(send, { while: (error) => error._tag === "OutcomeUnknown" })
// @ts-expect-error an unknown has no value: the caller must look which of the two it holds
export const value: Payout = outcome.value
export const looked: Payout | undefined = outcome._tag === "Accepted" ? outcome.value : undefined

// @ts-expect-error a send does not fail with an unknown
export const failing: Send<Payout> = Effect.fail(unknown)
// @ts-expect-error a read does not end with an unknown
export const unsure: Effect.Effect<Payout, ReadError> = Effect.succeed(unknown)
// @ts-expect-error a send does not fail with a read's error
export const reading: Send<Payout> = Effect.fail<ReadFailed>({} as ReadFailed)
// @ts-expect-error a read is not a send
export const readAsSend: Send<Payout> = read
// @ts-expect-error a send is not a read
export const sendAsRead: Effect.Effect<Payout, ReadError> = send

// A provider cannot implement its operations with another shape.
type Spi = PayoutProvider.Spi
// @ts-expect-error a timeout of the adapter's own is not an error of a send
export const timedOut: Spi["create"] = () => Effect.timeout(send, "1 second")
// @ts-expect-error a look-up does not end unknown
export const lookedUp: Spi["getByReference"] = () => Effect.succeed(unknown)
// @ts-expect-error a payout is not a payment
export const other: Send<Payment> = send
