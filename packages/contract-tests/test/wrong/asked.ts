/** Wrong adapters that drop a part of what was asked: of the recipient, the price, the balance or the context. */
import type { Manifest, Route } from "@switchyard/core/Capabilities"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type { Exchange, Request } from "@switchyard/memory/Simulator"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import { onCreate, resigned, type Wrong } from "./wrong.ts"

const recipient = /,"recipient":\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}/

const without = (what: RegExp) => (request: Request) => resigned(request, (body) => body.replace(what, ""))

const sending = (change: (request: Request) => Request) =>
  onCreate((_, request, exchange, deadline) => exchange(change(request), deadline))

const onPath =
  (path: string, change: (request: Request) => Request) =>
  (exchange: Exchange): Exchange =>
  (request, deadline) =>
    exchange(request.path.endsWith(path) ? change(request) : request, deadline)

const declaring = (manifest: Manifest, change: Partial<Route>): Manifest => ({
  ...manifest,
  routes: manifest.routes.map((route) => ({ ...route, ...change }))
})

const subAccount = /,"sub_account":"[^"]*"/

/** The service asked for something else than its caller asked for. */
const asking = (change: (request: PayoutRequest) => PayoutRequest): Pick<Parts, "payoutService"> => ({
  payoutService: (service) => ({
    ...service,
    create: (request, options) => service.create(change(request), options)
  })
})

const half = (account: Redacted.Redacted<string> | undefined) =>
  account && { account: Redacted.make(Redacted.value(account).slice(-4)) }

