/**
 * Every kind behind one interface, so that the worker processes them in one way: open the stored request, see who
 * could take it, send it once, read its status. Nothing of a request or an answer is decided here.
 */
import {
  Capabilities,
  Kind as Kinds,
  Optional,
  type Outcome,
  Payment,
  Payout,
  type ProviderError,
  Redaction,
  type Reference,
  type Replay,
  Settling,
  Stages
} from "@switchyard/core"
import type { Payouts, Routing, Switchyard } from "@switchyard/facade"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Compare from "../lifecycle/Compare.ts"
import type { Policy } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import type { Kind } from "../lifecycle/Status.ts"
import type { Row } from "../store/Row.ts"
import type * as Vault from "../vault.ts"
import { type Answer, ofPayment, ofPayout } from "./answers.ts"
import { payerPart, personalIn } from "./payerPart.ts"
import { openPayment, openPayout } from "./requests.ts"

type Query = Reference.Query

/** A stored request, opened. Nothing that a call of it ends with repeats a personal value of it. */
export interface Opened {
  /** Every personal value of the request, and what the provider told the payer of others. */
  readonly sensitive: Redaction.Sensitive
  readonly candidates: () => ReadonlyArray<Routing.Candidate>
  /** What it takes to replay what `createOn` sends; undefined where this instance cannot. Asks nobody. */
  readonly keyOn: (instance: string) => Effect.Effect<Replay.Key | undefined>
  /** Exactly one attempt. Of a key nothing else is sent than it was given for; in stages, nothing is committed without the hook. */
  readonly createOn: (instance: string, sendUntil: DateTime.Utc, creating?: Creating) => Outcome.Send<Answer>
  /** Asks to abandon what a create has left, which is written down already. */
  readonly abandonOn: (instance: string, left: Stages.Left, deadline: DateTime.Utc) => Outcome.Send<Stages.Abandoned>
  /** Prepares the same once more and commits nothing, for its id. */
  readonly prepareOn: (instance: string, generation: number, deadline: DateTime.Utc) => Outcome.Send<Stages.Prepared>
  /** Exactly one replay, which is written down already. */
  readonly replayOn: (
    instance: string,
    record: Replay.Record,
    sendUntil: DateTime.Utc
  ) => Effect.Effect<Replay.Ended<Answer>, Replay.NotReplayed>
  /** Reads it at the instance that holds it. */
  readonly get: (instance: string) => Effect.Effect<Answer, ProviderError.ReadError>
  /** Reads it at the instance that holds it, by an id that is not known to be its own. */
  readonly getById: (instance: string, providerReference: string) => Effect.Effect<Answer, ProviderError.ReadError>
  /** Reads it at any other instance, which knows it by our own id only. */
  readonly getByReference: (instance: string) => Effect.Effect<Answer, ProviderError.ReadError>
}

/** What a create is made with beside its request. */
export type Creating = Pick<Outcome.SendOptions, "replayKey" | "generation" | "beforeCommit">

/** What is stored cannot be opened: its key is not configured; or it can, and this version does not take it any more. */
export interface Closed {
  readonly _tag: "Sealed" | "Unreadable"
}

/** Why it could not be opened and read. */
export const closed = ({ _tag }: { readonly _tag: string }): Closed => ({
  _tag: _tag === "VaultFailed" ? "Sealed" : "Unreadable"
})

/** One kind of operation. */
export interface KindPort {
  readonly open: (row: Row) => Effect.Effect<Opened, Closed>
  readonly policy: (instance: string | null) => Policy | undefined
  /** Whether the instance can be asked by our own id. */
  readonly canAsk: (instance: string) => boolean
  /** Whether its provider says what a payer must do while it waits for one; it does unless its manifest says otherwise. */
  readonly isPayerAsked: (row: Row) => boolean
}

/** Hides the personal values of an operation in words that came by another way than a call of it, such as a callback. */
export const hiding = (port: KindPort, row: Row): Effect.Effect<(words: string) => string> =>
  Effect.match(port.open(row), {
    onSuccess:
      ({ sensitive }) =>
      (words) =>
        Redaction.hide(words, sensitive),
    // Whose values are not known here, nothing is shown that could repeat them.
    onFailure: () => () => "***"
  })

/** What an attempt ended with, as its content. */
export const answered = <A>(send: Outcome.Send<A>, read: (value: A) => Answer): Outcome.Send<Answer> =>
  Effect.map(send, (outcome) =>
    outcome._tag === "Accepted" ? { _tag: "Accepted" as const, value: read(outcome.value) } : outcome
  )

/** What a replay ended with, as its content. */
export const replayed = <A>(
  replay: Effect.Effect<Replay.Ended<A>, Replay.NotReplayed>,
  read: (value: A) => Answer
): Effect.Effect<Replay.Ended<Answer>, Replay.NotReplayed> =>
  Effect.map(replay, (ended) =>
    ended._tag === "Accepted" ? { _tag: "Accepted" as const, value: read(ended.value) } : ended
  )

/** Whether anything that is sent here can be replayed. */
export const canReplay = (manifest: Settling.Stated | undefined): boolean =>
  manifest !== undefined && Settling.isRepeatable(Settling.of(manifest, "create").duplicates)

/** The key of what can be replayed: where nothing is, no request is checked for one; of stages the commit is, once it is known. */
export const keyed = (
  manifest: (Settling.Stated & Stages.Stated) | undefined,
  hash: Effect.Effect<Replay.Key | undefined>
) => (canReplay(manifest) && !(manifest !== undefined && Stages.isStaged(manifest)) ? hash : noKey)

const noKey: Effect.Effect<undefined> = Effect.succeed(undefined)

