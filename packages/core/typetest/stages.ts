/** What was prepared reaches a commit by its hook alone, and what is left is abandoned by an id and by nothing else. */
import type { OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Payment } from "@switchyard/core/Payment"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { SendError } from "@switchyard/core/ProviderError"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

declare const payouts: PayoutProvider.Service
declare const request: PayoutRequest
declare const unknown: OutcomeUnknown

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

// A create in stages is a create: it ends in the same four ways.
const create = payouts.create(request, { generation: 1, beforeCommit: ({ state }) => Effect.succeed(Boolean(state)) })
holds<Equal<Effect.Error<typeof create>, SendError>>()

// The state is opaque and redacted.
holds<Equal<Stages.Committing["state"], Redacted.Redacted<string>>>()

// What is left settles nothing, so it is a status that every table of statuses has to say something about.
holds<"uncommitted" extends Payout["status"] ? true : false>()
holds<"uncommitted" | "declined" extends Payment["status"] ? true : false>()

const abandoned = payouts.stages.abandon(request, { providerReference: "d-1" })
holds<Equal<Effect.Error<typeof abandoned>, SendError>>()

// @ts-expect-error by the provider's id, never by the reference
export const byReference = payouts.stages.abandon(request, { generation: 1 })
// @ts-expect-error an unknown is no record of what is left
export const ofUnknown = payouts.stages.abandon(unknown, { providerReference: "d-1" })
// @ts-expect-error a preparation is of one generation
export const ofNone = payouts.stages.prepare(request, {})
// @ts-expect-error what was prepared is given by the provider, not by a caller
export const prepared = payouts.create(request, { prepared: undefined })
// @ts-expect-error a hook says whether it has stored it
export const withoutAnswer = payouts.create(request, { beforeCommit: () => Effect.void })
