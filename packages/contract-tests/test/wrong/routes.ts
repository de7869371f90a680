/** Adapters that are right on their first route, and wrong on another one; and those whose options go behind its back. */
import type { Parse } from "@switchyard/core/Callback"
import * as Currency from "@switchyard/core/Currency"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import { readUnsecured } from "./unsecured.ts"
import { onCreate, resigned, type Wrong } from "./wrong.ts"

/** Remembers by which method each payment was created. */
const remembering =
  (
    change: (spi: PaymentProvider.Spi, methodOf: (reference: string) => string | undefined) => PaymentProvider.Spi,
    parts: (methodOf: (reference: string) => string | undefined) => Parts = () => ({})
  ) =>
  (): Parts => {
    const methods = new Map<string, string>()
    const watched = (spi: PaymentProvider.Spi): PaymentProvider.Spi => ({
      ...spi,
      create: (request: PaymentRequest, options) => {
        methods.set(request.reference, request.method)
        return spi.create(request, options)
      }
    })
    const methodOf = (reference: string) => methods.get(reference)
    return { ...parts(methodOf), payments: (spi: PaymentProvider.Spi) => change(watched(spi), methodOf) }
  }

const blind: Parse = (raw) =>
  Effect.map(readUnsecured(raw), (events) => events.map((event) => ({ ...event, trust: "verified" })))

/** An option that core and the memory adapter never see, because it was put into the request before. */
const optional =
  (name: string, put: (request: PayoutRequest, value: string) => PayoutRequest) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    create: ({ providerOptions = {}, ...request }, options) => {
      const { memory = Redacted.make({}) } = providerOptions
      const { [name]: value, ...rest }: { readonly [name: string]: unknown } = Redacted.value(memory)
      const changed = typeof value === "string" ? put(request, value) : request
      return spi.create({ ...changed, providerOptions: { memory: Redacted.make(rest) } }, options)
    }
  })

export const routes: ReadonlyArray<Wrong> = [
  {
    name: "second-method-reads-expired-as-paid",
    mistake: "takes the last word of a transfer for a payment, whatever it is",
    kind: "payments",
    breaks: ["status/documented"],
    parts: remembering((spi, methodOf) => ({
      ...spi,
      getByProviderReference: (providerReference, reference, finding) =>
        Effect.map(spi.getByProviderReference!(providerReference, reference, finding), (payment) =>
          payment.status === "expired" && methodOf(reference) === "bank_transfer"
            ? { ...payment, status: "paid" }
            : payment
        )
    }))
  },
  {
    name: "second-method-is-sent-twice",
    mistake: "sends a payout to a wallet again when its answer was lost",
    kind: "payouts",
    breaks: ["faults/cut-after-acting", "faults/cut-before-reading", "faults/truncated"],
    parts: () => ({
      exchange: onCreate((send, request, exchange) =>
        Effect.flatMap(send, (result) =>
          result._tag === "MaybeSent" && result.fault === "ConnectionLost" && request.body.includes(`"wallet"`)
            ? exchange(request)
            : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "second-method-needs-no-signature",
    mistake: "verifies callbacks about pages, and forgot those about transfers",
    kind: "payments",
    breaks: ["callbacks/forged", "callbacks/tampered", "callbacks/unsigned"],
    parts: remembering(
      (spi) => spi,
      (methodOf) => ({
        parse: (parse, options) => (raw) => {
          const [, reference = ""] = /"reference":"([^"]*)"/.exec(new TextDecoder().decode(raw.body)) ?? []
          const isOpen = options.callbackKey !== undefined && methodOf(reference) === "bank_transfer"
          return isOpen ? blind(raw) : parse(raw)
        }
      })
    )
  },
  {
    name: "waits-without-next",
    mistake: "shows the payer a page, and nothing in place of it",
    kind: "payments",
    breaks: ["status/payer-is-asked", "status/payer-is-told"],
    parts: () => ({
      payments: (spi) => {
        const withoutTransfer = <A extends { readonly next?: { readonly type: string } }>(payment: A): A => {
          const { next, ...rest } = payment
          return next?.type === "transfer" ? (rest as A) : payment
        }
        return {
          ...spi,
          create: (request, options) =>
            Effect.map(spi.create(request, options), (outcome) =>
              outcome._tag === "Accepted" ? { ...outcome, value: withoutTransfer(outcome.value) } : outcome
            ),
          getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), withoutTransfer),
          getByProviderReference: (providerReference, reference, finding) =>
            Effect.map(spi.getByProviderReference!(providerReference, reference, finding), withoutTransfer)
        }
      }
    })
  },
  {
    name: "goes-by-card-whatever-is-asked",
    mistake: "takes a wallet for a card",
    kind: "payouts",
    breaks: ["capabilities/method", "asked/texts"],
    parts: () => ({
      exchange: onCreate((_, request, exchange, deadline) =>
        exchange(
          resigned(request, (body) => body.replace(`"method":"wallet"`, `"method":"card"`)),
          deadline
        )
      )
    })
  },
  {
    name: "pays-in-another-currency-by-option",
    mistake: "has an option for the currency, beside the currency of the amount",
    kind: "payouts",
    breaks: ["capabilities/options"],
    parts: () => ({
      choices: [{ what: "another currency", options: { currency: "USD" } }],
      payouts: optional("currency", (request, currency) =>
        Currency.isCurrency(currency) && request.amount !== undefined
          ? { ...request, amount: { ...request.amount, currency } }
          : request
      )
    })
  },
  {
    name: "pays-another-account-by-option",
    mistake: "has an option for the card, beside the card of the destination",
    kind: "payouts",
    breaks: ["capabilities/options"],
    parts: () => ({
      choices: [{ what: "another card", options: { card: "2200000000000053" } }],
      payouts: optional("card", (request, card) => ({
        ...request,
        destination: { type: "card", number: Redacted.make(card) }
      }))
    })
  }
]
