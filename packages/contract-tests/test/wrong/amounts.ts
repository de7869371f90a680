/** Wrong adapters that are careless with amounts. */
import type * as Money from "@switchyard/core/Money"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { ProviderAmount } from "@switchyard/core/ProviderAmount"
import { NotExecuted } from "@switchyard/core/ProviderError"
import { example } from "@switchyard/memory/MemoryOptions"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { header, sign } from "../support/signature.ts"
import { resigned, type Wrong } from "./wrong.ts"

const amountText = /"amount":([0-9.]+)/

const withAmount = (change: (text: string) => string) => (body: string) =>
  body.replace(amountText, (_, text: string) => `"amount":${change(text)}`)

const statesToo =
  (...providerAmounts: ReadonlyArray<ProviderAmount>) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), (payout) => ({
        ...payout,
        providerAmounts
      }))
  })

export const amounts: ReadonlyArray<Wrong> = [
  {
    name: "rounds-to-cents",
    mistake: "writes every amount with two digits",
    kind: "payouts",
    breaks: [
      "amounts/exact",
      "amounts/every-currency",
      "amounts/stated",
      "capabilities/quote",
      "faults/paid-once",
      "capabilities/quote-by-debit",
      "asked/texts",
      "identity/at-once",
      "asked/debit"
    ],
    parts: () => ({
      routes: ["card RUB", "wallet BHD"],
      exchange: (exchange) => (request, deadline) =>
        exchange(
          resigned(
            request,
            withAmount((text) => (text.includes(".") ? Number(text).toFixed(2) : text))
          ),
          deadline
        )
    })
  },
  {
    name: "signs-other-text-than-it-sends",
    mistake: "signs the shortest form of the amount and sends the full one",
    kind: "payouts",
    breaks: ["amounts/exact", "identity/at-once"],
    parts: () => ({
      exchange: (exchange) => (request, deadline) => {
        const signed = withAmount((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text))(request.body)
        const signature = sign(signed, Redacted.value(example.secretKey))
        return exchange({ ...request, headers: { [header]: signature } }, deadline)
      }
    })
  },
  {
    name: "reads-amounts-as-floats",
    mistake: "reads the amounts in answers with JSON.parse",
    kind: "payouts",
    breaks: ["amounts/stated"],
    parts: () => {
      const asFloat = (money: Money.Money): Money.Money => ({
        currency: money.currency,
        value: BigDecimal.scale(BigDecimal.fromNumberUnsafe(BigDecimal.toNumberUnsafe(money.value)), money.value.scale)
      })
      return {
        payouts: (spi) => ({
          ...spi,
          getByProviderReference: (providerReference, reference, finding) =>
            Effect.map(spi.getByProviderReference!(providerReference, reference, finding), (payout) =>
              payout.amount === undefined ? payout : { ...payout, amount: asFloat(payout.amount) }
            )
        })
      }
    }
  },
  {
    name: "declares-a-route-it-cannot-send",
    mistake: "has cards and has yen, and declares both together, which it refuses",
    kind: "payouts",
    // Every law that goes through all pairs.
    breaks: [
      "amounts/every-currency",
      "amounts/stated",
      "capabilities/issues",
      "capabilities/method",
      "destination/account",
      "destination/members",
      "status/documented"
    ],
    parts: () => ({
      routes: ["card RUB", "card JPY", "wallet RUB", "wallet JPY"],
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          request.amount?.currency === "JPY" && request.destination.type === "card"
            ? Effect.fail(
                new NotExecuted({
                  provider: "memory",
                  operation: "payouts.create",
                  reason: "MethodUnavailable",
                  message: ""
                })
              )
            : spi.create(request, options)
      })
    })
  },
  {
    name: "forgets-its-limits",
    mistake: "declares limits and leaves them to the provider",
    kind: "payouts",
    breaks: ["amounts/limits"],
    parts: () => {
      let lax: PayoutProvider.Service | undefined
      return {
        payouts: (spi) => {
          const routes = spi.manifest.routes.map(({ limits: _, ...route }) => route)
          lax = PayoutProvider.make({ ...spi, manifest: { ...spi.manifest, routes } })
          return spi
        },
        payoutService: (service) => ({ ...service, create: lax?.create ?? service.create })
      }
    }
  },
  {
    name: "states-a-rate-as-a-float",
    mistake: "makes a number of the provider's rate, and a text of the number",
    kind: "payouts",
    breaks: ["amounts/own-unit"],
    parts: () => ({ payouts: statesToo({ label: "rate", value: String(0.0000001), unit: "USDT/RUB" }) })
  },
  {
    name: "calls-every-amount-amount",
    mistake: "gives two amounts in the provider's own unit the same name",
    kind: "payouts",
    breaks: ["amounts/own-unit"],
    parts: () => ({
      payouts: statesToo(
        { label: "amount", value: "14.9630", unit: "USDT" },
        { label: "amount", value: "15.1126", unit: "USDT" }
      )
    })
  },
  {
    name: "leaves-the-unit-to-the-reader",
    mistake: "states a rate and not of what",
    kind: "payouts",
    breaks: ["amounts/own-unit"],
    parts: () => ({ payouts: statesToo({ label: "rate", value: "100.2472", unit: "" }) })
  }
]
