/** Payouts and payments as the subject of shared laws. */
import { Callbacks } from "@switchyard/core/Callback"
import type { Manifest } from "@switchyard/core/Capabilities"
import type { Replaying } from "@switchyard/core/Kind"
import * as Members from "@switchyard/core/Members"
import type { Money } from "@switchyard/core/Money"
import * as OperationContext from "@switchyard/core/OperationContext"
import { compact } from "@switchyard/core/Optional"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import type { PayoutRequest } from "@switchyard/core/Payout"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import type { Of } from "@switchyard/core/Refund"
import { RefundProvider } from "@switchyard/core/RefundProvider"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Harness } from "../Harness.ts"
import { type Asked, type Reported, Subject, type Wish } from "../Subject.ts"
import { routeOf } from "./asked.ts"
import { paymentAsks, payoutAsks, refundAsks } from "./asks.ts"
import * as Sample from "./sample.ts"
import { paymentSends, payoutSends, refundSends } from "./sends.ts"

const first = (targets: ReadonlyArray<Sample.Target>): Sample.Target => {
  const target = targets[0]
  if (target === undefined) throw new RangeError("the manifest declares no route")
  return target
}

const options = (provider: string, wish: Wish) =>
  wish.options === undefined ? {} : { providerOptions: { [provider]: Redacted.make(wish.options) } }

// What its route does not list is refused: a law of its own looks at that.
const withKnown = (manifest: Manifest, { recipientEmail, ...plain }: PayoutRequest): PayoutRequest => {
  const route = routeOf(manifest, plain)
  const isKnown = route === undefined || Members.untaken(route, ["recipientEmail"]).length === 0
  return { ...plain, ...(isKnown ? compact({ recipientEmail }) : {}) }
}

interface Creating<R> {
  readonly issues: (request: R) => ReadonlyArray<FieldIssue>
  readonly create: (request: R, options?: SendOptions) => Send<Reported>
  readonly replay: Replaying<R, Reported>
  readonly stages: Stages.Offered<R>
}

/** A request of any kind, ready to be sent by its provider. */
const askedOf = <R extends Asked["request"]>(provider: Creating<R>, request: R, amount: Money): Asked => ({
  reference: request.reference,
  amount,
  request,
  issues: () => provider.issues(request),
  send: (send) => provider.create(request, send),
  hash: (creation) => provider.replay.hash(request, creation),
  prepare: (generation) => provider.stages.prepare(request, { generation }),
  abandon: (left) => provider.stages.abandon(request, left),
  replay: (record, replay) => provider.replay.create(request, record, replay)
})

/** Payouts as the subject. */
export const payouts = Effect.gen(function* () {
  const provider = yield* PayoutProvider
  const { parseCallback } = yield* Callbacks
  const { limits, payoutRequest = (plain) => plain } = yield* Harness
  const targets = Sample.targets(provider.capabilities.routes, limits)
  return Subject.of({
    ...provider,
    parseCallback,
    kind: "payouts",
    targets,
    ask: Effect.fnUntraced(function* (wish = {}) {
      const harness = yield* Harness
      const target = wish.target ?? first(targets)
      const reference = wish.reference ?? (yield* harness.reference)
      const amount = wish.amount ?? Sample.ordinary(target)
      const plain = withKnown(provider.capabilities, Sample.payout(reference, amount, target, wish.payee))
      const request = Object.assign(payoutRequest(plain), options(provider.provider, wish), wish.changes)
      return askedOf(provider, request, request.amount ?? amount)
    }),
    sends: payoutSends(provider),
    asks: payoutAsks(provider)
  })
})

/** Payments as the subject. */
export const payments = Effect.gen(function* () {
  const provider = yield* PaymentProvider
  const { parseCallback } = yield* Callbacks
  const { limits, methods, paymentRequest = (plain) => plain } = yield* Harness
  const targets = Sample.targets(provider.capabilities.routes, limits)
  return Subject.of({
    ...provider,
    parseCallback,
    kind: "payments",
    targets,
    cancel: ({ context, providerReference, reference }, cancel) =>
      provider.cancel({ reference, ...compact({ context, providerReference }), number: 1 }, cancel),
    ask: Effect.fnUntraced(function* (wish = {}) {
      const harness = yield* Harness
      const target = wish.target ?? first(targets)
      const reference = wish.reference ?? (yield* harness.reference)
      const plain = Sample.payment(reference, wish.amount ?? Sample.ordinary(target), target.method)
      const request = Object.assign(paymentRequest(plain), options(provider.provider, wish), wish.changes)
      return askedOf(provider, request, request.amount)
    }),
    sends: paymentSends(provider, methods?.uploadReceipt),
    asks: paymentAsks(provider, methods)
  })
})

const noPayment = () => Effect.die(new Error("the harness makes payments to be paid back: `money.payment`"))

const isContext = Schema.is(OperationContext.OperationContext)

/** Refunds as the subject: each is of a payment of its own, which was paid by the route's method, as much as is paid back. */
export const refunds = Effect.gen(function* () {
  const provider = yield* RefundProvider
  const { parseCallback } = yield* Callbacks
  const { limits, refundRequest = (plain) => plain } = yield* Harness
  const targets = Sample.targets(provider.capabilities.routes, limits)
  // Whoever asks for the same refund once more asks for it of the same payment.
  const payments = new Map<string, Of>()
  return Subject.of({
    ...provider,
    parseCallback,
    kind: "refunds",
    targets,
    ask: Effect.fnUntraced(function* (wish = {}) {
      const harness = yield* Harness
      const target = wish.target ?? first(targets)
      const reference = wish.reference ?? (yield* harness.reference)
      const amount = wish.amount ?? Sample.ordinary(target)
      const context = wish.changes?.context
      const paid = { method: target.method, amount, ...(isContext(context) && { context }) }
      const name = JSON.stringify([reference, target.method, paid.context])
      const payment = payments.get(name) ?? (yield* (harness.money?.payment ?? noPayment)(paid))
      payments.set(name, payment)
      const plain = Sample.refund(reference, amount, payment)
      const request = Object.assign(refundRequest(plain), options(provider.provider, wish), wish.changes)
      return askedOf(provider, request, request.amount)
    }),
    sends: refundSends(provider),
    asks: refundAsks(provider)
  })
})