/** It is written down before it is asked for: see `replaying.ts`. */
export const isWritten = { beforeReplay: () => Effect.void, clocksApartMillis: Schedule.clocksApart }

/** Fails with why a request is closed. */
export const sealed = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>): Effect.Effect<A, Closed> =>
  Effect.mapError(effect, closed)

/** The ids under which an operation is read, in its context. */
export const queryOf = ({ providerReference, reference, request: { context } }: Row): Query => ({
  reference,
  ...Optional.compact({ context, providerReference: providerReference ?? undefined })
})

/** The same for who knows it by our own id only. */
export const ownQueryOf = ({ reference, request: { context } }: Row): Query => ({
  reference,
  ...Optional.compact({ context })
})

type When = Pick<Row, "createdAt" | "facts" | "recovery">

// Before it was there nothing of it was sent, by whichever clock, unless the records went back since.
const sentAfter = ({ createdAt, recovery }: When): DateTime.Utc | undefined =>
  recovery === null ? DateTime.makeUnsafe(createdAt - Compare.clocksApartMillis) : undefined

// Until then everything of it was sent, by whichever clock and to whomever, replays included: `latest` is the last of all. Not
// known while one is on its way, where no record names one, or where the records went back since.
const sentUntil = ({ facts: { latest }, recovery }: When): DateTime.Utc | undefined =>
  latest === null || latest._tag === "Sending" || recovery !== null
    ? undefined
    : DateTime.makeUnsafe(latest.until + Compare.clocksApartMillis)

/** When it was sent, as far as its row knows. */
export const whenSent = (row: When) => ({ sentAfter: sentAfter(row), sentUntil: sentUntil(row) })

/** Payments and payouts over the facade. */
export const make = (
  { instances, payments, payouts }: Switchyard.Service,
  vault: Vault.Service
): Readonly<Record<Exclude<Kind, "refund">, KindPort>> => {
  // A stored request was checked when it was opened, by its schema.
  const [createPayoutOn, createPaymentOn] = [Kinds.checked(payouts.createOn), Kinds.checked(payments.createOn)]
  const named = (instance: string | null) => instances.find(({ name }) => name === instance)?.capabilities
  const asks = (operations: ReadonlyArray<string> | undefined) => operations?.includes("getByReference") === true
  return {
    payout: {
      open: (row) =>
        Effect.map(sealed(openPayout(vault, row.id, row.sealed)), (request: Payouts.PayoutRequest) => {
          const sensitive = Payout.sensitive(request)
          const read = (instance: string, query: Query) =>
            Effect.map(payouts.get(instance, query, { request, ...whenSent(row) }), (value) => ofPayout(request, value))
          return {
            sensitive,
            candidates: () => payouts.candidates(request),
            keyOn: (instance) => keyed(named(instance)?.payouts, payouts.hashOn(instance, request)),
            createOn: (instance, sendUntil, creating) =>
              answered(createPayoutOn(instance, request, { sendUntil, ...creating }), (value) =>
                ofPayout(request, value)
              ),
            abandonOn: (instance, left, deadline) =>
              payouts.abandonOn(instance, request, { ...left, deadline, sensitive }),
            prepareOn: (instance, generation, deadline) =>
              payouts.prepareOn(instance, request, { generation, deadline, sensitive }),
            replayOn: (instance, record, deadline) =>
              replayed(payouts.replayOn(instance, request, record, { ...isWritten, deadline }), (value) =>
                ofPayout(request, value)
              ),
            get: (instance) => read(instance, queryOf(row)),
            getById: (instance, providerReference) => read(instance, { ...ownQueryOf(row), providerReference }),
            getByReference: (instance) => read(instance, ownQueryOf(row))
          }
        }),
      policy: (instance) => named(instance)?.payouts,
      isPayerAsked: () => true,
      canAsk: (instance) => asks(named(instance)?.payouts?.operations)
    },
    payment: {
      open: (row) =>
        Effect.zipWith(sealed(openPayment(vault, row.id, row.sealed)), payerPart(vault, row), (request, part) => {
          const sensitive = [...Payment.sensitive(request), ...personalIn(part)]
          const read = (instance: string, query: Query) =>
            Effect.map(payments.get(instance, query, { request, sensitive, ...whenSent(row) }), (value) =>
              ofPayment(request, value)
            )
          return {
            sensitive,
            candidates: () => payments.candidates(request),
            keyOn: (instance) => keyed(named(instance)?.payments, payments.hashOn(instance, request)),
            createOn: (instance, sendUntil, creating) =>
              answered(createPaymentOn(instance, request, { sendUntil, sensitive, ...creating }), (value) =>
                ofPayment(request, value)
              ),
            abandonOn: (instance, left, deadline) =>
              payments.abandonOn(instance, request, { ...left, deadline, sensitive }),
            prepareOn: (instance, generation, deadline) =>
              payments.prepareOn(instance, request, { generation, deadline, sensitive }),
            replayOn: (instance, record, deadline) =>
              replayed(payments.replayOn(instance, request, record, { ...isWritten, deadline, sensitive }), (value) =>
                ofPayment(request, value)
              ),
            get: (instance) => read(instance, queryOf(row)),
            getById: (instance, providerReference) => read(instance, { ...ownQueryOf(row), providerReference }),
            getByReference: (instance) => read(instance, ownQueryOf(row))
          }
        }),
      policy: (instance) => named(instance)?.payments,
      isPayerAsked: ({ provider, request: { amount, method } }) => {
        const manifest = named(provider)?.payments
        if (manifest === undefined || amount === undefined) return true
        return Capabilities.route(manifest, method, amount.currency)?.payerIsAsked !== false
      },
      canAsk: (instance) => asks(named(instance)?.payments?.operations)
    }
  }
}
