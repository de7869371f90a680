/**
 * Stripe under the suite: the harness over its sandbox for one way at a time, with the documents' words for every status. The layers
 * are those of adapter and harness.
 */
import { Harness } from "@switchyard/contract-tests"
import * as Callback from "@switchyard/core/Callback"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Stripe from "@switchyard/stripe/Stripe"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { answersOf, underId } from "./answers.ts"
import { callbackKinds, callbackOf } from "./callbacks.ts"
import { failuresOf } from "./failures.ts"
import { refusalsOf } from "./faults.ts"
import { misconfigured } from "./misconfigured.ts"
import { moneyOf } from "./money.ts"
import { isHeld, kindOf, type Way } from "./operations.ts"
import { settle } from "./settling.ts"
import { statusesOf } from "./statuses.ts"
import { contexts, open, tokenOf, type World } from "./world.ts"

const limits: Harness.Service["limits"] = (_method, currency) => {
  if (currency === "USD") return { min: Money.unsafe("10.00", "USD"), max: Money.unsafe("9999.99", "USD") }
  if (currency === "KWD") return { min: Money.unsafe("10.000", "KWD"), max: Money.unsafe("9999.990", "KWD") }
  if (currency === "JPY") return { min: Money.unsafe("1000", "JPY"), max: Money.unsafe("99999", "JPY") }
  if (currency === "ISK") return { min: Money.unsafe("1000", "ISK"), max: Money.unsafe("99999", "ISK") }
  if (currency === "HUF") return { min: Money.unsafe("1000.00", "HUF"), max: Money.unsafe("99999.00", "HUF") }
  return { min: Money.unsafe("10000.00", "MGA"), max: Money.unsafe("999999.00", "MGA") }
}

const requestsOf = (way: Way): Partial<Harness.Service> => ({
  // One's own account has no recipient.
  payoutRequest: ({ recipientEmail: _, ...plain }) => {
    const { destination } = plain
    const currency = (plain.amount ?? plain.debit)?.currency ?? ""
    if (destination.type !== "token") return plain
    const turn = Number(/\d*$/.exec(plain.reference)?.[0])
    const token = Redacted.make(tokenOf(Redacted.value(destination.token), currency, turn))
    return { ...plain, destination: { ...destination, token } }
  },
  paymentRequest: (plain) => ({
    ...plain,
    ...(isHeld(way) && { captureMethod: "manual" as const }),
    ...(way === "confirmed" &&
      plain.providerOptions === undefined && {
        providerOptions: { stripe: Redacted.make({ paymentMethod: "pm_card_threeDSecure2Required" }) }
      })
  })
})

const harness = (way: Way, world: World): Harness.Service => {
  const { admin, held, options, paid, received, secrets, sockets } = world
  const kind = kindOf(way)
  const { webhookSecrets: _, ...unsecured } = options
  const withoutSecret = Effect.map(Stripe.make(unsecured), ({ parseCallback, ...kinds }) => ({
    capabilities: kinds[kind].capabilities,
    parseCallback
  }))
  return {
    ...sockets.harness,
    secrets,
    ...requestsOf(way),
    limits,
    refusals: [...new Set(refusalsOf(way).map(({ reason }) => reason))],
    answers: answersOf(way),
    underId: underId(way),
    repeatsReference: ["create", "get"],
    received,
    held,
    paid,
    marksRepeats: true,
    rebuilt: Effect.map(Stripe.make(options), (kinds) => kinds[kind]),
    contexts,
    contextOf: ({ headers }) => compact({ connectedAccount: headers["stripe-account"] }),
    money: moneyOf(way, world),
    ...statusesOf(way),
    settle: (reference, word) => Effect.promise(() => settle(way, world, reference, word)),
    callback: (reference, changes) => callbackOf(way, world, reference, changes),
    callbackKinds: callbackKinds(way, world),
    withoutSecret,
    misconfigured: misconfigured(options),
    office: (reference) =>
      Effect.sync(() => {
        for (const { id, kind: of, status } of admin.operations(reference)) {
          const isOpen = of === "session" ? status === "open" : /^requires_(?!capture)/.test(status)
          if (isOpen && (of === "payment" || of === "session")) admin.pay(id)
        }
      }),
    failures: failuresOf(way, admin),
    decline: Effect.sync(() => admin.course({ decline: { code: "card_declined", decline_code: "generic_decline" } }))
  }
}

const harnessOf = Effect.fnUntraced(function* (way: Way) {
  const world = yield* open(way)
  const context = Context.make(Harness.Harness, harness(way, world)).pipe(
    Context.add(Transport, world.sockets.transport)
  )
  return { context, options: world.options }
})

type Offered<P> = Layer.Layer<P | Callback.Callbacks | Harness.Harness, unknown>

/** Payments in one way, and the simulated provider. */
export const payments = (
  way: "card" | "held" | "page" | "heldPage" | "confirmed"
): Offered<PaymentProvider.PaymentProvider> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf(way)
      const { parseCallback, payments } = yield* Stripe.make(options)
      return Context.add(context, PaymentProvider.PaymentProvider, payments).pipe(
        Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
      )
    })
  )

/** Payouts, and the simulated provider. */
export const payouts = (): Offered<PayoutProvider.PayoutProvider> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf("payout")
      const { parseCallback, payouts } = yield* Stripe.make(options)
      return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
      )
    })
  )

/** Refunds, and the simulated provider. */
export const refunds = (): Offered<RefundProvider.RefundProvider> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf("refund")
      const { parseCallback, refunds } = yield* Stripe.make(options)
      return Context.add(context, RefundProvider.RefundProvider, refunds).pipe(
        Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
      )
    })
  )
