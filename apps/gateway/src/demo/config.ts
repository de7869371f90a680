/**
 * The config of the demo: the bundled one of `npm start`, and a bank that has what its two providers have not. It pays back, it
 * says when a payout has bounced, and it answers a request that comes again under the same key as it did the first time.
 */
import { readFileSync } from "node:fs"

/** What the bank keeps to, and what its adapter is told of it. */
export const bank = {
  account: "demo",
  duplicates: "replayed",
  replayAfterMillis: 1_000,
  readSpacingMillis: 500
} as const

const { providers, routes, ...rest } = JSON.parse(readFileSync(new URL("../../sandbox.json", import.meta.url), "utf8"))

/** As it would stand in a file: what is in dollars, or paid on the provider's own page, goes to the bank. */
export const config = {
  ...rest,
  providers: {
    ...providers,
    bank: {
      use: "@switchyard/memory",
      options: {
        ...bank,
        baseUrl: { $env: "BANK_URL" },
        secretKey: { $env: "BANK_SECRET_KEY" },
        callbackKey: { $env: "BANK_CALLBACK_KEY" }
      }
    }
  },
  routes: {
    payouts: [{ when: { currency: ["USD"] }, try: ["bank"] }, ...routes.payouts],
    payments: [{ when: { method: ["page"] }, try: ["bank"] }, ...routes.payments]
  }
}
