/** What the gateways of the soak are configured with: both simulated providers, one merchant, one webhook endpoint. */
import { createHash } from "node:crypto"
import { packageName, stated } from "../bank/account.ts"

/** The API key of the merchant, who is operator too. */
export const apiKey = "sk_soak_simulated_money_only"

/** The secret of the merchant's webhook endpoint. */
export const webhookSecret = "whsec_c29hayBzb2FrIHNvYWsgc29hayBzb2FrISE="

/** Where everybody is. */
export interface Places {
  /** Undefined: there is none. */
  readonly bank?: string | undefined
  readonly feennex: string
  readonly p2p: string
  /** Undefined: nobody is told anything. */
  readonly webhooks?: string | undefined
  /** Time between two reads of one payout at Feennex, such as "60 seconds". */
  readonly statusInterval: string
  /** The promise that only a synchronous standby ever takes over. */
  readonly isSynchronous?: boolean | undefined
}

const payways = {
  payouts: { card: { RUB: "card_rub" }, sbp: { RUB: "sbp_rub" } },
  payments: { bank_transfer: { RUB: "bank_h2h_rub" } }
}

/** The config file; `CALLBACK_URL` is each gateway's own. */
export const config = ({ bank, feennex, isSynchronous = false, p2p, statusInterval, webhooks }: Places): object => ({
  database: { synchronous: isSynchronous },
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: feennex,
        shopId: 112,
        shopCurrency: "USD",
        secretKey: "sandbox_secret",
        payways,
        accountDetails: { sbp_rub: { bank: "bank_name" } },
        callbackBaseUrl: { $env: "CALLBACK_URL" },
        statusInterval
      }
    },
    p2p: {
      use: "@switchyard/p2p",
      options: {
        baseUrl: p2p,
        merchant: "sandbox",
        apiKey: "sandbox_api_key",
        signKey: "sandbox_sign_key",
        callbackBaseUrl: { $env: "CALLBACK_URL" }
      }
    },
    ...(bank !== undefined && {
      bank: { use: packageName, options: stated(bank) }
    })
  },
  routes: {
    payouts: [{ when: { destination: ["card"] }, try: ["p2p", "feennex"] }, { try: ["feennex"] }],
    payments: [...(bank === undefined ? [] : [{ when: { method: ["page"] }, try: ["bank"] }]), { try: ["feennex"] }]
  },
  apiKeys: [
    { name: "shop", sha256: createHash("sha256").update(apiKey).digest("hex"), roles: ["merchant", "operator"] }
  ],
  ...(webhooks !== undefined && {
    webhooks: [{ url: webhooks, secrets: [webhookSecret], events: ["*"], allowPrivateTargets: true }]
  })
})
