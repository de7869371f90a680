/** Wrong adapters that declare what they cannot do, or do what they declare they do not. */

import * as Call from "@switchyard/core/Call"
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { ReadFailed } from "@switchyard/core/ProviderError"
import { example, secretsOf } from "@switchyard/memory/MemoryOptions"
import * as Effect from "effect/Effect"
import type { Wrong } from "./wrong.ts"

const cannot = Effect.fail(
  new ReadFailed({ provider: "memory", operation: "quote", reason: "Unsupported", message: "not implemented" })
)

export const capabilities: ReadonlyArray<Wrong> = [
  {
    name: "believes-no-answer-at-all",
    mistake: "declares that 'not found' is final after no answer",
    kind: "payouts",
    breaks: ["capabilities/manifest"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        manifest: {
          ...spi.manifest,
          lookUp: {
            create: { by: "reference", notFoundIsFinal: { afterMillis: 0, answers: 0, spacingMillis: 0 } }
          }
        }
      })
    })
  },
  {
    name: "declares-replays-of-any-account",
    mistake: "declares that a create can be replayed, and not whose account a replay would go to",
    kind: "payouts",
    breaks: ["capabilities/manifest"],
    parts: () => ({
      payouts: ({ repeating: _, ...spi }) => ({
        ...spi,
        manifest: {
          ...spi.manifest,
          duplicates: {
            create: { kind: "replayed", withinMillis: 3_600_000, replayAfterMillis: 0, refusals: "undocumented" }
          }
        }
      })
    })
  },
  {
    name: "sends-any-currency",
    mistake: "leaves it to the provider to refuse a currency",
    kind: "payouts",
    breaks: ["capabilities/undeclared-route"],
    parts: () => {
      let lax: PayoutProvider.Service | undefined
      return {
        payouts: (spi) => {
          const any: Manifest["routes"] = [{ method: "card", currencies: ["AED", "EUR"] }]
          lax = PayoutProvider.make({ ...spi, manifest: { ...spi.manifest, routes: [...spi.manifest.routes, ...any] } })
          return spi
        },
        payoutService: (service) => ({ ...service, create: lax?.create ?? service.create })
      }
    }
  },
  {
    name: "ignores-strange-members",
    mistake: "takes what it knows of a request and drops the rest",
    kind: "payouts",
    breaks: ["capabilities/required-fields"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        create: (request, options) => {
          const { amuont: _, ...known }: typeof request & { amuont?: unknown } = request
          return service.create(known, options)
        }
      })
    })
  },
  {
    name: "ignores-strange-options",
    mistake: "drops provider options that it does not know",
    kind: "payouts",
    breaks: ["capabilities/unknown-options"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        issues: () => [],
        create: ({ providerOptions: _, ...request }, options) => spi.create(request, options)
      })
    })
  },
  {
    name: "refuses-only-when-it-sends",
    mistake: "does not state beforehand what it refuses a request for",
    kind: "payouts",
    breaks: ["capabilities/issues"],
    parts: () => ({ payouts: (spi) => ({ ...spi, issues: () => [] }) })
  },
  {
    name: "warns-of-what-it-sends",
    mistake: "asks for an e-mail beforehand, and sends without one",
    kind: "payments",
    breaks: ["capabilities/issues"],
    parts: () => ({
      payments: (spi) => ({ ...spi, issues: () => [{ path: "payerEmail", reason: "is required" }] })
    })
  },
  {
    name: "declares-a-quote",
    mistake: "has a quote that is not implemented",
    kind: "payouts",
    breaks: [
      "capabilities/quote",
      "answers/reasons",
      "answers/message",
      "capabilities/asked-anew",
      "capabilities/quote-by-debit"
    ],
    parts: () => ({ payouts: (spi) => ({ ...spi, quote: () => cannot }) })
  },
  {
    name: "declares-an-account-check",
    mistake: "has an account check that is not implemented",
    kind: "payouts",
    breaks: [
      "capabilities/check-account",
      "answers/listed",
      "answers/reasons",
      "answers/message",
      "capabilities/asked-anew",
      "capabilities/holder"
    ],
    parts: () => ({ payouts: (spi) => ({ ...spi, checkAccount: () => cannot }) })
  },
  {
    name: "reads-no-verdict-as-a-no",
    mistake: "calls an account that could not be checked one that cannot be paid",
    kind: "payouts",
    breaks: ["answers/listed"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        checkAccount: (request) =>
          Effect.map(spi.checkAccount!(request), (check) =>
            check.result === "unknown" ? { ...check, result: "not_payable" } : check
          )
      })
    })
  },
  {
    name: "has-no-balance-to-show",
    mistake: "answers every balance with an empty list",
    kind: "payouts",
    breaks: ["capabilities/balance"],
    parts: () => ({ payouts: (spi) => ({ ...spi, balance: () => Effect.as(spi.balance!(), []) }) })
  },
  {
    name: "cancels-secretly",
    mistake: "does not declare cancel, and cancels all the same",
    kind: "payouts",
    breaks: ["capabilities/cancel"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        capabilities: {
          ...service.capabilities,
          operations: service.capabilities.operations.filter((operation) => operation !== "cancel")
        }
      })
    })
  },
  {
    name: "quotes-nothing",
    mistake: "quotes zero when it does not know",
    kind: "payments",
    breaks: ["capabilities/quote"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        quote: (request) => Effect.map(spi.quote!(request), (quote) => ({ ...quote, payerPays: Money.zero("RUB") }))
      })
    })
  },
  {
    name: "declares-a-card-form",
    mistake: "has a card form that is not implemented",
    kind: "payments",
    breaks: ["capabilities/card-form", "answers/reasons", "answers/message", "capabilities/asked-anew"],
    parts: () => ({ payments: (spi) => ({ ...spi, cardForm: () => cannot }) })
  },
  {
    name: "takes-cards-in-the-clear",
    mistake: "sends the payer's browser with its card to whatever address the provider names",
    kind: "payments",
    breaks: ["capabilities/card-form"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        cardForm: (session) =>
          Effect.map(spi.cardForm!(session), (form) => ({ ...form, url: form.url.replace("https:", "http:") }))
      })
    })
  },
  {
    name: "loses-receipts",
    mistake: "answers with no receipts, whatever was uploaded",
    kind: "payments",
    breaks: ["capabilities/receipts"],
    parts: () => ({ payments: (spi) => ({ ...spi, receipts: (links) => Effect.as(spi.receipts!(links), []) }) })
  },
  {
    name: "uploads-anywhere",
    mistake: "posts a receipt to whatever address the payment names",
    kind: "payments",
    breaks: ["capabilities/receipt-host"],
    parts: () => ({
      payments: (spi, client) => ({
        ...spi,
        uploadReceipt: Effect.fnUntraced(function* ({ links, reference }, { deadline }) {
          const operation = "payments.uploadReceipt"
          const of = Call.make({ provider: "memory", operation, reference, sensitive: secretsOf(example) })
          const outcome = yield* client.uploadReceipt({ reference, link: links.upload ?? "" }).send(of, deadline)
          if (outcome._tag === "OutcomeUnknown") return outcome
          return accepted({ id: outcome.value.id, status: "pending" as const })
        })
      })
    })
  }
]
