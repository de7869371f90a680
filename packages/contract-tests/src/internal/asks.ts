/** The operations that read, made ready for a law that plays a fault on each. */
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type AskCase, Subject } from "../Subject.ts"
import { broken } from "./expect.ts"
import { personal } from "./observe.ts"
import { withReceiptLinks } from "./sends.ts"
import { created, queryFor, spaced } from "./steps.ts"

const get: AskCase = {
  operation: "get",
  prepare: Effect.gen(function* () {
    const subject = yield* Subject
    const operation = yield* created()
    yield* spaced
    const sensitive = personal(operation.asked.request)
    return { personal: sensitive, ask: subject.get(yield* queryFor(operation), { sensitive }) }
  })
}

const offered = (provider: { readonly capabilities: { readonly operations: ReadonlyArray<string> } }) => {
  const { operations } = provider.capabilities
  const isRead = operations.includes("getByReference") || operations.includes("getByProviderReference")
  return (cases: ReadonlyArray<AskCase>): ReadonlyArray<AskCase> => [
    ...(isRead ? [get] : []),
    ...cases.filter(({ operation }) => operations.includes(operation))
  ]
}

/** What a payout provider can be asked. */
export const payoutAsks = (provider: PayoutProvider.Service): ReadonlyArray<AskCase> => {
  const prepare = (operation: "quote" | "checkAccount"): AskCase["prepare"] =>
    Effect.gen(function* () {
      const { ask } = yield* Subject
      const { amount, request } = yield* ask()
      if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
      const { destination } = request
      // A quote is told the type of a destination, and nothing of whose it is.
      return operation === "quote"
        ? { personal: [], ask: provider.quote({ amount, destinationType: destination.type }) }
        : { personal: personal(destination), ask: provider.checkAccount({ amount, destination }) }
    })
  return offered(provider)([
    { operation: "quote", prepare: prepare("quote") },
    { operation: "checkAccount", prepare: prepare("checkAccount") },
    { operation: "balance", isOfAccount: true, prepare: Effect.succeed({ personal: [], ask: provider.balance() }) }
  ])
}

/** Makes a payment that leads to a card form, and finds its session. */
export const withSession = Effect.fnUntraced(function* (method: string | undefined) {
  const { targets } = yield* Subject
  const target = targets.find((candidate) => candidate.method === method)
  if (target === undefined) {
    return yield* broken("the harness names a method that leads to a card form", `it names ${method}`)
  }
  const { reported } = yield* created({ target })
  return reported.session ?? (yield* broken("a payment that leads to a card form has a session", "none"))
})

/** What a payment provider can be asked. */
export const paymentAsks = (
  provider: PaymentProvider.Service,
  methods: { readonly cardForm?: string; readonly uploadReceipt?: string } = {}
): ReadonlyArray<AskCase> =>
  offered(provider)([
    {
      operation: "quote",
      prepare: Effect.gen(function* () {
        const { ask } = yield* Subject
        const { amount, reference, request } = yield* ask()
        const method = "method" in request ? request.method : ""
        return { personal: [], ask: provider.quote({ reference, amount, method }) }
      })
    },
    {
      operation: "cardForm",
      method: methods.cardForm,
      prepare: Effect.map(withSession(methods.cardForm), (session) => ({
        personal: [Redacted.value(session)],
        ask: provider.cardForm(session)
      }))
    },
    {
      operation: "receipts",
      method: methods.uploadReceipt,
      prepare: Effect.map(withReceiptLinks(methods.uploadReceipt), ({ links, personal: sensitive }) => ({
        personal: sensitive,
        ask: provider.receipts(links, { sensitive })
      }))
    }
  ])
