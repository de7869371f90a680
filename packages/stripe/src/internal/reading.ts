/**
 * A payment as it is read: its intent, or its session with the intent in it, by the id where that is known, and beside it what the
 * intent does not say of its money: each refund, and each dispute where its charge is disputed. What of that cannot be read is not left out: the read has failed.
 */
import type * as Call from "@switchyard/core/Call"
import type * as Endpoint from "@switchyard/core/Endpoint"
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import type { Finding } from "@switchyard/core/Reference"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { StripeClient } from "../StripeClient.ts"
import { methodOf, type Options } from "../StripeOptions.ts"
import { type Dispute, Intent, type Refund, type Session } from "../StripeSchema.ts"
import * as Listing from "./finding.ts"

/** A payment as it was answered. */
export interface Answered {
  readonly session?: Session
  readonly intent?: Intent | undefined
  /** Every refund of it; left out where they were not asked for. */
  readonly refunds?: ReadonlyArray<Refund>
  readonly disputes?: ReadonlyArray<Dispute>
  readonly isUnique?: boolean
  readonly context?: OperationContext | undefined
}

type Reading<A> = Effect.Effect<A, ReadFailed | NotFound>
type About = Finding<PaymentRequest>

/** The charge of an intent, where the answer has it. */
export const chargeOf = (intent: Intent | undefined) => Wire.members(intent?.latest_charge)

const decodeIntent = Schema.decodeUnknownOption(Intent)

const isSome = (amount: Wire.Member): boolean => !["", "0"].includes(Wire.text(amount) ?? "")

// No payment has so many.
const mostPages = 100

// Of what is listed by its payment all pages are read: a list that does not end has not been read.
const every = <E extends { readonly id: string }>(
  call: Call.Call,
  page: (cursor: string | undefined) => Reading<{ readonly data: ReadonlyArray<E>; readonly has_more: boolean }>
): Reading<ReadonlyArray<E>> =>
  Effect.gen(function* () {
    const all: Array<E> = []
    for (let pages = 0; pages < mostPages; pages++) {
      const { data, has_more } = yield* page(all.at(-1)?.id)
      all.push(...data)
      if (!has_more) return all
      if (data.length === 0) break
    }
    return yield* Effect.fail(call.readFailed("UnreadableAnswer", "a list of the payment's does not end"))
  })

/** How payments of one account are read. */
export const make = (client: StripeClient, options: Options) => {
  const { listed, searched } = Listing.make(client, options)

  const withParts = (answered: Answered, call: Call.Call): Reading<Answered> =>
    Effect.gen(function* () {
      const { context, intent } = answered
      const { amount_captured: captured, amount_refunded: refunded, disputed } = chargeOf(intent)
      const query = { payment_intent: intent?.id, limit: "100" }
      const refunds =
        isSome(captured) || isSome(refunded)
          ? yield* every(call, (cursor) => client.listRefunds({ ...query, starting_after: cursor }, context)(call))
          : []
      const disputes =
        disputed === true
          ? yield* every(call, (cursor) => client.listDisputes({ ...query, starting_after: cursor }, context)(call))
          : []
      return { ...answered, refunds, disputes }
    })

  const byIntent =
    (id: string, context: OperationContext | undefined): Endpoint.LookingUp<Answered> =>
    (call) =>
      Effect.flatMap(client.getIntent(id, context)(call), (intent) => withParts({ intent, context }, call))

  const bySession =
    (id: string, context: OperationContext | undefined): Endpoint.LookingUp<Answered> =>
    (call) =>
      Effect.flatMap(client.getSession(id, context)(call), (session): Reading<Answered> => {
        const { payment_intent: given } = session
        if (!Wire.isGiven(given)) return Effect.succeed({ session, context })
        const intent = Option.getOrUndefined(decodeIntent(given))
        return intent === undefined
          ? Effect.fail(call.readFailed("UnreadableAnswer", "the intent of the session cannot be read"))
          : withParts({ session, intent, context }, call)
      })

  const isPage = ({ request }: About): boolean | undefined =>
    request && methodOf(options, request.method)?.through === "checkout"

  const byId = (id: string, finding: About = {}): Endpoint.LookingUp<Answered> =>
    (id.startsWith("cs_") || (isPage(finding) === true && !id.startsWith("pi_")) ? bySession : byIntent)(
      id,
      finding.context
    )

  const intents =
    (reference: string, finding: About): Endpoint.LookingUp<Listing.Found> =>
    (call) =>
      Effect.gen(function* () {
        const { context } = finding
        const sought = { mark: "payment", reference, context } as const
        const query = Listing.madeIn(finding)
        const found = yield* listed("payment_intents", sought, query)(call)
        const isEnough = found.entries.length > 0 || query !== undefined || found.isWhole
        // Of older ones the index may know; the lists would be walked for ever.
        return isEnough ? found : yield* searched("payment_intents", sought)(call)
      })

  const sessions =
    (reference: string, finding: About): Endpoint.LookingUp<Listing.Found> =>
    (call) =>
      Effect.gen(function* () {
        const path = "checkout/sessions"
        const { context } = finding
        const sought = { mark: "payment", reference, context } as const
        const query = Listing.madeIn(finding)
        const found = yield* listed(path, sought, query)(call)
        if (found.entries.length > 0 || query !== undefined || found.isWhole) return found
        // Sessions cannot be searched, but the intent of one that was paid can.
        const [intent] = (yield* searched("payment_intents", { ...sought, mark: "session_payment" })(call)).entries
        return intent === undefined ? found : yield* listed(path, sought, { payment_intent: intent.id })(call)
      })

  const nothing: Listing.Found = { entries: [], isWhole: true }

  const byReference =
    (reference: string, finding: About = {}): Endpoint.LookingUp<Answered> =>
    (call) =>
      Effect.gen(function* () {
        const page = isPage(finding)
        const direct = page === true ? nothing : yield* intents(reference, finding)(call)
        const onPages =
          page === false || direct.entries.length > 0 ? nothing : yield* sessions(reference, finding)(call)
        const all = [...direct.entries, ...onPages.entries]
        // What is dead was given up, and another one made: it cannot be paid any more.
        const living = all.filter(({ status }) => status !== "canceled" && status !== "expired")
        const entry = living[0] ?? all[0]
        if (entry === undefined) return yield* Listing.none(direct.isWhole && onPages.isWhole)(call)
        if (living.length === 0 && all.length > 1) return yield* Listing.several(call)
        const read = direct.entries.includes(entry) ? byIntent : bySession
        return { ...(yield* read(entry.id, finding.context)(call)), isUnique: living.length <= 1 }
      })

  return { byId, byReference }
}
