/** Wrong adapters that pay somebody else, or drop what says whom to pay. */
import type { Manifest } from "@switchyard/core/Capabilities"
import type { Request } from "@switchyard/memory/Simulator"
import { onCreate, resigned, type Wrong } from "./wrong.ts"

const valueIn = (body: string, member: string): string | undefined =>
  new RegExp(`"${member}":("[^"]*")`).exec(body)?.[1]

const replaced = (request: Request, member: string, value: string): Request =>
  resigned(request, (body) => body.replace(new RegExp(`"${member}":"[^"]*"`), `"${member}":${value}`))

const without = (member: string) => (request: Request) =>
  resigned(request, (body) => body.replace(new RegExp(`,"${member}":"[^"]*"`), ""))

const sending = (change: (request: Request) => Request) =>
  onCreate((_, request, exchange, deadline) => exchange(change(request), deadline))

const keepingTheFirst = (member: string) => () => {
  let first: string | undefined
  return {
    exchange: sending((request) => {
      first ??= valueIn(request.body, member)
      return first === undefined ? request : replaced(request, member, first)
    })
  }
}

const ignoring = (path: string, manifest: Manifest): Manifest => ({
  ...manifest,
  routes: manifest.routes.map((route) => ({ ...route, ignores: [path] }))
})

export const destinations: ReadonlyArray<Wrong> = [
  {
    name: "pays-another-account",
    mistake: "left the account of a test in",
    kind: "payouts",
    breaks: ["destination/account", "destination/digits", "identity/at-once", "identity/own-destination"],
    parts: () => ({ exchange: sending((request) => replaced(request, "destination", `"2200000000000053"`)) })
  },
  {
    name: "pays-the-first-account-for-all",
    mistake: "keeps the account of its first payout",
    kind: "payouts",
    breaks: ["destination/account", "identity/at-once", "destination/digits"],
    parts: keepingTheFirst("destination")
  },
  {
    name: "pays-wallets-to-its-own",
    mistake: "pays every wallet to one, and everything else right",
    kind: "payouts",
    breaks: ["destination/account", "identity/at-once", "destination/digits"],
    parts: () => ({
      exchange: sending((request) =>
        request.body.includes(`"method":"wallet"`) ? replaced(request, "destination", `"wallet-of-my-own"`) : request
      )
    })
  },
  {
    name: "drops-the-scheme",
    mistake: "sends the fields of a bank account without the clearing scheme that gives them their meaning",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({ routes: ["card RUB", "bank RUB"], exchange: sending(without("scheme")) })
  },
  {
    name: "drops-the-country",
    mistake: "sends the fields of a bank account without its country",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({ routes: ["card RUB", "bank RUB"], exchange: sending(without("country")) })
  },
  {
    name: "pays-one-pair-to-its-own",
    mistake: "pays cards in yen to one, cards and yen otherwise right",
    kind: "payouts",
    breaks: ["destination/account"],
    parts: () => ({
      routes: ["card RUB", "card JPY", "wallet RUB", "wallet JPY"],
      exchange: sending((request) =>
        /"JPY".*"method":"card"/.test(request.body) ? replaced(request, "destination", `"2200000000000053"`) : request
      )
    })
  },
  {
    name: "names-the-first-holder-for-all",
    mistake: "keeps the name of its first recipient",
    kind: "payouts",
    breaks: ["destination/account", "destination/letters", "identity/at-once"],
    parts: keepingTheFirst("holder")
  },
  {
    name: "drops-the-holder",
    mistake: "does not send the recipient's name",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({ exchange: sending(without("holder")) })
  },
  {
    name: "drops-the-bank",
    mistake: "sends a bank only where a destination cannot be without one",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({
      routes: ["card RUB", "sbp JPY"],
      exchange: sending((request) => (request.body.includes(`"sbp"`) ? request : without("bank")(request)))
    })
  },
  {
    name: "drops-the-bic",
    mistake: "sends an account number and not whose it is",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({ routes: ["card RUB", "account JPY"], exchange: sending(without("bic")) })
  },
  {
    name: "ignores-the-bank-of-a-phone",
    mistake: "lists the bank as ignored, without which a phone is anybody's",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({
      routes: ["sbp RUB"],
      // Core would build no such provider.
      payoutService: (service) => ({
        ...service,
        capabilities: { ...service.capabilities, ...ignoring("destination.bank", service.capabilities) }
      }),
      exchange: sending(without("bank"))
    })
  },
  {
    name: "sends-what-it-says-it-ignores",
    mistake: "lists the holder as ignored, and sends it",
    kind: "payouts",
    breaks: ["destination/members"],
    parts: () => ({ payouts: (spi) => ({ ...spi, manifest: ignoring("destination.holder", spi.manifest) }) })
  }
]
