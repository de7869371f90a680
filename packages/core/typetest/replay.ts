/** A replay is reached by nothing but a call of its own with a record: no retry and no handler of errors gets there. */
import type { Outcome, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { SendError } from "@switchyard/core/ProviderError"
import type * as Replay from "@switchyard/core/Replay"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Effect from "effect/Effect"

declare const payouts: PayoutProvider.Service
declare const request: PayoutRequest
declare const record: Replay.Record
declare const key: Replay.Key
declare const unknown: OutcomeUnknown

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

const replayed = payouts.replay.create(request, record)

// What it ends with is a value, and its one error is none of a send.
holds<Equal<Effect.Success<typeof replayed>, Outcome<Payout> | Replay.Refused>>()
holds<Equal<Effect.Error<typeof replayed>, Replay.NotReplayed>>()
holds<Equal<Extract<Replay.NotReplayed, SendError>, never>>()

// A create that is tried again is a create: it ends as one, whatever is done with its errors.
const create = payouts.create(request, { replayKey: key })
export const retried: typeof create = Effect.retry(create, { times: 3 })
export const caught: typeof create = Effect.catch(create, () => create)

// @ts-expect-error a replay takes a record, which no unknown holds
export const ofUnknown = payouts.replay.create(request, unknown)
// @ts-expect-error nor does a create take one
export const ofRecord = payouts.create(request, record, record)
// @ts-expect-error it takes no options in place of it
export const withoutRecord = payouts.replay.create(request, { clocksApartMillis: 0 })
// @ts-expect-error the retry of sends does not take it
export const retriedAsSend = RetryPolicy.notExecuted()(replayed)
// @ts-expect-error nor that of reads
export const retriedAsRead = RetryPolicy.reads()(replayed)
// @ts-expect-error a replay that was not made is no error of a send
export const asSendError: SendError = {} as Replay.NotReplayed
// @ts-expect-error a refusal that is repeated is no error that something could fail over
export const asRejected: SendError = {} as Replay.Refused
// @ts-expect-error no tag of a create to catch it by
export const byTag = Effect.catchTag(create, "NotReplayed", () => create)
