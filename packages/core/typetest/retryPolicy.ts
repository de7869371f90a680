/** Each retry policy takes what it is for, and nothing that could send money again. */
import type { Send } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type { NotExecuted, ReadError, ReadFailed } from "@switchyard/core/ProviderError"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Effect from "effect/Effect"

declare const send: Send<Payout>
declare const read: Effect.Effect<Payout, ReadError>
declare const mixed: Effect.Effect<Payout, NotExecuted | ReadFailed>

export const reads: Effect.Effect<Payout, ReadError> = RetryPolicy.reads()(read)
export const sends: Send<Payout> = RetryPolicy.notExecuted()(send)

// @ts-expect-error a send is not a read
export const sendAsRead = RetryPolicy.reads()(send)
// @ts-expect-error a read is not a send
export const readAsSend = RetryPolicy.notExecuted()(read)
// @ts-expect-error neither policy takes both kinds at once
export const mixedAsRead = RetryPolicy.reads()(mixed)
// @ts-expect-error neither policy takes both kinds at once
export const mixedAsSend = RetryPolicy.notExecuted()(mixed)
// @ts-expect-error after an outer timeout nobody knows what was sent, so the policy does not take it
export const timed = RetryPolicy.notExecuted()(Effect.timeout(send, "1 second"))
// @ts-expect-error any other error is not ours to repeat
export const foreign = RetryPolicy.notExecuted()(Effect.mapError(send, () => "again"))
