/** The operations that send, made ready for a law that plays a fault on each. */
import type * as Op from "@switchyard/core/Op"
import { compact } from "@switchyard/core/Optional"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import { type SendCase, Subject, type Wish } from "../Subject.ts"
import * as Changes from "./changes.ts"
import { broken } from "./expect.ts"
import { personal } from "./observe.ts"
import { offered } from "./offered.ts"
import { leftBehind } from "./stages.ts"
import { created, found } from "./steps.ts"

type Prepared = Omit<SendCase, "operation">
type Sending = Op.Send<Op.Referring, Op.Codec> | Op.Modify<Op.Referring, Op.Codec>

const create: Prepared = {
  prepare: Effect.gen(function* () {
    const subject = yield* Subject
    const { reference, request, send } = yield* subject.ask()
    return { reference, personal: personal(request), send }
  })
}

// It stands beside the operations of a kind, as the creates of both leave something behind.
const abandons = ({ capabilities }: PayoutProvider.Service | PaymentProvider.Service): ReadonlyArray<SendCase> =>
  capabilities.operations.some((operation) => operation === "abandon")
    ? [
        {
          operation: "abandon",
          prepare: Effect.gen(function* () {
            const left = yield* leftBehind
            if (left === undefined)
              return yield* broken("what can be abandoned can be made", "nothing is left of a create")
            const { asked, generation, prepared, providerReference } = left
            return {
              reference: asked.reference,
              personal: personal(asked.request),
              send: (options) => asked.abandon({ ...options, providerReference, generation, ...compact({ prepared }) })
            }
          })
        }
      ]
    : []

/** The sends that a payout provider has. */
export const payoutSends = (provider: PayoutProvider.Service): ReadonlyArray<SendCase> => [
  ...offered<PayoutProvider.Operations, Sending, Prepared>(PayoutProvider.kind, provider, {
    create,
    cancel: {
      prepare: Effect.gen(function* () {
        const { asked, reported } = yield* created()
        const { providerReference, reference } = reported
        const values = personal(asked.request)
        return {
          reference,
          personal: values,
          send: (options) => provider.cancel({ reference, providerReference }, options)
        }
      })
    }
  }),
  ...abandons(provider)
]

/** The sends that a refund provider has. */
export const refundSends = (provider: RefundProvider.Service): ReadonlyArray<SendCase> =>
  offered<RefundProvider.Operations, Sending, Prepared>(RefundProvider.kind, provider, { create })

/** The smallest file that a provider takes for an image: a PNG of one pixel. */
export const receiptFile: Uint8Array = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64"
  )
)

/** Makes a payment that takes receipts, and finds where they go. */
export const withReceiptLinks = Effect.fnUntraced(function* (method: string | undefined, wish: Wish = {}) {
  const subject = yield* Subject
  const target = subject.targets.find((candidate) => candidate.method === method)
  if (target === undefined) {
    return yield* broken("the harness names a method that leads to a receipt upload", `it names ${method}`)
  }
  const operation = yield* created({ ...wish, target })
  const { asked, reported } = operation
  // Some providers state the addresses at once, some only when asked.
  const links = reported.receiptLinks ?? (yield* found(operation)).receiptLinks
  return links?.upload === undefined
    ? yield* broken("a provider that takes receipts states where to upload them", "the payment names no address")
    : { reference: asked.reference, links, personal: personal(asked.request) }
})

/** The sends that a payment provider has. */
export const paymentSends = (
  provider: PaymentProvider.Service,
  receiptMethod: string | undefined
): ReadonlyArray<SendCase> => [
  ...offered<PaymentProvider.Operations, Sending, Prepared>(PaymentProvider.kind, provider, {
    create,
    ...Changes.sends(provider),
    uploadReceipt: {
      method: receiptMethod,
      prepare: Effect.map(withReceiptLinks(receiptMethod), ({ links, reference, ...rest }) => ({
        ...rest,
        reference,
        send: (options) => provider.uploadReceipt({ reference, links, file: receiptFile }, options)
      }))
    }
  }),
  ...abandons(provider)
]
