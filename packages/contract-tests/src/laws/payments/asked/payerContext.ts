import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { withSession } from "../../../internal/asks.ts"
import { contextsOf } from "../../../internal/contexts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { receiptFile, withReceiptLinks } from "../../../internal/sends.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const payerContext = Law.define({
  id: "asked/payer-context",
  title: "what a payer needs of a payment, its card form and its receipts, is asked for in the context of the payment",
  why: "in another account there is no such payment: its payer cannot pay, and a receipt that arrived looks as if it had not",
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const { methods } = yield* Harness
    const both = yield* contextsOf
    if (both === undefined) return
    const { inOwn, other, own } = both
    const wish = { changes: { context: own } }
    const isAnswered = Effect.fnUntraced(function* (what: string, exit: Exit.Exit<unknown, unknown>) {
      yield* expect(Exit.isSuccess(exit), `${what} is answered in the context of the payment`, describe(exit))
    })

    if (yield* offers("cardForm")) {
      const session = yield* withSession(methods?.cardForm, wish)
      const form = (context: typeof own) => ends(provider.cardForm({ session, context }))
      yield* isAnswered("a card form", yield* inOwn("a card form", form(own)))
      const elsewhere = yield* form(other)
      yield* expect(Exit.isFailure(elsewhere), "no card form is had in another context", describe(elsewhere))
    }
    const uploads = yield* offers("uploadReceipt")
    const lists = yield* offers("receipts")
    if (!uploads && !lists) return
    const { links, reference } = yield* withReceiptLinks(methods?.uploadReceipt, wish)
    if (uploads) {
      const upload = provider.uploadReceipt({ reference, links, context: own, file: receiptFile })
      yield* isAnswered("a receipt", yield* inOwn("a receipt", ends(upload)))
    }
    if (lists) {
      const listed = yield* inOwn("a list of receipts", ends(provider.receipts({ links, context: own })))
      yield* isAnswered("a list of receipts", listed)
    }
  })
})
