/** The operations that read, made ready for a law that plays a fault on each. */
import type * as Op from "@switchyard/core/Op"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type AskCase, Subject, type Wish } from "../Subject.ts"
import { broken } from "./expect.ts"
import { personal } from "./observe.ts"
import { offered } from "./offered.ts"
import { withReceiptLinks } from "./sends.ts"
import { created, queryFor, spaced } from "./steps.ts"

type Prepared = Omit<AskCase, "operation">
type Asking = Op.Lookup<Op.Referring, Op.Codec> | Op.Ask<Op.Codec, Op.Codec, Op.At>

const get: Prepared = {
  prepare: Effect.gen(function* () {
    const subject = yield* Subject
    const operation = yield* created()
    yield* spaced
    const { request } = operation.asked
    return { personal: personal(request), ask: subject.get(yield* queryFor(operation), { request }) }
  })
}

/** The reads that a payout provider has. */
export const payoutAsks = (provider: PayoutProvider.Service): ReadonlyArray<AskCase> => {
  const prepare = (operation: "quote" | "checkAccount"): AskCase["prepare"] =>
    Effect.gen(function* () {
      const { ask } = yield* Subject
      const { amount, request } = yield* ask()
      if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
      const { destination } = request
      // A quote is given the type of a destination, and nothing of whose it is.
      return operation === "quote"
        ? { personal: [], ask: provider.quote({ amount, destinationType: destination.type }) }
        : { personal: personal(destination), ask: provider.checkAccount({ amount, destination }) }
    })
  return offered<PayoutProvider.Operations, Asking, Prepared>(PayoutProvider.kind, provider, {
    get,
    quote: { prepare: prepare("quote") },
    checkAccount: { prepare: prepare("checkAccount") },
    balance: { isOfAccount: true, prepare: Effect.succeed({ personal: [], ask: provider.balance() }) }
  })
}

/** The reads that a refund provider has. */
export const refundAsks = (provider: RefundProvider.Service): ReadonlyArray<AskCase> =>
  offered<RefundProvider.Operations, Asking, Prepared>(RefundProvider.kind, provider, { get })

/** Makes a payment that leads to a card form, and finds its session. */
export const withSession = Effect.fnUntraced(function* (method: string | undefined, wish: Wish = {}) {
  const { targets } = yield* Subject
  const target = targets.find((candidate) => candidate.method === method)
  if (target === undefined) {
    return yield* broken("the harness names a method that leads to a card form", `it names ${method}`)
  }
  const { reported } = yield* created({ ...wish, target })
  return reported.session ?? (yield* broken("a payment that leads to a card form has a session", "none"))
})

/** The reads that a payment provider has. */
export const paymentAsks = (
  provider: PaymentProvider.Service,
  methods: { readonly cardForm?: string; readonly uploadReceipt?: string } = {}
): ReadonlyArray<AskCase> =>
  offered<PaymentProvider.Operations, Asking, Prepared>(PaymentProvider.kind, provider, {
    get,
    quote: {
      prepare: Effect.gen(function* () {
        const { ask } = yield* Subject
        const { amount, reference, request } = yield* ask()
        const method = "method" in request ? request.method : ""
        return { personal: [], ask: provider.quote({ reference, amount, method }) }
      })
    },
    cardForm: {
      method: methods.cardForm,
      prepare: Effect.map(withSession(methods.cardForm), (session) => ({
        personal: [Redacted.value(session)],
        ask: provider.cardForm({ session })
      }))
    },
    receipts: {
      method: methods.uploadReceipt,
      prepare: Effect.map(withReceiptLinks(methods.uploadReceipt), ({ links, personal: sensitive }) => ({
        personal: sensitive,
        ask: provider.receipts({ links }, { sensitive })
      }))
    }
  })
