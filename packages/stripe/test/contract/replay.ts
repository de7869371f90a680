/**
 * Stripe under the laws for which its documents are enough: the adapter in front of a player that answers with the documented
 * objects, without a network. An event is the documented one, made to speak of the operation and signed by the documented rule.
 */
import { createHmac } from "node:crypto"
import { Harness } from "@switchyard/contract-tests"
import * as Player from "@switchyard/contract-tests/replay/Player"
import * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Stripe from "@switchyard/stripe/Stripe"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { changed } from "../support/fixtures.ts"
import { answersOf, underId } from "./answers.ts"
import { printed, script, secret } from "./documents.ts"
import { misconfigured } from "./misconfigured.ts"
import { isOnPage, kindOf, type Way } from "./operations.ts"
import { statusesOf } from "./statuses.ts"

const hook = "whsec_kanareikaReplay"

const optionsOf = (way: Way): Stripe.Options => ({
  account: "acct_1",
  mode: "test",
  secretKey: Redacted.make(secret),
  publishableKey: "pk_test_kanareika",
  webhookSecrets: [Redacted.make(hook)],
  // A refund's answer does not say in its request which currency its payment has.
  currencies: way === "refund" ? ["USD"] : ["USD", "JPY"],
  methods: isOnPage(way)
    ? { page: { through: "checkout" } }
    : { card: { through: way === "confirmed" ? "confirm" : "intent", types: ["card"], manual: false } }
})

const names = {
  payments: ["payment_intent", "switchyard_payment", "amount"],
  payouts: ["payout", "switchyard_payout", "amount"],
  refunds: ["refund", "switchyard_refund", "amount"]
} as const

let events = 0

const eventOf = (way: Way, held: Player.Held, changes: Harness.CallbackChanges = {}): Callback.Raw => {
  const [object, mark] = names[kindOf(way)]
  const { amount = held.amount, isForged = false, status = held.word } = changes
  events += 1
  const text = Money.toFixedText(amount, amount.currency === "JPY" ? 0 : 2)
  if (text._tag === "Failure") throw new RangeError("cannot be written")
  const units = Json.number(text.success.replace(".", ""))
  const about = {
    id: held.id,
    object: isOnPage(way) ? "checkout.session" : object,
    ...(isOnPage(way) ? { amount_total: units } : { amount: units }),
    currency: amount.currency.toLowerCase(),
    status,
    metadata: { [mark]: held.reference }
  }
  const body = new TextEncoder().encode(changed("event", { id: `evt_${events}`, "data.object": about }))
  const at = "1793450000"
  const key = isForged ? `not ${hook}` : hook
  const v1 = createHmac("sha256", key).update(`${at}.`).update(body).digest("hex")
  return {
    body,
    headers: { "stripe-signature": `t=${at},v1=${v1}` },
    path: "events",
    receivedAt: DateTime.makeUnsafe(1_793_450_005_000)
  }
}

/** The provider of one way: the harness, the transport that leads to it, and the account's options. */
const replayOf = (way: Way) => {
  const options = optionsOf(way)
  const { find, harness, tell, transport } = Player.make(script(way))
  const kind = kindOf(way)
  const { webhookSecrets: _, ...unsecured } = options
  const statuses = statusesOf(way)
  const paidWords = new Set(
    statuses.statuses.filter(({ means }) => means === "paid" || means === "succeeded").map(({ word }) => word)
  )
  const service: Harness.Service = {
    ...harness,
    ...statuses,
    callbackStatuses: statuses.statuses.map(({ word }) => word),
    secrets: [secret, hook],
    payoutRequest: ({ recipientEmail: _, ...plain }) => plain,
    paymentRequest: (plain) =>
      way === "confirmed"
        ? { ...plain, providerOptions: { stripe: Redacted.make({ paymentMethod: "pm_card_visa" }) } }
        : plain,
    limits: (_method, currency) =>
      currency === "JPY"
        ? { min: Money.unsafe("1000", "JPY"), max: Money.unsafe("99999", "JPY") }
        : { min: Money.unsafe("10.00", "USD"), max: Money.unsafe("9999.99", "USD") },
    underId: underId(way),
    refusals: [...new Set((printed[kind] ?? []).map(([, , reason]) => reason))],
    answers: answersOf(way),
    repeatsReference: ["create", "get"],
    marksRepeats: true,
    rebuilt: Effect.map(Stripe.make(options), (kinds) => kinds[kind]),
    paid: Effect.map(harness.held, (held) => held.filter(({ reference }) => paidWords.has(find(reference).word))),
    ...(kind === "payouts" && {
      failures: {
        codes: [
          { code: "account_closed", means: { reason: "DestinationInvalid", by: "bank", again: "other_destination" } },
          { code: "could_not_process", means: { reason: "ProviderUnavailable", by: "bank", again: "later" } }
        ] as const,
        unknownCode: "somebody_sneezed",
        fail: (reference: string, { code }: { readonly code: string }) =>
          Effect.andThen(tell(reference, { code }), harness.settle(reference, "failed"))
      }
    }),
    money: {
      ...(kind === "refunds" && {
        payment: ({ method }: Harness.PaidPayment) =>
          Effect.succeed({
            reference: "paid-1",
            providerReference: "pi_paid1",
            ids: { intent: "pi_paid1" },
            method
          })
      }),
      captures: () => Effect.succeed([]),
      refunds: () => Effect.succeed([]),
      captureElsewhere: () => Effect.void,
      refundElsewhere: () => Effect.void
    },
    callback: (reference, changes) => Effect.sync(() => eventOf(way, find(reference), changes)),
    withoutSecret: Effect.map(Stripe.make(unsecured), ({ parseCallback, ...kinds }) => ({
      capabilities: kinds[kind].capabilities,
      parseCallback
    })),
    misconfigured: misconfigured(options)
  }
  const context = Context.make(Harness.Harness, service).pipe(Context.add(Transport, transport))
  return { context, options }
}

type Offered<P> = Layer.Layer<P | Callback.Callbacks | Harness.Harness, unknown>

/** Payments in one way, in front of the documented objects. */
export const payments = (way: "card" | "page"): Offered<PaymentProvider.PaymentProvider> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = replayOf(way)
      const { parseCallback, payments } = yield* Stripe.make(options)
      return Context.add(context, PaymentProvider.PaymentProvider, payments).pipe(
        Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
      )
    })
  )

/** Payouts in front of the documented objects. */
export const payouts: Offered<PayoutProvider.PayoutProvider> = Layer.effectContext(
  Effect.gen(function* () {
    const { context, options } = replayOf("payout")
    const { parseCallback, payouts } = yield* Stripe.make(options)
    return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
      Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
    )
  })
)

/** Refunds in front of the documented objects. */
export const refunds: Offered<RefundProvider.RefundProvider> = Layer.effectContext(
  Effect.gen(function* () {
    const { context, options } = replayOf("refund")
    const { parseCallback, refunds } = yield* Stripe.make(options)
    return Context.add(context, RefundProvider.RefundProvider, refunds).pipe(
      Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
    )
  })
)
