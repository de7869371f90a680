/** Payments in the states from which they can be changed: held until a capture, or approved by their payer. */
import { capturesOf, route, takesCapture } from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { CancelRequest } from "@switchyard/core/PaymentChange"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import { Harness, type Service as HarnessService } from "../Harness.ts"
import type { Asked, Reported, Service, Wish } from "../Subject.ts"
import { Subject } from "../Subject.ts"
import { onStep } from "./amounts.ts"
import { type Broken, broken } from "./expect.ts"
import { money } from "./money.ts"
import { personal } from "./observe.ts"
import { digitsOf, type Target } from "./sample.ts"
import { type Created, created, found } from "./steps.ts"

/** Whether a payment by this route can be captured by hand. */
export const takesManual = ({ capabilities }: Pick<Service, "capabilities">, { currency, method }: Target): boolean => {
  const way = route(capabilities, method, currency)
  return way !== undefined && takesCapture(way, "manual")
}

/** The provider's word for a status, which its harness must have where the operation is offered. */
export const wordFor = Effect.fnUntraced(function* (means: HarnessService["statuses"][number]["means"]) {
  const { statuses } = yield* Harness
  const found = statuses.find((status) => status.means === means)
  return found?.word ?? (yield* broken(`the harness has a word for ${means}`, "it has none"))
})

/** A payment as a change names it: by every id that its answers have given, in its context. */
export const named = (
  { reference, request: { context } }: Pick<Asked, "reference" | "request">,
  ...reported: ReadonlyArray<Reported>
): Pick<CancelRequest, "reference" | "providerReference" | "ids" | "context"> => {
  const ids = Object.assign({}, ...reported.map((each) => each.ids ?? {}))
  const providerReference = reported.map((each) => each.providerReference).findLast((id) => id !== undefined)
  return { reference, ...compact({ context, providerReference }), ...(Object.keys(ids).length === 0 ? {} : { ids }) }
}

/** A payment that is in a state, and its names. */
export interface Standing extends Created {
  readonly names: ReturnType<typeof named>
}

const standing = Effect.fnUntraced(function* (payment: Created, means: "authorized" | "approved") {
  const harness = yield* Harness
  yield* harness.settle(payment.asked.reference, yield* wordFor(means))
  // Some ids are known only now.
  const read = yield* found(payment)
  const stood: Standing = { ...payment, names: named(payment.asked, payment.reported, read) }
  return stood
})

type InContext = Pick<CancelRequest, "context">

/** A payment of its own wishes that is held, and waits for its capture. */
export const heldWith = Effect.fnUntraced(function* (wish: InContext & Pick<Wish, "amount">) {
  const subject = yield* Subject
  const target = subject.targets.find((each) => takesManual(subject, each))
  if (target === undefined) return yield* broken("a route takes manual captures, or nothing captures", "none does")
  const { amount, ...context } = wish
  const changes = { captureMethod: "manual", ...context }
  return yield* standing(yield* created({ target, changes, ...compact({ amount }) }), "authorized")
})

/** A payment that is held in a context, and waits for its capture. */
export const heldIn = (context: InContext) => heldWith(context)

/** A payment that is held, and waits for its capture. */
export const held = heldIn({})

/** A payment that its payer has approved in a context. */
export const approvedIn = Effect.fnUntraced(function* (context: InContext) {
  return yield* standing(yield* created({ changes: { ...context } }), "approved")
})

/** A payment that its payer has approved. */
export const approved = approvedIn({})

/** A payment that nobody has paid, and its names. */
export const open = Effect.gen(function* () {
  const payment = yield* created()
  const stood: Standing = { ...payment, names: named(payment.asked, payment.reported) }
  return stood
})

/** The changes of payments, ready to be sent with a fault on each. */
export const sends = (provider: PaymentProvider.Service) => {
  const about = ({ asked }: Standing) => ({ reference: asked.reference, personal: personal(asked.request) })
  return {
    capture: {
      takes: (target: Target) => takesManual(provider, target),
      prepare: Effect.map(held, (payment) => ({
        ...about(payment),
        send: (options?: Parameters<typeof provider.capture>[1]) =>
          provider.capture({ ...payment.names, number: 1, amount: payment.asked.amount }, options)
      }))
    },
    cancel: {
      prepare: Effect.map(open, (payment) => ({
        ...about(payment),
        send: (options?: Parameters<typeof provider.cancel>[1]) =>
          provider.cancel({ ...payment.names, number: 1 }, options)
      }))
    },
    complete: {
      prepare: Effect.map(approved, (payment) => ({
        ...about(payment),
        send: (options?: Parameters<typeof provider.complete>[1]) =>
          provider.complete({ ...payment.names, number: 1, amount: payment.asked.amount }, options)
      }))
    }
  }
}

/** Whether a provider keeps what is left held after a capture that is not the last. */
export const takesSeveral = ({ capabilities }: Pick<Service, "capabilities">): boolean =>
  capturesOf(capabilities).several

/** Runs a check where payments are captured by hand on a route that is there. */
export const whereCaptured = <R>(check: Effect.Effect<void, Broken, R>) =>
  Effect.gen(function* () {
    const subject = yield* Subject
    if (!subject.capabilities.operations.includes("capture")) return
    if (subject.targets.some((target) => takesManual(subject, target))) yield* check
  })

/** Every capture of a payment that has not failed, in words to compare. */
export const captured = Effect.fnUntraced(function* ({ asked }: Standing) {
  const { captures } = yield* money
  const all = yield* captures(asked.reference)
  return all.filter(({ status }) => status !== "failed")
})

/** Whether a capture of a payment has brought its money: some providers end it some time after they have accepted it. */
export const isTaken = (payment: Standing) =>
  Effect.map(captured(payment), (all) => all.some(({ status }) => status === "succeeded"))

/** A part of what is held: less than all of it. */
export const partOf = Effect.fnUntraced(function* ({ asked }: Standing) {
  const { targets } = yield* Subject
  const target = targets.find(({ currency }) => currency === asked.amount.currency)
  const part = target === undefined ? asked.amount : onStep(target, target.min)
  return Money.compare(part, asked.amount) === -1
    ? part
    : yield* broken("an ordinary amount has a part of its own", "the least amount of the route is all of it")
})

/** A part of what is held that has every fraction digit of its currency, where the route takes such a one. */
export const oddPartOf = Effect.fnUntraced(function* (payment: Standing) {
  const { targets } = yield* Subject
  const target = targets.find(({ currency }) => currency === payment.asked.amount.currency)
  if (target === undefined) return yield* partOf(payment)
  const digits = digitsOf(target.currency)
  const { min } = target
  const value = BigDecimal.sum(min.value, BigDecimal.make(1234567n / 10n ** BigInt(6 - digits), digits))
  const odd = onStep(target, { currency: target.currency, value })
  return Money.compare(odd, payment.asked.amount) === -1 ? odd : yield* partOf(payment)
})