export const asked: ReadonlyArray<Wrong> = [
  {
    name: "drops-the-recipient",
    mistake: "takes everything of the recipient, and sends nothing of it",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({ exchange: sending(without(recipient)) })
  },
  {
    name: "drops-the-second-line",
    mistake: "sends an address without its second line",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({ exchange: sending(without(/,"line2":"[^"]*"/)) })
  },
  {
    name: "takes-a-business-for-a-person",
    mistake: "sends every recipient as a person",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({
      exchange: sending((request) => resigned(request, (body) => body.replace(`"type":"business"`, `"type":"person"`)))
    })
  },
  {
    name: "sends-the-phone-it-ignores",
    mistake: "lists the recipient's phone as ignored, and sends it",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({
      payouts: (spi) => {
        const takes = spi.manifest.routes[0]?.takes?.filter((member) => member !== "recipient.phone") ?? []
        return { ...spi, manifest: declaring(spi.manifest, { takes, ignores: ["recipient.phone"] }) }
      }
    })
  },
  {
    name: "sends-the-phone-in-a-note",
    mistake: "lists the recipient's phone as ignored, and writes it where nobody looks for it",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({
      payouts: (spi) => {
        const takes = spi.manifest.routes[0]?.takes?.filter((member) => member !== "recipient.phone") ?? []
        return { ...spi, manifest: declaring(spi.manifest, { takes, ignores: ["recipient.phone"] }) }
      },
      exchange: sending((request) => {
        const [member = "", phone = ""] = /,"phone":"([^"]*)"/.exec(request.body) ?? []
        return resigned(request, (body) => body.replace(member, "").replace(/\}$/, `,"note":"call ${phone}"}`))
      })
    })
  },
  {
    name: "drops-the-description",
    mistake: "has no field for a description, and does not say so",
    kind: "payouts",
    breaks: ["asked/members"],
    parts: () => ({ exchange: sending(without(/,"description":"[^"]*"/)) })
  },
  {
    name: "drops-the-page-of-who-did-not-pay",
    mistake: "has no place for the page to which a payer goes who has not paid, and does not say so",
    kind: "payments",
    breaks: ["asked/payment-members"],
    parts: () => ({ exchange: sending(without(/,"failed_url":"[^"]*"/)) })
  },
  {
    name: "drops-the-description-of-a-payment",
    mistake: "has no field for what a payment is for, and does not say so",
    kind: "payments",
    breaks: ["asked/payment-members"],
    parts: () => ({ exchange: sending(without(/,"description":"[^"]*"/)) })
  },
  {
    name: "drops-what-a-payer-has-filled-in",
    mistake: "sends of what a payer has filled in the one field that it has heard of",
    kind: "payments",
    breaks: ["asked/payment-members"],
    parts: () => ({
      exchange: sending((request) =>
        resigned(request, (body) =>
          body.replace(/"fields":\{[^{}]*\}/, (fields) => {
            const [name = ""] = /"payer_name":"[^"]*"/.exec(fields) ?? []
            return `"fields":{${name}}`
          })
        )
      )
    })
  },
  {
    name: "sends-the-payer-it-ignores",
    mistake: "lists the payer's address as ignored, and sends it",
    kind: "payments",
    breaks: ["asked/payment-members"],
    parts: () => ({
      payments: (spi) => ({ ...spi, manifest: declaring(spi.manifest, { ignores: ["payerEmail"] }) })
    })
  },
  {
    name: "ignores-in-silence",
    mistake: "lists no member of the recipient, and leaves out what is given",
    kind: "payouts",
    breaks: ["asked/undeclared"],
    parts: () => ({
      payouts: (spi) => ({ ...spi, manifest: declaring(spi.manifest, { takes: ["offer"] }) }),
      ...asking(({ recipient: _, ...known }) => known)
    })
  },
  {
    name: "takes-no-notice-of-an-offer",
    mistake: "lists no offers, and pays at its own price",
    kind: "payouts",
    breaks: ["asked/undeclared"],
    parts: () => ({
      payouts: (spi) => ({ ...spi, manifest: declaring(spi.manifest, { takes: [] }) }),
      ...asking(({ offer: _, ...known }) => known)
    })
  },
  {
    name: "debits-what-comes-first",
    mistake: "does not say which balance was chosen",
    kind: "payouts",
    breaks: ["asked/source"],
    parts: () => ({ exchange: sending(without(/,"source":"[^"]*"/)) })
  },
  {
    name: "forgets-the-offer",
    mistake: "checks an offer and does not name it",
    kind: "payouts",
    breaks: ["asked/offer"],
    parts: () => ({ exchange: sending(without(/,"offer":"[^"]*"/)) })
  },
  {
    name: "sends-an-expired-offer",
    mistake: "leaves it to the provider to refuse an offer that has expired",
    kind: "payouts",
    breaks: ["asked/offer"],
    parts: () =>
      asking((request) =>
        request.offer === undefined
          ? request
          : { ...request, offer: { ...request.offer, expiresAt: DateTime.makeUnsafe(8_640_000_000_000) } }
      )
  },
  {
    name: "forgets-the-context",
    mistake: "looks every payout up in its main account",
    kind: "payouts",
    breaks: ["asked/context"],
    parts: () => ({ exchange: onPath("/get", without(subAccount)) })
  },
  {
    name: "cancels-out-of-context",
    mistake: "cancels in its main account",
    kind: "payouts",
    breaks: ["asked/context"],
    parts: () => ({ exchange: onPath("/cancel", without(subAccount)) })
  },
  {
    name: "pays-out-of-the-main-account",
    mistake: "names the context in look-ups alone",
    kind: "payouts",
    breaks: ["asked/context", "callbacks/context"],
    parts: () => ({ exchange: onPath("/create", without(subAccount)) })
  },
  {
    name: "one-key-for-every-context",
    mistake: "makes the key of a replay of the request without its context",
    kind: "payouts",
    breaks: ["asked/context"],
    parts: () => ({
      duplicates: "replayed",
      options: (options) => ({ ...options, duplicates: "replayed" }),
      payouts: (spi) => {
        const { repeating } = spi
        if (repeating === undefined) return spi
        const keyOf = ({ context: _, ...request }: PayoutRequest) => repeating.fix(request)
        return {
          ...spi,
          repeating: {
            ...repeating,
            fix: (request) =>
              Effect.zipWith(
                repeating.fix(request),
                keyOf(request),
                (fixed, other) => fixed && other && { ...fixed, hash: other.hash }
              )
          }
        }
      }
    })
  },
  {
    name: "shows-a-form-out-of-context",
    mistake: "asks for a card form in its main account",
    kind: "payments",
    breaks: ["asked/payer-context"],
    parts: () => ({ exchange: onPath("/cardForm", without(subAccount)) })
  },
  {
    name: "lists-receipts-out-of-context",
    mistake: "lists receipts in its main account",
    kind: "payments",
    breaks: ["asked/payer-context"],
    parts: () => ({ exchange: onPath("/receipts", without(subAccount)) })
  },
  {
    name: "hands-a-receipt-in-out-of-context",
    mistake: "hands receipts in in its main account",
    kind: "payments",
    breaks: ["asked/payer-context"],
    parts: () => ({ exchange: onPath("/uploadReceipt", without(subAccount)) })
  },
  {
    name: "captures-out-of-context",
    mistake: "captures in its main account",
    kind: "payments",
    breaks: ["asked/changes-context"],
    parts: () => ({ exchange: onPath("/capture", without(subAccount)) })
  },
  {
    name: "replays-captures-out-of-context",
    mistake: "sends a capture again in its main account",
    kind: "payments",
    breaks: ["asked/changes-context"],
    parts: () => {
      const sent = new Set<string>()
      return {
        changes: "replayed",
        exchange: (exchange) => (request, deadline) => {
          const isAgain = request.path.endsWith("/capture") && sent.has(request.body)
          sent.add(request.body)
          return exchange(isAgain ? without(subAccount)(request) : request, deadline)
        }
      }
    }
  },
  {
    name: "completes-out-of-context",
    mistake: "completes in its main account",
    kind: "payments",
    breaks: ["asked/changes-context"],
    parts: () => ({ approval: "asked", exchange: onPath("/complete", without(subAccount)) })
  },
  {
    name: "takes-any-context",
    mistake: "takes what it knows of a context and drops the rest",
    kind: "payouts",
    breaks: ["asked/unknown-context"],
    parts: () =>
      asking(({ context, ...known }) =>
        context?.subAccount === undefined ? known : { ...known, context: { subAccount: context.subAccount } }
      )
  },
  {
    name: "states-half-the-account",
    mistake: "states of an account its last four digits, as if that were all",
    kind: "payouts",
    breaks: ["identity/own-destination"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (id, reference, context) =>
          Effect.map(spi.getByProviderReference!(id, reference, context), (payout) => ({
            ...payout,
            ...half(payout.account)
          }))
      })
    })
  },
  {
    name: "states-a-bank-account-by-its-number",
    mistake: "states of a bank account its number alone, and of everything else what was asked for",
    kind: "payouts",
    breaks: ["identity/own-destination"],
    parts: () => ({
      routes: ["card RUB", "bank RUB"],
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (id, reference, context) =>
          Effect.map(spi.getByProviderReference!(id, reference, context), (payout) => {
            const number = payout.account && /accountNumber=(\S+)/.exec(Redacted.value(payout.account))?.[1]
            return number === undefined ? payout : { ...payout, account: Redacted.make(number) }
          })
      })
    })
  }
]
