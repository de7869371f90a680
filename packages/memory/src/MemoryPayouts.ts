/**
 * Payouts at the memory provider: two mappings for each operation, from the request to the wire and from the answer to the
 * domain. Every optional operation is here, so this is the file to read before writing another adapter.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { contextFields, recipientFields } from "./internal/asked.ts"
import { chosen } from "./internal/listed.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { orderOf } from "./internal/orders.ts"
import { toAbandoned, toBalances, toCheck, toPayout, toQuote } from "./internal/payouts.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import type { Options } from "./MemoryOptions.ts"
import type * as Wire from "./MemorySchema.ts"

/** Options of a payout under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({ speed: Schema.optionalKey(Schema.Literals(["normal", "instant"])) })

// The text of an amount is decided once, here: it is signed and sent as it is. `total` is what leaves the balance.
const amountFields = (amount: Money.Money, of: "amount" | "total") => ({
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency,
  of
})

const measure = ({ amount, debit, source }: Payout.Asked) => ({
  ...(amount && amountFields(amount, "amount")),
  ...(debit && amountFields(debit, "total")),
  source
})

// Every member of a destination is sent: nothing of where money goes may get lost.
const accountFields = (destination: Destination.Destination) => {
  const { bank, bic, holder } = Destination.details(destination)
  const account = Redacted.value(Destination.account(destination))
  return {
    destination: account,
    bank,
    bic,
    holder: holder && Redacted.value(holder),
    ...Destination.within(destination)
  }
}

/** The fields of a payout, as they are sent. */
const fields = (request: Payout.PayoutRequest, { speed }: typeof PayoutOptions.Type) => {
  const email = Payout.emailOf(request)
  return {
    reference: request.reference,
    ...contextFields(request.context),
    ...measure(Payout.asked(request)),
    method: request.destination.type,
    ...accountFields(request.destination),
    ...recipientFields(request.recipient),
    email: email && Redacted.value(email),
    offer: request.offer?.id,
    description: request.description,
    speed
  }
}

const payee = ["destination", "method", "holder", "bank", "bic", "country", "scheme"] as const

// What a draft states of its request, beside the amounts.
const stated = [...payee, "source", "offer", "email", "recipient"] as const

const written = (value: Json.Writable | undefined): Json.Json | undefined =>
  value === undefined ? undefined : Result.getOrUndefined(Json.parse(Json.stringify(value)))

/** A payout that is a draft first. The draft is asked for again by the same id; what it then states may be of an earlier request. */
const inDrafts = (client: MemoryClient, options: Options) => ({
  staged: {
    state: Schema.Struct({ id: Schema.String, order: Schema.String }),
    plan: (request: Payout.PayoutRequest, chosen: typeof PayoutOptions.Type) => Result.succeed(fields(request, chosen)),
    prepare: Effect.fnUntraced(function* (
      plan: ReturnType<typeof fields>,
      { call, deadline, generation }: Provider.Preparing<Payout.PayoutRequest>
    ) {
      const order = orderOf(plan.reference, generation)
      const draft = yield* client.draftPayout({ ...plan, order })(call, deadline)
      const { amount, debited, providerReference, reference, status } = toPayout(draft, options)
      if (status !== "uncommitted") {
        return yield* new Endpoint.There({ message: `is ${draft.status} already`, providerReference: draft.id })
      }
      // A draft from before is paid as it was asked for then: to whom, out of what, at which price. Core compares the amounts.
      if (stated.some((member) => !Equal.equals(draft[member], written(plan[member])))) {
        return yield* new Endpoint.There({ message: "is a draft of another request", providerReference: draft.id })
      }
      return {
        providerReference,
        state: { id: draft.id, order },
        commitUntil: draft.until === undefined ? undefined : DateTime.makeUnsafe(Number(draft.until)),
        states: { reference, amount, debit: debited }
      }
    }),
    commit: (
      { reference, sub_account }: ReturnType<typeof fields>,
      { state }: Provider.Prepared<{ id: string; order: string }>
    ) => client.commitPayout({ reference, sub_account, ...state }),
    answer: (data: Wire.Payout, { request }: Provider.Sent<Payout.PayoutRequest>) =>
      toPayout(data, options, Payout.asked(request))
  }
})

// By which a payout is read whose id is not known.
const byReference = (
  client: MemoryClient,
  options: Options
): Provider.GetBy<Payout.PayoutRequest, Wire.Payout, Payout.Payout>["byReference"] => {
  if (options.stages === "draft") return undefined
  return options.lookUp === "list"
    ? (reference, finding) => chosen(client, options, reference, finding)
    : (reference, finding) => client.getPayout({ reference, ...contextFields(finding?.context) })
}

/** The payout operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, MemoryClient>) =>
  Provider.payouts({
    options: PayoutOptions,
    manifest: payoutManifest(options),
    create:
      options.stages === "draft"
        ? inDrafts(client, options)
        : {
            send: (request, chosen) => client.createPayout(fields(request, chosen)),
            answer: (data, { request }) => toPayout(data, options, Payout.asked(request))
          },
    abandon:
      options.stages === "draft"
        ? {
            abandon: ({ context, providerReference: id }) => client.abandonPayout({ id, ...contextFields(context) }),
            answer: toAbandoned
          }
        : undefined,
    get: {
      byReference: byReference(client, options),
      byProviderReference: (id, finding) => client.getPayout({ id, ...contextFields(finding?.context) }),
      answer: (data) => toPayout(data, options)
    },
    cancel: ({ context, reference }) => client.cancelPayout({ reference, ...contextFields(context) }),
    quote: {
      ask: (request) =>
        client.quotePayout({
          ...contextFields(request.context),
          ...measure(Payout.asked(request)),
          method: request.destinationType,
          ...recipientFields(request.recipient)
        }),
      answer: toQuote
    },
    checkAccount: {
      ask: ({ amount, context, destination, recipient }) =>
        client.checkAccount({
          ...contextFields(context),
          ...amountFields(amount, "amount"),
          ...accountFields(destination),
          ...recipientFields(recipient)
        }),
      answer: toCheck
    },
    balance: { ask: client.balances, answer: toBalances }
  })
