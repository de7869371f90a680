/**
 * The config of a schedule, as a user would write it: the providers under their names, and the routes chosen by the
 * request's metadata. Re-pointing a provider is another account in the same place and nothing else.
 */
import { compact } from "@switchyard/core/Optional"
import type { Plugin } from "@switchyard/core/Plugin"
import { plugin as feennex } from "@switchyard/feennex"
import { plugin as p2p } from "@switchyard/p2p"
import { type ByOrderId, type Operation, type ProviderName, referenceOf, routes, type Settings } from "../schedule.ts"
import { type ExchangeOf, pluginOver } from "./line.ts"
import { accounts, keys, template } from "./simulators.ts"

/** Which of its two accounts each provider is pointed to. */
export type Pointed = Readonly<Record<ProviderName, 0 | 1>>

/** The first account of each. */
export const first: Pointed = { feennex: 0, p2p: 0, memory: 0 }

/** Where each provider is reached; https, so that every spacing is the real one. The third one has a line of its own. */
export const hosts: Readonly<Record<string, ByOrderId>> = { "feennex.test": "feennex", "p2p.test": "p2p" }

/** The config as JSON. */
export const json = (settings: Settings, pointed: Pointed) => ({
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: "https://feennex.test",
        shopId: Number(accounts.feennex[pointed.feennex]),
        shopCurrency: "USD",
        secretKey: keys.secret,
        payways: { payouts: { card: { RUB: "card_rub", USD: "card_usd" }, sbp: { RUB: "sbp_rub", USD: "sbp_usd" } } },
        accountDetails: { sbp_rub: { bank: "bank_name" }, sbp_usd: { bank: "bank_name" } }
      }
    },
    p2p: {
      use: "@switchyard/p2p",
      options: {
        baseUrl: "https://p2p.test",
        merchant: accounts.p2p[pointed.p2p],
        apiKey: keys.api,
        signKey: keys.sign,
        callbackBaseUrl: "http://127.0.0.1:8090",
        currencies: ["RUB", "USD"],
        pollingAgreed: settings.pollingAgreed,
        payoutIdInPath: settings.payoutIdInPath,
        standartSign: settings.signedCallbacks ? template : null
      }
    },
    memory: {
      use: "@switchyard/memory",
      options: { account: accounts.memory[pointed.memory], secretKey: keys.memory, ...compact(settings.repeats) }
    }
  },
  routes: {
    payouts: routes.map((route) => ({ when: { metadata: { route } }, try: route.split(",") }))
  }
})

/** Changes a package. */
export type Wrap = <Options>(plugin: Plugin<Options>) => Plugin<Options>

/** Imports a provider package by its name. */
export type Load = (name: string) => Promise<unknown>

/** The packages for one process, without looking for them. */
export const loadOver =
  (exchangeOf: ExchangeOf, wrap: Wrap = (plugin) => plugin): Load =>
  async (name) => {
    switch (name) {
      case "@switchyard/p2p":
        return { plugin: wrap(p2p) }
      case "@switchyard/memory":
        return { plugin: wrap(pluginOver(exchangeOf)) }
      default:
        return { plugin: wrap(feennex) }
    }
  }

/** A payout request in JSON. */
export const input = ({ amount, currency, destination, email, route }: Operation, index: number) => ({
  reference: referenceOf(index),
  amount: { value: amount, currency },
  destination:
    destination === "card"
      ? { type: "card" as const, number: "4111111111111111", holder: "Ivanov Ivan" }
      : { type: "sbp" as const, phone: "79161234567", bank: "Sberbank" },
  metadata: { route },
  ...(email ? { recipientEmail: "a@b.example" } : {})
})
