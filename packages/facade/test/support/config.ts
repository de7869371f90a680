/** Configs and requests that tests start from. */
import type { PaymentInput, PayoutInput } from "@switchyard/facade/Client"

/** The example of the gateway's documentation, word for word. */
export const documented = {
  $schema: "./switchyard.schema.json",
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: "https://core.feennex.com",
        shopId: 112,
        shopCurrency: "USD",
        secretKey: { $env: "FEENNEX_SECRET_KEY" },
        payways: {
          payouts: { card: { USD: "card_usd", RUB: "card_rub" }, sbp: { RUB: "sbp_rub" } },
          payments: { card: { USD: "card_usd" }, bank_transfer: { RUB: "bank_h2h_rub" } }
        },
        accountDetails: { sbp_rub: { bank: "bank_name" } },
        callbackBaseUrl: "https://pay.acme.test",
        h2hBaseUrl: "https://h2h.example.com",
        receiptHosts: ["receipts.example.com"],
        amountAs: "number",
        nowFormat: "YYYY-MM-DD HH:mm:ss.ffffff",
        statusInterval: "60 seconds"
      }
    },
    p2p: {
      use: "@switchyard/p2p",
      options: {
        baseUrl: "https://example.com",
        merchant: "acme",
        apiKey: { $env: "P2P_API_KEY" },
        signKey: { $env: "P2P_SIGN_KEY" },
        callbackBaseUrl: "https://pay.acme.test",
        pollingAgreed: false,
        payoutIdInPath: "orderId",
        standartSign: null
      }
    }
  },
  routes: {
    payouts: [
      { when: { currency: ["RUB"], destination: ["card", "sbp"] }, try: ["p2p", "feennex"] },
      { try: ["feennex"] }
    ],
    payments: [{ try: ["feennex"] }]
  },
  limits: { payouts: { RUB: { max: "100000.00" } } },
  apiKeys: [
    { name: "shop", sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", roles: ["merchant"] }
  ],
  webhooks: [
    {
      url: "https://acme.test/hooks",
      secrets: [{ $env: "WEBHOOK_SECRET" }],
      events: ["*"],
      allowPrivateTargets: false
    }
  ],
  database: { acceptEmbedded: false }
}

/** What the documented example takes from the environment. */
export const documentedEnv = {
  FEENNEX_SECRET_KEY: "feennex-canary-key",
  P2P_API_KEY: "p2p-canary-key",
  P2P_SIGN_KEY: "p2p-canary-sign",
  WEBHOOK_SECRET: "whsec_canary"
}

/** One instance of the fake package. */
export const fake = (options: object = { payouts: { card: ["RUB"] } }) => ({
  use: "@fake/psp",
  options: { account: "1", ...options }
})

/** Two instances that are tried one after the other for every payout. */
export const pair = {
  providers: { a: fake(), b: fake({ account: "2", payouts: { card: ["RUB"] } }) },
  routes: { payouts: [{ try: ["a", "b"] }] }
}

/** A payout request in JSON. */
export const payoutInput = (reference = "order-1001"): PayoutInput => ({
  reference,
  amount: { value: "1500.00", currency: "RUB" },
  destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" }
})

/** A payment request in JSON. */
export const paymentInput = (reference = "order-1001"): PaymentInput => ({
  reference,
  amount: { value: "1500.00", currency: "RUB" },
  method: "card"
})
