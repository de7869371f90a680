/**
 * The manifest of the memory provider: facts that code cannot show. What a repeated reference does is an option, "not found" may be
 * believed after a minute, and every amount between one unit and 10^18 of them is taken.
 */
import type { Manifest, Route } from "@switchyard/core/Capabilities"
import type { Currency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { members } from "@switchyard/core/Recipient"
import type { Options } from "../MemoryOptions.ts"
import { changesOf, duplicatesOf } from "./duplicates.ts"

const currencies: readonly [Currency, ...ReadonlyArray<Currency>] = ["RUB", "USD", "JPY", "BHD", "USDT"]

const limits = (currency: Currency) => ({
  min: Money.unsafe("1", currency),
  max: Money.unsafe("1000000000000000000", currency)
})

const limited = (method: string, currency: Currency): Route => ({
  method,
  currencies: [currency],
  limits: { [currency]: limits(currency) }
})

const routes = (options: Options, methods: ReadonlyArray<string>): Manifest["routes"] =>
  methods.flatMap((method) => (options.currencies ?? currencies).map((currency) => limited(method, currency)))

const manifest = (options: Options, methods: ReadonlyArray<string>): Manifest => ({
  routes: routes(options, methods),
  context: ["subAccount"],
  duplicates: { create: duplicatesOf(options) },
  lookUp: {
    create: { by: "reference", notFoundIsFinal: { afterMillis: 60_000, answers: 2, spacingMillis: 10_000 } }
  },
  statusReads: { spacingMillis: options.readSpacingMillis ?? 10_000, polling: "free" },
  callbacks: options.callbackKey === undefined && options.callbackKeys === undefined ? "hint" : "verified"
})

// A question has no place for an e-mail address.
const askedWith = members.filter((member) => member !== "recipient.email")

const abandonAfter = { afterMillis: 60_000, answers: 2, spacingMillis: 10_000 }

/** What a payout in drafts leaves, and by what it is found: nobody is told which reference a draft has. */
const inDrafts: Pick<Manifest, "lookUp" | "stages"> = {
  lookUp: { create: { by: "providerReference" } },
  stages: { create: { prepared: "payable", prepares: "same", abandonAfter } }
}

/** The manifest of an account's payouts. Nothing is converted: what leaves the balance is in the recipient's currency. */
export const payoutManifest = (options: Options): Manifest => {
  const facts = manifest(options, ["card", "sbp", "account", "iban", "wallet"])
  const [currency] = options.currencies ?? currencies
  // Where a destination is named in another way, one currency shows as much as all.
  const named = (method: string, only: Partial<Route> = {}): Route => ({
    ...limited(method, currency),
    ...only
  })
  const routes = [
    ...facts.routes,
    named("bank", {
      schemes: ["ach"],
      countries: ["US"],
      limits: { [currency]: { ...limits(currency), step: Money.unsafe("1", currency) } }
    }),
    named("email"),
    named("phone"),
    named("token", { schemes: ["bank_account"] })
  ]
  return {
    ...facts,
    ...(options.lookUp && { lookUp: { create: { ...facts.lookUp.create, by: options.lookUp } } }),
    ...(options.stages && inDrafts),
    routes: routes.map((route) => ({
      ...route,
      debitCurrencies: route.currencies,
      sources: route.currencies,
      takes: [...members, "offer"]
    })),
    questions: { quote: askedWith, checkAccount: askedWith }
  }
}

const methods = ["page", "bank_transfer", "card"]

const states = { sum: { captured: "sum", refunded: "sum" }, nothing: {} } as const

/** The manifest of an account's payments. */
export const paymentManifest = (options: Options): Manifest => {
  const facts = manifest(options, methods)
  const { duplicates, lookUp } = changesOf(options)
  const isSilent = ({ method }: Route) => options.payer === "nothing" && method === "page"
  return {
    ...facts,
    routes: facts.routes.map((route) => ({
      ...route,
      captureMethods: ["automatic", "manual"],
      ...(isSilent(route) && { payerIsAsked: false })
    })),
    duplicates: { ...facts.duplicates, ...duplicates },
    lookUp: { ...facts.lookUp, ...lookUp },
    captures: { several: true, ofCaptured: "refused" },
    states:
      options.states === undefined
        ? { captured: "parts", refunded: "parts", disputed: "parts" }
        : states[options.states],
    ...(options.declined && { stages: { create: { abandonAfter } } })
  }
}

/** The manifest of an account's refunds: nothing is paid back that is not said. */
export const refundManifest = (options: Options): Manifest => {
  const facts = manifest(options, methods)
  return {
    ...facts,
    routes: facts.routes.map((route) => ({ ...route, takes: ["reason", "description", "payment.capture"] }))
  }
}
