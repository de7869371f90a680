/**
 * Feennex under the suite: the harness over its sandbox for payouts or payments, with the documents' words for every
 * status. `payouts` and `payments` are layers of adapter and harness; `harnessOf` is the harness alone, for whoever puts
 * something else than the plain adapter in front of it.
 */
import { Harness } from "@switchyard/contract-tests"
import * as Callback from "@switchyard/core/Callback"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Feennex from "@switchyard/feennex/Feennex"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { answersOf, wordsOf } from "./answers.ts"
import { underId } from "./envelopes.ts"
import { refusals } from "./faults.ts"
import { misconfigured } from "./misconfigured.ts"
import type { Kind } from "./operations.ts"
import { optionsOf } from "./options.ts"
import { statusesOf } from "./statuses.ts"
import { bounds, open, type Settings, type World } from "./world.ts"

const limitsIn = (currency: string) => {
  if (!Currency.isCurrency(currency)) throw new RangeError(`there is no currency ${currency}`)
  return { min: Money.unsafe(bounds.min, currency), max: Money.unsafe(bounds.max, currency) }
}

const harness = (kind: Kind, world: World): Harness.Service => {
  const { admin, held, options, paid, received, secrets, sockets } = world
  const isPayout = kind === "payout"
  const withoutSecret = Effect.map(
    Feennex.make({ ...options, secretKey: Redacted.make("") }),
    ({ parseCallback, payments, payouts }) => ({
      capabilities: (isPayout ? payouts : payments).capabilities,
      parseCallback
    })
  )
  return {
    ...sockets.harness,
    secrets,
    options: optionsOf(kind),
    underId,
    limits: (_method, currency) => limitsIn(currency),
    methods: { cardForm: "card", uploadReceipt: "bank_transfer" },
    refusals: refusals.map(({ reason }) => reason),
    answers: answersOf(kind),
    words: wordsOf(kind),
    repeatsReference: isPayout ? ["create", "get"] : ["get"],
    received,
    held,
    paid,
    ...statusesOf(kind),
    settle: (reference, word) => Effect.promise(() => admin.setStatus(kind, reference, Number(word))),
    callback: (reference, { amount, isForged = false, status } = {}) =>
      // The same status once more, so that the sandbox reports it in its ordinary way, bent as asked.
      sockets.delivered(async () => {
        const changes = compact({ shop_amount: amount && Money.toShortest(amount), status })
        admin.scriptCallback({ forged: isForged, changes }, { reference })
        await admin.setStatus(kind, reference, admin.operations(reference)[0]?.status ?? 0)
      }),
    withoutSecret,
    misconfigured: misconfigured(options)
  }
}

/** The simulated provider of one kind: the harness, the transport that leads to it, and the shop's options. */
export const harnessOf = Effect.fnUntraced(function* (kind: Kind, settings: Settings = {}) {
  const world = yield* open(kind, settings)
  const context = Context.make(Harness.Harness, harness(kind, world)).pipe(
    Context.add(Transport, world.sockets.transport)
  )
  return { context, options: world.options }
})

/** A change of the shop's options. */
export type Change = (options: Feennex.Options) => Feennex.Options

const same: Change = (options) => options

/** Payouts and the simulated provider. */
export const payouts = (
  change: Change = same,
  settings?: Settings
): Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf("payout", settings)
      const { parseCallback, payouts } = yield* Feennex.make(change(options))
      return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "feennex", parseCallback })
      )
    })
  )

/** Payments and the simulated provider. */
export const payments = (
  change: Change = same,
  settings?: Settings
): Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf("payment", settings)
      const { parseCallback, payments } = yield* Feennex.make(change(options))
      return Context.add(context, PaymentProvider.PaymentProvider, payments).pipe(
        Context.add(Callback.Callbacks, { provider: "feennex", parseCallback })
      )
    })
  )
